package io.github.pagelock.provider.freebsd;

import io.github.pagelock.provider.freebsd.ControlBlocks.Slot;
import io.github.pagelock.provider.freebsd.libc.LibC;
import org.jspecify.annotations.Nullable;

/**
 * The way into the kernel, and the line of those that wait for room there. Guarded by the queue's
 * lock; throws nothing.
 */
final class Entrance {
  private static final String CALL = "aio_mlock";

  /** Not an errno: what a request needs cannot be had. */
  private static final int NOT_POSSIBLE = -1;

  private final LibC libc;
  private final AioSettings settings;
  private final ControlBlocks blocks;
  private final Reaper reaper;
  private final RequestList line = new RequestList();

  /** Since when the kernel takes nothing although it holds nothing of ours; 0: it does not. */
  private long refusedSince;

  Entrance(LibC libc, AioSettings settings, ControlBlocks blocks, Reaper reaper) {
    this.libc = libc;
    this.settings = settings;
    this.blocks = blocks;
    this.reaper = reaper;
  }

  RequestList line() {
    return line;
  }

  /** Q1 to Q4, Q14, Q15 and Q18 for the line, as far as there is room. */
  void letIn(ToBeTold told) {
    for (AioRequest first = line.first();
        first != null && blocks.inUse() < settings.mostInKernel();
        first = line.first()) {
      int errno = enter(first);
      if (errno == FreeBsd.EAGAIN) {
        noteRefusal();
        return;
      }
      if (errno == NOT_POSSIBLE && blocks.inUse() > 0) {
        return;
      }
      line.remove(first);
      refusedSince = 0;
      if (errno == NOT_POSSIBLE) {
        first.goesByCall();
        told.add(first);
      } else if (errno != 0) {
        first.end.is(CALL, errno, 0);
        first.ended();
        told.add(first);
      }
    }
  }

  /** Returns 0, errno or NOT_POSSIBLE. */
  private int enter(AioRequest request) {
    Slot slot = slotFor(request);
    if (slot == null) {
      return NOT_POSSIBLE;
    }
    int errno = call(request, slot);
    if (errno == FreeBsd.EBADF) {
      reaper.lost(slot.block.descriptor());
      errno = hasKqueue() ? call(request, slot) : NOT_POSSIBLE;
    }
    if (errno != 0) {
      blocks.giveBack(slot);
      request.waitsAgain();
    }
    return errno;
  }

  private @Nullable Slot slotFor(AioRequest request) {
    try {
      return reaper.begin() ? blocks.take(request) : null;
    } catch (Throwable noThreadOrMemory) {
      return null;
    }
  }

  private boolean hasKqueue() {
    try {
      return reaper.begin();
    } catch (Throwable noMemory) {
      return false;
    }
  }

  private int call(AioRequest request, Slot slot) {
    slot.block.fill(request.address, request.byteCount, reaper.kqueue(), slot.number());
    request.enters(slot, blocks.inUse());
    try {
      return libc.aio_mlock(slot.block.address());
    } catch (Throwable unknown) {
      request.end.isInDoubt(unknown);
      reaper.looksNext();
      return 0;
    }
  }

  private void noteRefusal() {
    if (blocks.inUse() > 0) {
      refusedSince = 0;
    } else if (refusedSince == 0) {
      refusedSince = System.nanoTime();
    }
  }

  /** Q11. */
  void giveUpThoseThatWaitTooLong(ToBeTold told) {
    long now = System.nanoTime();
    if (refusedSince == 0 || now - refusedSince <= settings.patienceNanos()) {
      return;
    }
    for (AioRequest next = line.first(); next != null; ) {
      AioRequest request = next;
      next = request.after;
      if (now - request.queuedAt > settings.patienceNanos()) {
        line.remove(request);
        request.end.isWithoutRoom();
        request.ended();
        told.add(request);
      }
    }
  }
}
