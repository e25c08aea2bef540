/**
 * Passwords, keys and other secrets of any small size, many of them in few pages of locked memory:
 * {@link io.github.pagelock.secrets.SecretPool}.
 */
@NullMarked
package io.github.pagelock.secrets;

import org.jspecify.annotations.NullMarked;
