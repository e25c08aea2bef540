/**
 * What watches: counts, recordings and beans. Takes plain values, and knows none of the other
 * rooms. Not exported.
 */
@NullMarked
package io.github.pagelock.internal.watch;

import org.jspecify.annotations.NullMarked;
