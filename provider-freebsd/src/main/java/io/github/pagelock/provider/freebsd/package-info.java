/**
 * The provider for FreeBSD: {@link io.github.pagelock.provider.freebsd.FreeBsdProvider}, found by
 * {@link java.util.ServiceLoader}. A program puts this module on its class path or module path, and
 * calls {@link io.github.pagelock.PageLocker}.
 *
 * <p>It is chosen on every FreeBSD where it is available; {@code
 * -Dio.github.pagelock.provider=freebsd}, or {@link
 * io.github.pagelock.PageLockerBuilder#provider(String)}, insists on it.
 */
@NullMarked
package io.github.pagelock.provider.freebsd;

import org.jspecify.annotations.NullMarked;
