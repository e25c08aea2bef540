/**
 * The kit and the command in containers with the privileges that users really have, and on other
 * kernels in QEMU. {@code ./check} sets up what they need: see docs/kernels.md.
 */
@NullMarked
package io.github.pagelock.it.containers;

import org.jspecify.annotations.NullMarked;
