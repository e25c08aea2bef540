/**
 * The provider for systems without one of their own: {@link
 * io.github.pagelock.provider.fallback.FallbackProvider}, found by {@link java.util.ServiceLoader}.
 */
@NullMarked
package io.github.pagelock.provider.fallback;

import org.jspecify.annotations.NullMarked;
