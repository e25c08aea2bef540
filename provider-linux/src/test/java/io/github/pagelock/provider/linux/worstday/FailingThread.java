package io.github.pagelock.provider.linux.worstday;

import org.jspecify.annotations.Nullable;

/** The library's threads are of this class. There may be no room for one more. */
public final class FailingThread extends Thread {
  public FailingThread() {}

  public FailingThread(Runnable task) {
    super(task);
  }

  public FailingThread(String name) {
    super(name);
  }

  public FailingThread(Runnable task, String name) {
    super(task, name);
  }

  public FailingThread(@Nullable ThreadGroup group, Runnable task, String name) {
    super(group, task, name);
  }

  public FailingThread(@Nullable ThreadGroup group, Runnable task, String name, long stackSize) {
    super(group, task, name, stackSize);
  }

  public FailingThread(
      @Nullable ThreadGroup group, Runnable task, String name, long stackSize, boolean inherit) {
    super(group, task, name, stackSize, inherit);
  }

  @Override
  public synchronized void start() {
    Faults.maybeNoThread();
    super.start();
  }
}
