package io.github.pagelock.internal.base;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for changes of files without keeping this library's class loader alive, as {@link
 * WeakListener} waits for references.
 */
public final class WeakRounds {
  private static final MethodHandle NOTHING = MethodHandles.constant(Object.class, null);

  private WeakRounds() {}

  /**
   * Calls somebody again and again, until he is collected or the reference is cleared. It is the
   * JDK's own code.
   *
   * @param service what is waited for; null to wait for the time only
   * @param millis the longest wait
   * @param rounds takes a key of the service, or null after the time
   */
  public static Runnable loop(
      @Nullable WatchService service, long millis, WeakReference<Consumer<Object>> rounds) {
    try {
      return JdkCode.whileThere(rounds, service == null ? sleep(millis) : poll(service, millis));
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError("the JDK lacks a public method", impossible);
    }
  }

  /**
   * Runs it on a daemon thread of the JDK's own, from the next collection of garbage on.
   *
   * @throws OutOfMemoryError if no thread can be started
   */
  public static void start(Runnable loop) {
    // Run by the next collection, as this object is garbage already.
    Cleaner.create().register(new Object(), loop);
  }

  private static MethodHandle poll(WatchService service, long millis)
      throws ReflectiveOperationException {
    MethodType type = MethodType.methodType(WatchKey.class, long.class, TimeUnit.class);
    MethodHandle poll = JdkCode.PUBLIC.findVirtual(WatchService.class, "poll", type);
    return uninterrupted(
        MethodHandles.insertArguments(poll.bindTo(service), 0, millis, TimeUnit.MILLISECONDS)
            .asType(MethodType.methodType(Object.class)));
  }

  private static MethodHandle sleep(long millis) throws ReflectiveOperationException {
    MethodHandle sleep =
        JdkCode.PUBLIC.findVirtual(
            TimeUnit.class, "sleep", MethodType.methodType(void.class, long.class));
    return uninterrupted(
        MethodHandles.filterReturnValue(
            MethodHandles.insertArguments(sleep, 0, TimeUnit.MILLISECONDS, millis), NOTHING));
  }

  /** An interrupt ends one wait only. */
  private static MethodHandle uninterrupted(MethodHandle wait) {
    return MethodHandles.catchException(
        wait,
        InterruptedException.class,
        MethodHandles.dropArguments(NOTHING, 0, InterruptedException.class));
  }
}
