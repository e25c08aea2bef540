/**
 * The provider for FreeBSD: {@link io.github.pagelock.provider.freebsd.FreeBsdProvider}, found by
 * {@link java.util.ServiceLoader}.
 */
@NullMarked
package io.github.pagelock.provider.freebsd;

import org.jspecify.annotations.NullMarked;
