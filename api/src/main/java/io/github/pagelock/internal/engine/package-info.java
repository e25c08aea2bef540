/** A chunk from its claim to its end, and the locks of the calling thread. Not exported. */
@NullMarked
package io.github.pagelock.internal.engine;

import org.jspecify.annotations.NullMarked;
