/**
 * Memory segments of Java 22 and later: {@link io.github.pagelock.segments.Segments} locks those that
 * a program has, {@link io.github.pagelock.segments.LockedArena} makes locked ones, and wipes them at
 * its end.
 *
 * {@snippet class="io.github.pagelock.segments.GuideExample" region="arena"}
 *
 * <p>Locked arenas need {@code --enable-native-access=io.github.pagelock.segments}.
 */
@NullMarked
package io.github.pagelock.segments;

import org.jspecify.annotations.NullMarked;
