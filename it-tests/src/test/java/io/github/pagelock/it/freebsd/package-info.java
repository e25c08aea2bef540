/** FreeBSD's facts, and the simulator that is held to them on Linux. */
@NullMarked
package io.github.pagelock.it.freebsd;

import org.jspecify.annotations.NullMarked;
