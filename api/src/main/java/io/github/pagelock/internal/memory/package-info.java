/** Locked memory: where it is, who uses it, and how it ends. Not exported. */
@NullMarked
package io.github.pagelock.internal.memory;

import org.jspecify.annotations.NullMarked;
