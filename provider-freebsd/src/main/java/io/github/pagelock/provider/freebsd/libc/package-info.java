/** The C library's calls, bound by JNA interface mapping. Not exported. */
@NullMarked
package io.github.pagelock.provider.freebsd.libc;

import org.jspecify.annotations.NullMarked;
