/** The {@code pagelock} command. {@link io.github.pagelock.cli.Main} is all that is public. */
@NullMarked
package io.github.pagelock.cli;

import org.jspecify.annotations.NullMarked;
