/** Pagelock beside C, in the same run. */
@NullMarked
package io.github.pagelock.benchmarks;

import org.jspecify.annotations.NullMarked;
