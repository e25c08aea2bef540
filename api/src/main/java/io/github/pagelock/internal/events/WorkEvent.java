package io.github.pagelock.internal.events;

import io.github.pagelock.PageLockException;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.MemoryAddress;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** What the events of locks, unlocks and pending locks have in common. */
abstract class WorkEvent extends Event {
  @Label("Address")
  @Description("The first page; 0 if it is not known")
  @MemoryAddress
  long address;

  @Label("Bytes")
  @Description("What was asked for, before rounding to pages")
  @DataAmount
  long byteCount;

  @Label("Page Bytes")
  @Description("The pages that were locked or unlocked; 0 if none were")
  @DataAmount
  long pageBytes;

  @Label("Provider")
  @Nullable String provider;

  @Label("Mode")
  @Nullable String mode;

  @Label("Way")
  @Description(
      "chunks; populate: on fault, populated, plainly; nested: other handles hold all pages; none:"
          + " it failed before the kernel was asked")
  @Nullable String way;

  @Label("Chunks")
  @Description("Kernel calls, each for at most a chunk; populate makes three for each chunk")
  int chunks;

  @Label("Kernel Time")
  @Description("Time in kernel calls, the sum of all workers")
  @Timespan(Timespan.NANOSECONDS)
  long kernelTime;

  @Label("Outcome")
  @Nullable String outcome;

  @Label("Reason")
  @Description("Why it did not succeed; empty if it did")
  @Nullable String reason;

  @Label("errno")
  @Description("The kernel's error number; 0 if there is none")
  int errno;

  final void fill(Trace trace, Report report) {
    address = report.address();
    byteCount = report.byteCount();
    pageBytes = report.pageBytes();
    provider = report.provider();
    mode = report.mode().name();
    way = trace.way(report.isSuccess());
    chunks = trace.chunks();
    kernelTime = trace.kernelNanos();
    outcome = report.outcome().name();
    PageLockException failure = report.failure();
    reason = failure == null ? "" : failure.reason().name();
    errno = failure == null ? 0 : failure.errno();
  }
}
