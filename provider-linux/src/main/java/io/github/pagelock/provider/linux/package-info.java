/**
 * The provider for Linux: {@link io.github.pagelock.provider.linux.LinuxProvider}, found by {@link
 * java.util.ServiceLoader}.
 */
@NullMarked
package io.github.pagelock.provider.linux;

import org.jspecify.annotations.NullMarked;
