package io.github.pagelock.internal.files;

import io.github.pagelock.internal.base.WeakRounds;
import java.lang.ref.WeakReference;
import java.nio.file.WatchService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Has a thread of the JDK's own look at files, which keeps nobody's class loader alive. */
public final class Rounds {
  private Rounds() {}

  /**
   * Calls somebody again and again, until he is collected or the reference is cleared.
   *
   * @param service what is waited for; null to wait for the time only
   * @param millis the longest wait
   * @param rounds takes a key of the service, or null after the time
   * @return to be started; it needs no class that is not loaded now
   */
  public static Runnable loop(
      @Nullable WatchService service, long millis, WeakReference<Consumer<Object>> rounds) {
    return WeakRounds.loop(service, millis, rounds);
  }

  /**
   * Starts such a loop, on a daemon thread, with the next collection of garbage.
   *
   * @param loop as {@link #loop} made it
   * @throws OutOfMemoryError if no thread can be started
   */
  public static void start(Runnable loop) {
    WeakRounds.start(loop);
  }
}
