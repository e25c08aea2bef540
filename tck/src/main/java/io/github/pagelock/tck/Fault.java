package io.github.pagelock.tck;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.LockFailure;

/**
 * How a call shall fail.
 *
 * @param reason what the provider would have found out
 * @param errno the kernel's number
 * @param errnoName the number's name
 */
public record Fault(Reason reason, int errno, String errnoName) {
  /** The limit on locked memory, with Linux's number. */
  public static final Fault ENOMEM = new Fault(Reason.LIMIT_EXCEEDED, 12, "ENOMEM");

  /** Pages that could not be locked just now, with Linux's number. */
  public static final Fault EAGAIN = new Fault(Reason.TRY_AGAIN, 11, "EAGAIN");

  /** No privilege to lock anything. */
  public static final Fault EPERM = new Fault(Reason.NOT_PERMITTED, 1, "EPERM");

  PageLockException toException(KernelCall call) {
    return LockFailure.of(reason, "lock", call.address(), call.byteCount())
        .errno(errno, errnoName)
        .because("a test wanted this failure")
        .build();
  }
}
