/** The C library's calls, bound by JNA direct mapping. Not exported. */
@NullMarked
package io.github.pagelock.provider.linux.libc;

import org.jspecify.annotations.NullMarked;
