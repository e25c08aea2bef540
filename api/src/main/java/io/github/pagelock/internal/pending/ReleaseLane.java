package io.github.pagelock.internal.pending;

import io.github.pagelock.internal.book.Claim;
import io.github.pagelock.internal.engine.Debts;
import io.github.pagelock.internal.engine.LockEngine;
import io.github.pagelock.internal.kernel.ChunkSizer;
import io.github.pagelock.internal.pages.Hold;
import io.github.pagelock.internal.steps.Next;
import io.github.pagelock.internal.steps.Releases;
import io.github.pagelock.internal.work.Pause;

/** Releases a chunk of a piece that a request holds. What there is no memory for is owed (P22). */
final class ReleaseLane {
  private final LockEngine engine;
  private final Debts debts;

  ReleaseLane(LockEngine engine, Debts debts) {
    this.engine = engine;
    this.debts = debts;
  }

  /** Throws nothing. */
  Next turn(PendingRequest request, Hold piece) {
    Course course = request.course();
    long end = course.chunkEnd(piece);
    boolean isSmall = piece.end - piece.at < ChunkSizer.FIRST;
    long begun = System.nanoTime();
    long bytes = 0;
    Hold left = piece;
    boolean parked = false;
    try {
      Claim claim = engine.tryRelease(piece, end, null);
      if (claim == null) {
        // P7: parked first and then tried again, because it may be free before this has returned.
        Runnable free = new Releases.Waiting(request::pieceFreed, piece);
        course.parkRelease();
        parked = true;
        claim = engine.tryRelease(piece, end, free);
      }
      if (claim == null) {
        left = null;
        parked = false;
      } else {
        engine.settleRelease(claim, course.failure(), request.trace());
        bytes = end - piece.at;
        piece.at = end;
      }
    } catch (Throwable noMemory) {
      debts.owe(piece);
      left = null;
    }
    long nanos = System.nanoTime() - begun;
    Next next = course.released(left, parked, bytes, nanos);
    Pause.afterChunk(nanos, next == Next.GO_ON && !isSmall);
    return next;
  }
}
