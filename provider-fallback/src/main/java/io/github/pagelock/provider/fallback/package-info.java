/**
 * The provider for systems without one of their own: {@link
 * io.github.pagelock.provider.fallback.FallbackProvider}, found by {@link java.util.ServiceLoader}.
 * A program puts this module on its class path or module path, and calls {@link
 * io.github.pagelock.PageLocker}.
 *
 * <p>It is chosen where no other is available; {@code -Dio.github.pagelock.provider=fallback}, or
 * {@link io.github.pagelock.PageLockerBuilder#provider(String)}, insists on it.
 */
@NullMarked
package io.github.pagelock.provider.fallback;

import org.jspecify.annotations.NullMarked;
