package io.github.pagelock.secrets;

import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Locked memory that is cut into slots of one size, with a canary before each and one behind the
 * last. Which slots are taken, and by whom, is guarded by the vault's mutex; the bytes of a slot
 * belong to whoever has it.
 */
final class Slab {
  static final int CANARY_BYTES = Long.BYTES;

  /** What {@link #vacate} has found overwritten. */
  static final int BEFORE = 1;

  static final int BEHIND = 2;
  static final int SLACK = 4;

  final SizeClass home;
  final int byteCount;
  final Slots slots;
  private final int slotBytes;
  private final long canary;
  private final int slotCount;
  private Room room;
  private @Nullable Lease[] leases;

  /**
   * Cuts memory into slots.
   *
   * @param room of zeros
   */
  Slab(SizeClass home, int byteCount, Room room, long canary) {
    this.home = home;
    this.byteCount = byteCount;
    this.slotBytes = home.slotBytes;
    this.canary = canary;
    this.slotCount = (byteCount - CANARY_BYTES) / stride();
    this.slots = new Slots(slotCount);
    this.leases = new @Nullable Lease[slotCount];
    this.room = room;
    room.write(0, byteCount, this::mark);
  }

  /** How many bytes it takes for one slot of so many bytes. */
  static long bytesForOne(int slotBytes) {
    return slotBytes + 2L * CANARY_BYTES;
  }

  private int stride() {
    return slotBytes + CANARY_BYTES;
  }

  private boolean mark(ByteBuffer all) {
    for (int i = 0; i <= slotCount; i++) {
      all.putLong(i * stride(), canary);
    }
    return true;
  }

  private int offset(int slot) {
    return slot * stride() + CANARY_BYTES;
  }

  <R> R read(int slot, int length, Function<? super ByteBuffer, ? extends R> user) {
    return room.read(offset(slot), length, user);
  }

  <R> R write(int slot, int length, Function<? super ByteBuffer, ? extends R> user) {
    return room.write(offset(slot), length, user);
  }

  void setLease(int slot, @Nullable Lease lease) {
    leases[slot] = lease;
  }

  /** Those that are open. */
  @Nullable Lease[] leases() {
    return leases.clone();
  }

  /**
   * Wipes a slot.
   *
   * @param length how much of it was used
   * @return what around it is not as it was: {@link #BEFORE}, {@link #BEHIND}, {@link #SLACK}
   */
  int vacate(int slot, int length) {
    Function<ByteBuffer, Integer> wiper =
        area -> {
          int found = area.getLong(0) == canary ? 0 : BEFORE;
          found |= area.getLong(CANARY_BYTES + slotBytes) == canary ? 0 : BEHIND;
          ByteBuffer content = area.slice(CANARY_BYTES, slotBytes);
          found |= Bytes.areZero(content, length) ? 0 : SLACK;
          Bytes.wipe(content);
          return found;
        };
    return room.write(offset(slot) - CANARY_BYTES, slotBytes + 2 * CANARY_BYTES, wiper);
  }

  /** The first canary that was overwritten, by the slot behind it; or -1. */
  int firstOverwritten() {
    Function<ByteBuffer, Integer> search =
        all -> {
          for (int i = 0; i <= slotCount; i++) {
            if (all.getLong(i * stride()) != canary) {
              return i;
            }
          }
          return -1;
        };
    return room.read(0, byteCount, search);
  }

  /** A slot, for whoever looks for the culprit. */
  String describe(int slot) {
    if (slot < 0) {
      return "the beginning of its memory";
    }
    if (slot >= slotCount) {
      return "the end of its memory";
    }
    Lease lease = leases[slot];
    String address = " at 0x" + Long.toHexString(room.address() + offset(slot));
    return lease == null
        ? "the free slot #" + slot + " of " + slotBytes + " bytes" + address
        : "secret #" + slot + " of " + lease.length() + " bytes" + address;
  }

  /** None of its slots is taken. Closed secrets still know it: it keeps nothing large. */
  void close() {
    Room mine = room;
    room = Room.GONE;
    leases = new @Nullable Lease[0];
    mine.close();
  }
}
