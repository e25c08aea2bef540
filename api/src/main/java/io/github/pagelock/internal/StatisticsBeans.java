package io.github.pagelock.internal;

import io.github.pagelock.LockStatisticsMXBean;
import io.github.pagelock.PageLocker;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A locker's MXBean, where it has one; the module java.management may be missing until then. */
final class StatisticsBeans {
  private final ReentrantLock mutex = new ReentrantLock();
  private @Nullable PlatformBean registered;
  private boolean closed;

  String register(String name, PageLocker locker) {
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
      return PlatformBean.register(name, statistics);
    } catch (NoClassDefFoundError noModule) {
      throw new UnsupportedOperationException(
          "this runtime has no MBean server: the module java.management is missing or was not"
              + " resolved; start with --add-modules java.management, or add it to the image",
          noModule);
    }
  }

  void close() {
    mutex.lock();
    try {
      closed = true;
      if (registered != null) {
        registered.unregister();
        registered = null;
      }
    } finally {
      mutex.unlock();
    }
  }
}
