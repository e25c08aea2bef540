/** The stages of a pending lock, cut into chunks. Not exported. */
@NullMarked
package io.github.pagelock.internal.steps;

import org.jspecify.annotations.NullMarked;
