package io.github.pagelock.internal.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** The close of a handle. */
@Name("io.github.pagelock.Unlock")
@Label("Page Unlock")
@Description("LockedRange.close, or the cleaner's instead of it")
@Category("Pagelock")
@Threshold("1 ms")
final class UnlockEvent extends WorkEvent {
  @Label("Lost")
  @Description("Whether the cleaner closed it because the program lost the handle")
  boolean lost;
}
