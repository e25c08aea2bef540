/** A program that is an application server. */
@NullMarked
package io.github.pagelock.it.server;

import org.jspecify.annotations.NullMarked;
