/** Open locks, and those that were lost. Not exported. */
@NullMarked
package io.github.pagelock.internal.handle;

import org.jspecify.annotations.NullMarked;
