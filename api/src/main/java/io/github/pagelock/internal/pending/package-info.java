/** A pending lock, from its submission to its end (docs/pending.md). Not exported. */
@NullMarked
package io.github.pagelock.internal.pending;

import org.jspecify.annotations.NullMarked;
