/** The calls of the kernel, a chunk each. Not exported. */
@NullMarked
package io.github.pagelock.internal.kernel;

import org.jspecify.annotations.NullMarked;
