package io.github.pagelock.tck;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;

/** How a lock shall fail, after how many bytes more. */
record LockFault(long afterBytes, Reason reason, int errno, String errnoName) {
  LockFault less(long bytes) {
    return new LockFault(afterBytes - bytes, reason, errno, errnoName);
  }

  PageLockException toException(KernelCall call) {
    return PageLockException.of(reason, "lock", call.address(), call.byteCount())
        .errno(errno, errnoName)
        .because("the conformance kit wanted this failure")
        .build();
  }
}
