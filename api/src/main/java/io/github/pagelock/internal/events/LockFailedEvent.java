package io.github.pagelock.internal.events;

import io.github.pagelock.PageLockException;
import io.github.pagelock.internal.events.Report.Outcome;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** A lock, pending or not, or an unlock that failed; whatever it took, so without a threshold. */
@Name("io.github.pagelock.LockFailed")
@Label("Page Lock Failed")
@Description("A lock, pending or not, or an unlock that failed; not one that was cancelled")
@Category("Pagelock")
final class LockFailedEvent extends Event {
  @Label("Address")
  @Description("Where the call failed; 0 if it is not known")
  @MemoryAddress
  long address;

  @Label("Bytes")
  @Description("What was asked for, before rounding to pages")
  @DataAmount
  long byteCount;

  @Label("Provider")
  @Nullable String provider;

  @Label("Mode")
  @Nullable String mode;

  @Label("Operation")
  @Description("The call that failed")
  @Nullable String operation;

  @Label("Asynchronous")
  boolean asynchronous;

  @Label("Degraded")
  @Description("Whether the program went on with a handle that locks nothing (BEST_EFFORT)")
  boolean degraded;

  @Label("Reason")
  @Nullable String reason;

  @Label("errno")
  @Description("The kernel's error number; 0 if the kernel was not asked")
  int errno;

  @Label("errno Name")
  @Nullable String errnoName;

  @Label("Message")
  @Nullable String message;

  void fill(Report report, PageLockException failure, boolean isAsynchronous) {
    address = failure.address();
    byteCount = report.byteCount();
    provider = report.provider();
    mode = report.mode().name();
    operation = failure.operation();
    asynchronous = isAsynchronous;
    degraded = report.outcome() == Outcome.DEGRADED;
    reason = failure.reason().name();
    errno = failure.errno();
    errnoName = failure.errnoName();
    message = failure.getMessage();
  }
}
