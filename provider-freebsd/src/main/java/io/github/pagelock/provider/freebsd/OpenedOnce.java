package io.github.pagelock.provider.freebsd;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The operations for the whole process: they share the kernel's queue, and one thread that waits on
 * it. Where the queue could not be had at the moment, those who open it later get others.
 */
final class OpenedOnce {
  private final Supplier<FreeBsdPageOperations> opening;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable FreeBsdPageOperations opened;

  OpenedOnce(Supplier<FreeBsdPageOperations> opening) {
    this.opening = opening;
  }

  FreeBsdPageOperations get() {
    lock.lock();
    try {
      FreeBsdPageOperations operations = opened;
      if (operations == null) {
        operations = opening.get();
        opened = operations.mayGetAQueueLater() ? null : operations;
      }
      return operations;
    } finally {
      lock.unlock();
    }
  }
}
