package io.github.pagelock.provider.linux.worstday;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** A user's executor, which does whatever it likes while faults are on, but loses no task. */
final class FaultyExecutor implements Executor {
  private final Executor others;
  private final AtomicInteger number;

  FaultyExecutor(Executor others, int first) {
    this.others = others;
    this.number = new AtomicInteger(first);
  }

  @Override
  public void execute(Runnable task) {
    if (!Faults.areOn()) {
      task.run();
      return;
    }
    switch (Math.floorMod(number.getAndIncrement(), 10)) {
      case 0 ->
          throw Faults.remember(new RejectedExecutionException(Faults.INJECTED + ": rejected"));
      case 1 -> throw Faults.remember(new LinkageError(Faults.INJECTED + " into the executor"));
      case 2 -> {
        task.run();
        throw Faults.remember(new IllegalStateException(Faults.INJECTED + " after the task"));
      }
      case 3 -> {
        others.execute(task);
        throw Faults.remember(new OutOfMemoryError(Faults.INJECTED + " after handing over"));
      }
      case 4 -> others.execute(task);
      case 5 -> {
        task.run();
        task.run();
      }
      default -> task.run();
    }
  }
}
