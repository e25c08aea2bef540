/**
 * Threads and the tasks they take turns with; needs no memory once a task is made. Not exported.
 */
@NullMarked
package io.github.pagelock.internal.work;

import org.jspecify.annotations.NullMarked;
