/**
 * The provider for Linux: {@link io.github.pagelock.provider.linux.LinuxProvider}, found by {@link
 * java.util.ServiceLoader}. A program puts this module on its class path or module path, and calls
 * {@link io.github.pagelock.PageLocker}.
 *
 * <p>It is chosen on every Linux where it is available; {@code
 * -Dio.github.pagelock.provider=linux}, or {@link
 * io.github.pagelock.PageLockerBuilder#provider(String)}, insists on it.
 */
@NullMarked
package io.github.pagelock.provider.linux;

import org.jspecify.annotations.NullMarked;
