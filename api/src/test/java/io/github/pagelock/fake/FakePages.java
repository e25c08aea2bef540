package io.github.pagelock.fake;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockMode;
import io.github.pagelock.spi.ProcessMapping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The pages of the simulated address space. Not thread-safe: the kernel guards it. */
final class FakePages {
  static final int MAPPED = 1;
  static final int ACCESSIBLE = 1 << 1;
  static final int PLAIN = 1 << 2;
  static final int ON_FAULT = 1 << 3;
  static final int RESIDENT = 1 << 4;

  /** The test says that the page is held plainly, so an on-fault lock of it is misuse. */
  static final int KEEP_PLAIN = 1 << 5;

  /** Resident, but a lock copies it: memory that was only read. */
  static final int COPIED = 1 << 6;

  /** While resident and not locked, part of what could be reclaimed. */
  static final int CACHE = 1 << 7;

  private static final int LOCKED = PLAIN | ON_FAULT;
  private static final int MAPPING = MAPPED | ACCESSIBLE | LOCKED;
  private static final long BASE = 0x7e00_0000_0000L;
  private static final byte EXCLUSIVE = -1;

  private final int pageSize;
  private byte[] state = new byte[1024];
  private byte[] busy = new byte[1024];
  private int[] lockCalls = new int[1024];
  private int[] unlockCalls = new int[1024];
  private int end = 1;
  private long lockedPages;

  FakePages(int pageSize) {
    this.pageSize = pageSize;
  }

  long map(int pages) {
    int first = end;
    end += pages + 1; // the page after it stays unmapped
    if (end > state.length) {
      int length = Math.max(end, state.length * 2);
      state = Arrays.copyOf(state, length);
      busy = Arrays.copyOf(busy, length);
      lockCalls = Arrays.copyOf(lockCalls, length);
      unlockCalls = Arrays.copyOf(unlockCalls, length);
    }
    Arrays.fill(state, first, first + pages, (byte) (MAPPED | ACCESSIBLE));
    return BASE + (long) first * pageSize;
  }

  /** The page's index, or that of a page that is never mapped where the address lies outside. */
  int index(long address) {
    long page = Math.floorDiv(address - BASE, (long) pageSize);
    return page <= 0 || page >= end ? 0 : (int) page;
  }

  int count(long byteCount) {
    return (int) (byteCount / pageSize);
  }

  int state(int page) {
    return state[page];
  }

  boolean is(int page, int flag) {
    return (state[page] & flag) != 0;
  }

  boolean isLocked(int page) {
    return (state[page] & LOCKED) != 0;
  }

  void set(int page, int flags) {
    if (page == 0) {
      return;
    }
    lockedPages += ((flags & LOCKED) != 0 ? 1 : 0) - ((state[page] & LOCKED) != 0 ? 1 : 0);
    state[page] = (byte) flags;
  }

  void add(int page, int flags) {
    set(page, state[page] | flags);
  }

  void remove(int page, int flags) {
    set(page, state[page] & ~flags);
  }

  void lock(int page, int how) {
    set(page, (state[page] & ~LOCKED) | how);
  }

  void populate(int page) {
    remove(page, COPIED);
    add(page, RESIDENT);
  }

  void unlock(int page) {
    remove(page, LOCKED);
  }

  /** Locks new pages as the future is locked. */
  void lockNew(int first, int count, LockMode how) {
    for (int page = first; page < first + count; page++) {
      lock(page, how == LockMode.PLAIN ? PLAIN : ON_FAULT);
      if (how == LockMode.PLAIN) {
        populate(page);
      }
    }
  }

  /** As mlockall does: what cannot be accessed is only marked. */
  void lockAll(int how) {
    for (int page = 1; page < end; page++) {
      if (is(page, MAPPED)) {
        lock(page, how);
        if (how == PLAIN && is(page, ACCESSIBLE)) {
          populate(page);
        }
      }
    }
  }

  void unlockAll() {
    for (int page = 1; page < end; page++) {
      unlock(page);
    }
  }

  int mapped() {
    int mapped = 0;
    for (int page = 1; page < end; page++) {
      mapped += is(page, MAPPED) ? 1 : 0;
    }
    return mapped;
  }

  /** Runs of mapped pages that are accessible, or not, in {@code [from, to)}. */
  List<ProcessMapping> runs(long from, long to) {
    List<ProcessMapping> runs = new ArrayList<>();
    int run = 0;
    for (int page = 1; page <= end; page++) {
      boolean goesOn =
          run != 0 && page < end && isIn(page, from, to) && isLike(page, run, MAPPED | ACCESSIBLE);
      if (run != 0 && !goesOn) {
        runs.add(
            new ProcessMapping(
                BASE + (long) run * pageSize, (long) (page - run) * pageSize, is(run, ACCESSIBLE)));
        run = 0;
      }
      if (run == 0 && page < end && is(page, MAPPED) && isIn(page, from, to)) {
        run = page;
      }
    }
    return runs;
  }

  private boolean isIn(int page, long from, long to) {
    long address = BASE + (long) page * pageSize;
    return address >= from && address < to;
  }

  private boolean isLike(int page, int other, int flags) {
    return (state[page] & flags) == (state[other] & flags);
  }

  long lockedPages() {
    return lockedPages;
  }

  void countLock(int page) {
    lockCalls[page]++;
  }

  void countUnlock(int page) {
    unlockCalls[page]++;
  }

  int lockCalls(int page) {
    return lockCalls[page];
  }

  int unlockCalls(int page) {
    return unlockCalls[page];
  }

  /** Marks a page as being in a call; false if that call may not overlap the one under way. */
  boolean enter(int page, boolean exclusive) {
    if (page == 0) {
      return true;
    }
    if (busy[page] == EXCLUSIVE || (exclusive && busy[page] != 0)) {
      return false;
    }
    busy[page] = exclusive ? EXCLUSIVE : (byte) (busy[page] + 1);
    return true;
  }

  void leave(int page) {
    if (page != 0) {
      busy[page] = busy[page] == EXCLUSIVE ? 0 : (byte) (busy[page] - 1);
    }
  }

  /** Runs of neighbouring pages with equal attributes, as the kernel would keep them. */
  int mappings() {
    int runs = 0;
    for (int page = 1; page < end; page++) {
      if (is(page, MAPPED) && (state[page] & MAPPING) != (state[page - 1] & MAPPING)) {
        runs++;
      }
    }
    return runs;
  }

  /** Adds a page's cost, in pages: new ones at 0, cached ones at 1. */
  void addCost(int page, long[] cost) {
    boolean inPlace = is(page, RESIDENT) && !is(page, COPIED);
    if (is(page, ACCESSIBLE) && !inPlace) {
      cost[0]++;
    } else if (is(page, CACHE) && !isLocked(page)) {
      cost[1]++;
    }
  }

  KernelState verify(int first, int count) {
    int mapped = 0;
    int locked = 0;
    int dropped = 0;
    int untouched = 0;
    for (int page = first; page < first + count; page++) {
      int at = page < end ? page : 0;
      mapped += is(at, MAPPED) ? 1 : 0;
      locked += isLocked(at) ? 1 : 0;
      dropped += is(at, PLAIN) && !is(at, RESIDENT) ? 1 : 0;
      untouched += is(at, ON_FAULT) && !is(at, RESIDENT) ? 1 : 0;
    }
    if (mapped == 0) {
      return KernelState.NOT_MAPPED;
    }
    if (mapped < count || (locked > 0 && locked < count)) {
      return KernelState.PARTLY;
    }
    if (locked == 0) {
      return KernelState.NOT_LOCKED;
    }
    if (dropped > 0) {
      return KernelState.NOT_RESIDENT;
    }
    return untouched > 0 ? KernelState.ON_FAULT : KernelState.LOCKED;
  }
}
