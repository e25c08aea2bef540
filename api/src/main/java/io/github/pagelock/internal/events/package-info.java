/** Events for the JDK Flight Recorder. Not exported. */
@NullMarked
package io.github.pagelock.internal.events;

import org.jspecify.annotations.NullMarked;
