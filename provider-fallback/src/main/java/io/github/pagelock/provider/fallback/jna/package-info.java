/** The C library through JNA. */
@NullMarked
package io.github.pagelock.provider.fallback.jna;

import org.jspecify.annotations.NullMarked;
