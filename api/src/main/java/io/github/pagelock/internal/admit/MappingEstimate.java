package io.github.pagelock.internal.admit;

import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.MappingRoom;
import io.github.pagelock.spi.PageOperations;
import java.util.function.Supplier;

/**
 * How many mappings the process has (L11): the last count plus what each interval of the ledger
 * since has added. Counting takes up to 40 ms, so it is done after 1,000 more intervals and near
 * the threshold, for at most a twentieth of the time.
 */
final class MappingEstimate {
  private static final int INTERVALS_BETWEEN_SAMPLES = 1_000;
  private static final int REST_PER_WORK = 20;
  private static final long STALE_NANOS = 10_000_000_000L;

  private final PageOperations operations;
  private volatile Sample sample = new Sample(MappingRoom.ALL_UNKNOWN, 0, 0, 0);

  MappingEstimate(PageOperations operations) {
    this.operations = operations;
  }

  /** What was counted, at how many intervals; costNanos is 0 if nothing was counted yet. */
  private record Sample(MappingRoom room, int intervals, long nanoTime, long costNanos) {
    long addedSince(int intervalsNow) {
      return (long) MappingRoom.PER_LOCK * (intervalsNow - intervals);
    }

    /** Whether there is room for a lock that adds an interval. */
    boolean leavesRoom(int intervalsNow) {
      return room.hasRoomFor(addedSince(intervalsNow) + MappingRoom.PER_LOCK);
    }

    boolean isOutdated(int intervalsNow) {
      return costNanos == 0 || Math.abs(intervalsNow - intervals) >= INTERVALS_BETWEEN_SAMPLES;
    }
  }

  boolean allowsQuickly(long newBytes, int intervals) {
    Sample known = sample;
    return !known.isOutdated(intervals) && (newBytes == 0 || known.leavesRoom(intervals));
  }

  boolean allows(long newBytes, int intervals) {
    return newBytes == 0 || sample.leavesRoom(intervals);
  }

  void sampleIfDue(int intervals) {
    Sample known = sample;
    long now = System.nanoTime();
    long age = now - known.nanoTime();
    boolean rested = age > known.costNanos() * REST_PER_WORK;
    if (known.isOutdated(intervals)
        || (rested && (age > STALE_NANOS || !known.leavesRoom(intervals)))) {
      MappingRoom room = operations.mappings();
      long after = System.nanoTime();
      sample = new Sample(room, intervals, after, Math.max(1, after - now));
    }
  }

  /** Says it of now, whenever it is asked. */
  Supplier<Diagnosis> diagnosis(int intervals) {
    Sample known = sample;
    long estimate = known.room().count() + known.addedSince(intervals);
    Cure cure = operations.cure(Bound.MAPPINGS, estimate + MappingRoom.PER_LOCK);
    return () -> Diagnoses.fewMappingsLeft(estimate, known.room().max(), cure);
  }
}
