package io.github.pagelock.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The directories that tell their changes. Used by one thread. */
final class Watches implements Closeable {
  private static final WatchEvent.Kind<?>[] ALL = {
    StandardWatchEventKinds.ENTRY_CREATE,
    StandardWatchEventKinds.ENTRY_DELETE,
    StandardWatchEventKinds.ENTRY_MODIFY
  };

  private final @Nullable WatchService service;
  private final Map<Path, WatchKey> keys = new HashMap<>();
  private final Map<WatchKey, Path> directories = new HashMap<>();

  /** Without a service nothing is told. */
  Watches(@Nullable WatchService service) {
    this.service = service;
  }

  /** Of a file system; none where it has none, or no descriptor is left for one. */
  static Watches of(FileSystem system) {
    Thread caller = Thread.currentThread();
    ClassLoader context = caller.getContextClassLoader();
    try {
      // The service's thread would keep it.
      caller.setContextClassLoader(null);
      return new Watches(system.newWatchService());
    } catch (IOException | UnsupportedOperationException none) {
      return new Watches(null);
    } finally {
      caller.setContextClassLoader(context);
    }
  }

  /** The changes of a directory are told from now on. One that was moved keeps its key. */
  void add(Path directory) throws IOException {
    if (service == null) {
      throw new IOException("this system does not tell changes of directories");
    }
    WatchKey key = directory.register(service, ALL);
    directories.put(key, directory);
    keys.put(directory, key);
  }

  /** If it was moved, its key tells of where it is now, and stays. */
  void remove(Path directory) {
    WatchKey key = keys.remove(directory);
    if (key != null && directory.equals(directories.get(key))) {
      directories.remove(key);
      key.cancel();
    }
  }

  @Nullable WatchService service() {
    return service;
  }

  /** Waits for changes, at most so long; null if there are none. */
  @Nullable WatchKey await(long millis) throws InterruptedException {
    if (service == null) {
      TimeUnit.MILLISECONDS.sleep(millis);
      return null;
    }
    return service.poll(millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Tells all changes there are.
   *
   * @param first what was waited for, or null
   * @param changed takes a name that may stand for something else now, or for nothing
   * @param overflown takes a directory of which changes were lost
   */
  void take(@Nullable WatchKey first, Consumer<Path> changed, Consumer<Path> overflown) {
    if (service == null) {
      return;
    }
    WatchKey key = first == null ? service.poll() : first;
    while (key != null) {
      Path directory = directories.get(key);
      for (WatchEvent<?> event : key.pollEvents()) {
        if (directory == null) {
          continue;
        }
        if (event.context() instanceof Path name) {
          changed.accept(directory.resolve(name));
        } else {
          overflown.accept(directory);
        }
      }
      if (!key.reset() && directory != null) {
        directories.remove(key);
        keys.remove(directory, key);
        changed.accept(directory);
      }
      key = service.poll();
    }
  }

  @Override
  public void close() throws IOException {
    if (service != null) {
      service.close();
    }
  }
}
