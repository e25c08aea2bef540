package io.github.pagelock.provider.freebsd;

import io.github.pagelock.provider.freebsd.ControlBlocks.Slot;
import io.github.pagelock.provider.freebsd.libc.LibC;

/**
 * Takes the results of requests that have ended. A call that throws leaves its request for the next
 * time, and the others are gone on with. Guarded by the queue's lock; used for one round.
 */
final class Results {
  private static final String CALL = "aio_mlock";

  private final LibC libc;
  private final AioSettings settings;
  private final ControlBlocks blocks;
  private final ToBeTold told;
  private final Problems problems = new Problems();

  Results(LibC libc, AioSettings settings, ControlBlocks blocks, ToBeTold told) {
    this.libc = libc;
    this.settings = settings;
    this.blocks = blocks;
    this.told = told;
  }

  /** What was thrown. */
  Problems problems() {
    return problems;
  }

  /** Q5. */
  void ofEvents(Events events, int count) {
    for (int i = 0; i < count; i++) {
      AioRequest request = blocks.userOf(events.ident(i), events.userData(i));
      if (events.filter(i) == FreeBsd.EVFILT_AIO && request != null) {
        note(request, (int) events.data(i));
        take(request);
      }
    }
  }

  /** Q12, Q13, Q19. */
  void withoutEvents() {
    for (int i = 0; i < blocks.count(); i++) {
      AioRequest request = blocks.userAt(i);
      if (request != null && hasEnded(request)) {
        take(request);
      }
    }
  }

  private boolean hasEnded(AioRequest request) {
    if (request.end.isKnown()) {
      return true;
    }
    try {
      int errno = libc.aio_error(request.slot().block.address());
      if (errno == FreeBsd.EINPROGRESS) {
        return false;
      }
      if (errno == FreeBsd.EINVAL) {
        request.end.isLost();
      } else {
        note(request, errno);
      }
      return true;
    } catch (Throwable unknown) {
      problems.add(unknown);
      return false;
    }
  }

  private void note(AioRequest request, int errno) {
    request.end.is(CALL, errno, request.ranFor(settings.runAtOnce()));
  }

  private void take(AioRequest request) {
    Slot slot = request.slot();
    try {
      int errno = libc.aio_return(slot.block.address());
      if (errno == FreeBsd.EINVAL && request.end.isInDoubt() && !request.end.isLocked()) {
        request.end.isLost(); // aio_error said why it was not taken
      }
    } catch (Throwable unknown) {
      problems.add(unknown);
      return;
    }
    blocks.giveBack(slot);
    request.ended();
    told.add(request);
  }
}
