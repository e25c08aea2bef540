/**
 * Reads what Linux tells in /proc, for the provider and for the command line; nothing here is
 * native code.
 */
@NullMarked
package io.github.pagelock.provider.linux.proc;

import org.jspecify.annotations.NullMarked;
