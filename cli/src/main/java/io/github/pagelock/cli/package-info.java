/**
 * The {@code pagelock} command. {@link io.github.pagelock.cli.Main} is all that is public, and
 * nothing but its main method is meant to be called: programs use {@code pagelock-api}.
 */
@NullMarked
package io.github.pagelock.cli;

import org.jspecify.annotations.NullMarked;
