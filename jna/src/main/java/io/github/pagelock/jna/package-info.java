/** Calls C by JNA, and explains in a sentence why it cannot be loaded. */
@NullMarked
package io.github.pagelock.jna;

import org.jspecify.annotations.NullMarked;
