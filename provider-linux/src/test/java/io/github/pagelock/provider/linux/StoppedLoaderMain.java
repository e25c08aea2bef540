package io.github.pagelock.provider.linux;

import io.github.pagelock.PageLockException;
import io.github.pagelock.provider.linux.proc.ProcFs;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An unlock that fails because the mappings are used up, after its class loader was stopped, as
 * that of an undeployed application is.
 */
public final class StoppedLoaderMain {
  private StoppedLoaderMain() {}

  /** Loads what it can itself, until it is stopped. */
  private static final class Loader extends URLClassLoader {
    private volatile boolean isStopped;

    Loader(URL[] classPath) {
      super(classPath, ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (isStopped) {
        throw new IllegalStateException("stopped, and asked for " + name);
      }
      return super.loadClass(name, resolve);
    }
  }

  /** The real files, but for the most mappings that a process may have. */
  private static final class NoMappingLeft extends ProcFs {
    NoMappingLeft() {
      super(Path.of("/"));
    }

    @Override
    public InputStream open(String path) throws IOException {
      return path.equals("/proc/sys/vm/max_map_count")
          ? new ByteArrayInputStream("1\n".getBytes(StandardCharsets.US_ASCII))
          : super.open(path);
    }
  }

  /** Runs where the loader has loaded it: opens the provider, calls back, unlocks. */
  public static void inLoader(Runnable stop) {
    new LinuxProvider().open();
    ScriptedLibC libc = new ScriptedLibC();
    LinuxPageOperations linux = new LinuxPageOperations(libc, new NoMappingLeft());
    long address = new TestMappings().anonymous(1); // until the process ends
    linux.lock(address, TestMappings.PAGE);
    libc.munlock = Linux.ENOMEM;
    System.out.println("a line before"); // loads what prints
    stop.run();
    try {
      linux.unlock(address, TestMappings.PAGE);
    } catch (PageLockException e) {
      System.out.println("unlock=".concat(e.reason().name()));
      System.out.println("message=".concat(String.valueOf(e.getMessage())));
    }
  }

  public static void main(String[] arguments) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    try (Loader loader = new Loader(urls.toArray(URL[]::new))) {
      Class<?> inside = loader.loadClass(StoppedLoaderMain.class.getName());
      Runnable stop = () -> loader.isStopped = true;
      inside.getMethod("inLoader", Runnable.class).invoke(null, stop);
    }
  }
}
