package io.github.pagelock.provider.freebsd;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.LockFailure;
import org.jspecify.annotations.Nullable;

/** Why a request was not locked, in the words of its listener. */
class EndFailures {
  private static final String CALL = "aio_mlock";

  private static final String TAKEN =
      "its result was taken by somebody else in this process, who calls aio_waitcomplete";

  private static final String IN_DOUBT =
      "the call threw, so that it is not known whether its pages are locked";

  private final LockFailures failures;
  private final AioSettings settings;

  EndFailures(LockFailures failures, AioSettings settings) {
    this.failures = failures;
    this.settings = settings;
  }

  /** For a request that has ended: null if it is locked. Throws nothing. */
  final @Nullable PageLockException of(AioRequest ended) {
    if (ended.end.isLocked()) {
      return null;
    }
    try {
      return explained(ended);
    } catch (Throwable unexplained) {
      try {
        return plain(ended, unexplained);
      } catch (Throwable noMemory) {
        return ended.end.spare();
      }
    }
  }

  private PageLockException explained(AioRequest ended) {
    AioEnd end = ended.end;
    if (end.errno() == FreeBsd.ECANCELED) {
      PageLockException made = end.ofCancel();
      return made != null ? made : cancelled(ended.address, ended.byteCount);
    }
    if (end.isOfPatience()) {
      return settings.full(ended.address, ended.byteCount);
    }
    if (end.isResultLost()) {
      return because(ended, end.isInDoubt() ? IN_DOUBT : TAKEN, end.thrown());
    }
    return failures.of(end.call(), end.errno(), ended.address, ended.byteCount);
  }

  /** With little memory, and without a question to the kernel. */
  PageLockException plain(AioRequest ended, Throwable unexplained) {
    return because(ended, "what explains the errno could not be found out", unexplained);
  }

  private static PageLockException because(
      AioRequest ended, String why, @Nullable Throwable causedBy) {
    int errno = ended.end.errno();
    return LockFailure.of(Reason.OTHER, ended.end.call(), ended.address, ended.byteCount)
        .errno(errno, errno == 0 ? "" : FreeBsd.nameOf(errno))
        .because(why)
        .causedBy(causedBy)
        .build();
  }

  /** Makes one of each, so that all that they need is loaded. */
  final void rehearse() {
    for (int errno : FreeBsd.ERRNOS) {
      failures.of(CALL, errno, 0, 0);
    }
    settings.full(0, 0);
    cancelled(0, 0);
  }

  /** For a request that is to be cancelled. */
  PageLockException cancelled(long address, long byteCount) {
    return LockFailure.of(Reason.CANCELLED, CALL, address, byteCount)
        .errno(FreeBsd.ECANCELED, FreeBsd.nameOf(FreeBsd.ECANCELED))
        .because("the request was cancelled")
        .build();
  }

  /** For a request that begins. */
  PageLockException withoutMemory(long address, long byteCount) {
    return LockFailure.of(Reason.OTHER, CALL, address, byteCount)
        .because("its pages are not locked, and there was no memory to say why")
        .build();
  }
}
