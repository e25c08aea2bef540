package io.github.pagelock.cli;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.spi.LimitNumbers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Really locks so much anonymous memory, piece by piece, and unlocks it again. */
final class LockTrial {
  private static final int PIECE_BYTES = 64 << 20;
  private static final Duration TICK = Duration.ofMillis(10);

  /**
   * What came of it.
   *
   * @param bytes that were locked at the end
   * @param seconds until then
   * @param lockedName what the system calls the next three
   * @param before locked by the process before, in bytes, or {@link LimitNumbers#UNKNOWN}
   * @param locked when all was locked
   * @param after when all was unlocked
   * @param failure why not all was locked; null if it was, or if it was stopped
   * @param stopped whether a signal ended it
   */
  record Result(
      long bytes,
      double seconds,
      String lockedName,
      long before,
      long locked,
      long after,
      @Nullable Diagnosis failure,
      boolean stopped) {}

  private final PageLocker locker;
  private final BooleanSupplier stop;
  private final Progress progress;
  private final List<LockedRange> held = new ArrayList<>();

  LockTrial(PageLocker locker, BooleanSupplier stop, Progress progress) {
    this.locker = locker;
    this.stop = stop;
    this.progress = progress;
  }

  /** Unlocks in any case. */
  Result run(long bytes) throws InterruptedException {
    long before = lockedByProcess();
    long begun = System.nanoTime();
    Diagnosis failure = null;
    long done = 0;
    double seconds;
    long locked;
    try {
      progress.begin("memory", bytes);
      while (done < bytes && failure == null && !stop.getAsBoolean()) {
        int piece = (int) Math.min(PIECE_BYTES, bytes - done);
        int pieces = held.size();
        failure = lock(piece, bytes - done);
        done += held.size() > pieces ? piece : 0;
        progress.reached(done);
      }
      seconds = (System.nanoTime() - begun) / 1e9;
      locked = lockedByProcess();
    } finally {
      progress.close();
      held.forEach(LockedRange::close);
    }
    boolean stopped = done < bytes && failure == null;
    return new Result(
        done,
        seconds,
        LockedCount.name(locker),
        before,
        locked,
        lockedByProcess(),
        failure,
        stopped);
  }

  /** Null if it is held now; also if it was stopped, and then it is not. */
  private @Nullable Diagnosis lock(int piece, long remaining) throws InterruptedException {
    // Memory may have become scarce meanwhile, and allocating makes pages resident.
    Diagnosis prospect = locker.diagnose(remaining);
    if (prospect.isProblem()) {
      return prospect;
    }
    PendingLock<LockedRange> pending = locker.lockAsync(allocate(piece));
    while (!pending.await(TICK)) {
      if (stop.getAsBoolean()) {
        pending.cancel();
      }
    }
    if (pending.state() == State.LOCKED) {
      held.add(pending.result());
      return null;
    }
    if (pending.state() == State.CANCELLED) {
      return null;
    }
    PageLockException failure = pending.failure().orElseThrow();
    return failure.diagnosis().orElseThrow(() -> failure);
  }

  /** Whole pages, so that not one more is locked than was asked about. */
  private ByteBuffer allocate(int bytes) {
    int page = locker.pageSize();
    try {
      return ByteBuffer.allocateDirect(bytes + 2 * page).alignedSlice(page).limit(bytes);
    } catch (OutOfMemoryError e) {
      throw new CliException(
          "Java gives no more memory to try with ("
              + e.getMessage()
              + "); PAGELOCK_JAVA_OPTS=-XX:MaxDirectMemorySize=SIZE allows more",
          e);
    }
  }

  private long lockedByProcess() {
    return LockedCount.bytes(locker);
  }
}
