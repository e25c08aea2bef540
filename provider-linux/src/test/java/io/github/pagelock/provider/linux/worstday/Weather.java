package io.github.pagelock.provider.linux.worstday;

import io.github.pagelock.LockLimits;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.MappingRoom;
import io.github.pagelock.spi.MemoryRoom;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** What the kernel is like in a round, beside what fails; and how often it was called in all. */
final class Weather {
  /** About as much as two requests ask for. */
  private static final long ROOM = 300L << 10;

  /** Of a thousand mappings: L11 keeps a tenth, and each lock takes two. */
  private static final MappingRoom FEW_MAPPINGS = MappingRoom.of(896, 1000);

  private static final MemoryRoom LITTLE_MEMORY = MemoryRoom.of(2 * ROOM, "the weather");

  final AtomicLong locks = new AtomicLong();
  final AtomicLong locksOnFault = new AtomicLong();
  final AtomicLong populates = new AtomicLong();
  final AtomicLong queued = new AtomicLong();

  private volatile boolean slow;
  private volatile long limit;
  private volatile boolean fewMappings;
  private volatile boolean littleMemory;

  /** Fine weather. */
  void clear() {
    slow = false;
    limit = 0;
    fewMappings = false;
    littleMemory = false;
  }

  /** Mostly fine, sometimes not. */
  void change(Random random, long lockedBefore) {
    slow = random.nextInt(8) == 0;
    limit = random.nextInt(8) == 0 ? lockedBefore + ROOM : 0;
    fewMappings = random.nextInt(20) == 0;
    littleMemory = random.nextInt(20) == 0;
  }

  /** Whether calls take their time, so that others meet them. */
  boolean isSlow() {
    return slow;
  }

  LockLimits limits(LockLimits real) {
    long least = limit;
    return least == 0 ? real : LimitNumbers.of(least, least, LimitNumbers.locked(real));
  }

  MappingRoom mappings(MappingRoom real) {
    return fewMappings ? FEW_MAPPINGS : real;
  }

  MemoryRoom memory(MemoryRoom real) {
    return littleMemory ? LITTLE_MEMORY : real;
  }
}
