/** The whole process, locked and released (docs/process.md). Not exported. */
@NullMarked
package io.github.pagelock.internal.process;

import org.jspecify.annotations.NullMarked;
