/** A kernel that locks pages of a simulated address space, for tests; shared as a test-jar. */
@NullMarked
package io.github.pagelock.fake;

import org.jspecify.annotations.NullMarked;
