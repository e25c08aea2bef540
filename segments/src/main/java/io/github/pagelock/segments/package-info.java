/**
 * Memory segments of Java 22 and later: {@link io.github.pagelock.segments.Segments} locks those
 * that a program has, {@link io.github.pagelock.segments.LockedArena} makes locked ones.
 */
@NullMarked
package io.github.pagelock.segments;

import org.jspecify.annotations.NullMarked;
