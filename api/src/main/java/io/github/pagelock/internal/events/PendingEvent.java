package io.github.pagelock.internal.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;

/** An asynchronous request, from its submission to its end. */
@Name("io.github.pagelock.Pending")
@Label("Pending Page Lock")
@Description("An asynchronous request, from its submission to its end")
@Category("Pagelock")
@Threshold("1 ms")
@StackTrace(false) // a worker's, which is always the same
final class PendingEvent extends WorkEvent {
  @Label("Ranges")
  int ranges;

  @Label("Queued Time")
  @Description("From the submission until a worker took it up first")
  @Timespan(Timespan.NANOSECONDS)
  long queuedTime;
}
