/**
 * Rounds of locks in which every allocation, thread start and provider call may fail, decided by a
 * seed. {@link io.github.pagelock.provider.linux.worstday.WorstDayMain} begins.
 */
@NullMarked
package io.github.pagelock.provider.linux.worstday;

import org.jspecify.annotations.NullMarked;
