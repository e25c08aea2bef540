package io.github.pagelock.provider.freebsd;

import io.github.pagelock.provider.freebsd.libc.LibC;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The control blocks: those that the kernel has, each with its request, and those that are free.
 * Only {@link #take} needs memory. Guarded by the queue's lock.
 */
final class ControlBlocks {
  private static final Slot[] NONE = {};

  /** A control block, and its present user. */
  static final class Slot {
    final ControlBlock block;
    private final int index;
    private @Nullable Slot nextFree;
    private @Nullable AioRequest user;
    private long number;

    private Slot(ControlBlock block, int index) {
      this.block = block;
      this.index = index;
    }

    /** Tells this use from earlier ones; the event brings it. */
    long number() {
      return number;
    }
  }

  private final LibC libc;
  private Slot[] slots = NONE;
  private @Nullable Slot free;
  private int count;
  private int inUse;
  private int uses;

  ControlBlocks(LibC libc) {
    this.libc = libc;
  }

  /** How many the kernel has, or is about to get. */
  int inUse() {
    return inUse;
  }

  /** How many there are: {@link #userAt} knows so many. */
  int count() {
    return count;
  }

  @Nullable AioRequest userAt(int index) {
    return slots[index].user;
  }

  /** The one of an event, or null if the event is of an earlier use, or of somebody else. */
  @Nullable AioRequest userOf(long blockAddress, long number) {
    int index = (int) number;
    if (index < 0 || index >= count) {
      return null;
    }
    Slot slot = slots[index];
    return slot.number == number && slot.block.address() == blockAddress ? slot.user : null;
  }

  /** A free one, or a new one. What it throws (no memory) changes nothing. */
  Slot take(AioRequest by) {
    if (free == null) {
      free = added();
    }
    Slot slot = free;
    free = slot.nextFree;
    slot.nextFree = null;
    slot.user = by;
    slot.number = (long) ++uses << Integer.SIZE | slot.index;
    inUse++;
    return slot;
  }

  private Slot added() {
    if (count == slots.length) {
      slots = Arrays.copyOf(slots, Math.max(4, 2 * count));
    }
    Slot slot = new Slot(new ControlBlock(libc), count);
    slots[count] = slot;
    count++;
    return slot;
  }

  /** The kernel does not write to it any more. */
  void giveBack(Slot slot) {
    slot.user = null;
    slot.nextFree = free;
    free = slot;
    inUse--;
  }

  /** Forgets those that are free, if all are. */
  void clear() {
    if (inUse == 0) {
      slots = NONE;
      free = null;
      count = 0;
    }
  }
}
