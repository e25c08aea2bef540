/** What the command asks the C library itself. */
@NullMarked
package io.github.pagelock.cli.libc;

import org.jspecify.annotations.NullMarked;
