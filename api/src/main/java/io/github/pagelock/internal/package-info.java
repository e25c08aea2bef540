/**
 * The front of the engine: lockers, and what they can be asked. Its rooms lie below it, and know
 * nothing of it. Not exported.
 */
@NullMarked
package io.github.pagelock.internal;

import org.jspecify.annotations.NullMarked;
