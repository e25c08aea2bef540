/** Whole pages, and holds on them. Not exported. */
@NullMarked
package io.github.pagelock.internal.pages;

import org.jspecify.annotations.NullMarked;
