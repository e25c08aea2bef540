/**
 * Whether a lock may begin: the limit, the mappings, the memory, the file systems. Not exported.
 */
@NullMarked
package io.github.pagelock.internal.admit;

import org.jspecify.annotations.NullMarked;
