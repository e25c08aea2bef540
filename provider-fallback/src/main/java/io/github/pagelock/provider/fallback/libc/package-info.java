/** The C library through JNA. */
@NullMarked
package io.github.pagelock.provider.fallback.libc;

import org.jspecify.annotations.NullMarked;
