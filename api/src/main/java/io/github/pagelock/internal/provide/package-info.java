/** The choice of a provider. Not exported. */
@NullMarked
package io.github.pagelock.internal.provide;

import org.jspecify.annotations.NullMarked;
