package io.github.pagelock.internal.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;

/** A synchronous lock, from the call to its end. */
@Name("io.github.pagelock.Lock")
@Label("Page Lock")
@Description("PageLocker.lock, from the call to its end")
@Category("Pagelock")
@Threshold("1 ms")
final class LockEvent extends WorkEvent {}
