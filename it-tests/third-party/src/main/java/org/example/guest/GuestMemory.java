package org.example.guest;

import java.util.BitSet;

/** The memory of a virtual machine, whose hypervisor pins pages on request, up to a quota. */
public final class GuestMemory {
  /** Bytes in a page. */
  public static final int PAGE_SIZE = 16 << 10;

  /** What the hypervisor pins at most, in bytes. */
  public static final long QUOTA = 1L << 30;

  private static final long BASE = 0x10_0000_0000L;

  private final BitSet mapped = new BitSet();
  private final BitSet pinned = new BitSet();
  private int next;

  /** A guest without memory. */
  public GuestMemory() {}

  /**
   * Maps pages, with an unmapped one behind them.
   *
   * @param pages how many
   * @return the first one's address
   */
  public synchronized long map(int pages) {
    int first = next;
    next += pages + 1;
    mapped.set(first, first + pages);
    return BASE + (long) first * PAGE_SIZE;
  }

  /**
   * Unmaps pages; they are not pinned any more.
   *
   * @param address the first page
   * @param byteCount bytes, whole pages
   */
  public synchronized void unmap(long address, long byteCount) {
    mapped.clear(page(address), page(address + byteCount));
    pinned.clear(page(address), page(address + byteCount));
  }

  /**
   * What is pinned now.
   *
   * @return bytes
   */
  public synchronized long pinnedBytes() {
    return (long) pinned.cardinality() * PAGE_SIZE;
  }

  /**
   * Whether a page is pinned.
   *
   * @param address the page's first byte
   * @return the hypervisor's answer
   */
  public synchronized boolean isPinned(long address) {
    return pinned.get(page(address));
  }

  /** Pins pages, all or none; says what is wrong. */
  synchronized Answer pin(long address, long byteCount) {
    int from = page(address);
    int to = page(address + byteCount);
    if (mapped.nextClearBit(from) < to) {
      return Answer.NOT_MAPPED;
    }
    BitSet after = (BitSet) pinned.clone();
    after.set(from, to);
    if ((long) after.cardinality() * PAGE_SIZE > QUOTA) {
      return Answer.OVER_QUOTA;
    }
    pinned.set(from, to);
    return Answer.DONE;
  }

  synchronized void unpin(long address, long byteCount) {
    pinned.clear(page(address), page(address + byteCount));
  }

  /** How many pages of a range are mapped, and how many pinned. */
  synchronized Count count(long address, long byteCount) {
    BitSet range = new BitSet();
    range.set(page(address), page(address + byteCount));
    int pages = range.cardinality();
    BitSet held = (BitSet) range.clone();
    range.and(mapped);
    held.and(pinned);
    return new Count(pages, range.cardinality(), held.cardinality());
  }

  private static int page(long address) {
    return (int) ((address - BASE) / PAGE_SIZE);
  }

  enum Answer {
    DONE,
    NOT_MAPPED,
    OVER_QUOTA
  }

  record Count(int pages, int mapped, int pinned) {}
}
