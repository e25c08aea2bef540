package io.github.pagelock.internal.watch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.pagelock.LockStatisticsMXBean;
import io.github.pagelock.PageLocker;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A locker's MXBean, where it has one; the module java.management may be missing until then. */
public final class StatisticsBeans {
  /** Whether there ever was one, so that nobody asks for the module where it may be missing. */
  private static volatile boolean used;

  private final ReentrantLock mutex = new ReentrantLock();

  @GuardedBy("mutex")
  private @Nullable PlatformBean registered;

  @GuardedBy("mutex")
  private boolean closed;

  public String register(String name, PageLocker locker) {
    Objects.requireNonNull(name, "name");
    if (name.isBlank()) {
      throw new IllegalArgumentException("the MXBean's name is blank");
    }
    mutex.lock();
    try {
      if (closed) {
        throw new IllegalStateException("this PageLocker is closed");
      }
      if (registered != null) {
        throw new IllegalStateException("registered already, as " + registered.name());
      }
      PlatformBean bean = bean(name, new StatisticsBean(locker));
      registered = bean;
      return bean.name();
    } finally {
      mutex.unlock();
    }
  }

  private static PlatformBean bean(String name, LockStatisticsMXBean statistics) {
    try {
      PlatformBean bean = PlatformBean.register(name, statistics);
      used = true;
      return bean;
    } catch (NoClassDefFoundError noModule) {
      throw new UnsupportedOperationException(
          "this runtime has no MBean server: the module java.management is missing or was not"
              + " resolved; start with --add-modules java.management, or add it to the image",
          noModule);
    }
  }

  /** Does nothing if there is none. */
  public void unregister() {
    mutex.lock();
    try {
      PlatformBean bean = registered;
      registered = null;
      if (bean != null) {
        bean.unregister();
      }
    } finally {
      mutex.unlock();
    }
  }

  /** Those of all lockers of this copy of the library. */
  public static void unregisterAll() {
    if (used) {
      PlatformBean.unregisterAll();
    }
  }

  public void close() {
    mutex.lock();
    try {
      closed = true;
      unregister();
    } finally {
      mutex.unlock();
    }
  }
}
