package io.github.pagelock.internal.pending;

import io.github.pagelock.LockMode;
import io.github.pagelock.internal.admit.MemoryGuard;
import io.github.pagelock.internal.engine.Debts;
import io.github.pagelock.internal.engine.LockEngine;
import io.github.pagelock.internal.steps.Stage;
import io.github.pagelock.internal.work.Workers;
import io.github.pagelock.spi.LockQueue;
import org.jspecify.annotations.Nullable;

/** The ways that a locker's pending locks go, and the gate before them. */
public final class Lanes {
  private final Gate gate;
  private final Workers workers;
  private final boolean touches;
  private final Lane worker;
  private final @Nullable Lane queue;
  private final ReleaseLane release;

  /**
   * Ways of a locker.
   *
   * @param touches whether ranges that could not be locked are read instead (L10)
   */
  public Lanes(
      Gate gate,
      LockEngine engine,
      MemoryGuard guard,
      Debts debts,
      Workers workers,
      boolean touches) {
    this.gate = gate;
    this.workers = workers;
    this.touches = touches;
    this.worker = new WorkerLane(engine, guard, gate.operations(), workers);
    LockQueue ofProvider = gate.queue();
    this.queue = ofProvider == null ? null : new QueueLane(ofProvider, engine, workers);
    this.release = new ReleaseLane(engine, debts);
  }

  Gate gate() {
    return gate;
  }

  /** The way of a stage's chunks. */
  Lane of(Stage stage, LockMode mode) {
    Lane queues = queue;
    return queues != null && stage == Stage.LOCK && mode == LockMode.PLAIN ? queues : worker;
  }

  ReleaseLane release() {
    return release;
  }

  Workers workers() {
    return workers;
  }

  boolean touches() {
    return touches;
  }
}
