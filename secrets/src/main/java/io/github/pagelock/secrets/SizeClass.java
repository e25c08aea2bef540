package io.github.pagelock.secrets;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The slabs whose slots have one size. They begin small and double, as long as the limit allows;
 * one that becomes empty is kept, a second one is not. Guarded by the vault's mutex.
 */
final class SizeClass {
  /** In bytes, because it is what a limit loses to slots that nobody has. */
  private static final int LARGEST_SLAB = 256 << 10;

  final Vault vault;
  final int slotBytes;
  private final SlabMaker maker;
  private final boolean isShared;
  private final int smallest;

  /** Those that have free slots and taken ones. */
  private final List<Slab> withRoom = new ArrayList<>();

  private @Nullable Slab empty;
  private int next;
  private int live;

  private SizeClass(Vault vault, int slotBytes, SlabMaker maker, boolean isShared) {
    this.vault = vault;
    this.slotBytes = slotBytes;
    this.maker = maker;
    this.isShared = isShared;
    this.smallest =
        isShared ? wholePages(Slab.bytesForOne(slotBytes)) : (int) Slab.bytesForOne(slotBytes);
    this.next = smallest;
  }

  /** For slots that share slabs. */
  static SizeClass shared(Vault vault, int slotBytes, SlabMaker maker) {
    return new SizeClass(vault, slotBytes, maker, true);
  }

  /** For one secret that has a slab of its own. */
  static SizeClass single(Vault vault, int length, SlabMaker maker) {
    return new SizeClass(vault, length, maker, false);
  }

  private int wholePages(long byteCount) {
    return (int) ((byteCount + maker.pageSize() - 1) & -maker.pageSize());
  }

  /** How many slots are taken. */
  int live() {
    return live;
  }

  /**
   * A slab with a free slot; {@link #took} is told next that it was taken.
   *
   * @throws PageLockException LIMIT_EXCEEDED if there is none, and not even a small one more
   */
  Slab withRoom() {
    if (!withRoom.isEmpty()) {
      return withRoom.get(withRoom.size() - 1);
    }
    Slab slab = empty;
    if (slab == null) {
      slab = grow();
      vault.add(slab);
      empty = slab;
    }
    return slab;
  }

  private Slab grow() {
    int bytes = next;
    while (true) {
      try {
        Slab slab = maker.make(this, bytes);
        next = bytes == next ? Math.max(smallest, Math.min(2 * bytes, LARGEST_SLAB)) : bytes;
        return slab;
      } catch (PageLockException refused) {
        if (refused.reason() != Reason.LIMIT_EXCEEDED || bytes == smallest) {
          throw refused;
        }
        bytes = Math.max(smallest, wholePages(bytes / 2));
      }
    }
  }

  /** A slot of that slab was taken. */
  void took(Slab slab) {
    live++;
    if (slab == empty) {
      empty = null;
      withRoom.add(slab);
    }
    if (slab.slots.isFull()) {
      withRoom.remove(withRoom.size() - 1);
    }
  }

  /**
   * A slot of that slab was given back.
   *
   * @param wasFull whether none was free before
   * @param keeps whether an empty slab may be kept
   * @return the slab, if it is not needed any more
   */
  @Nullable Slab gave(Slab slab, boolean wasFull, boolean keeps) {
    live--;
    if (wasFull) {
      withRoom.add(slab);
    }
    if (!slab.slots.isEmpty()) {
      return null;
    }
    withRoom.remove(slab);
    if (isShared && keeps && empty == null) {
      empty = slab;
      return null;
    }
    return slab;
  }

  /** Keeps it no longer. */
  @Nullable Slab takeEmpty() {
    Slab slab = empty;
    empty = null;
    return slab;
  }
}
