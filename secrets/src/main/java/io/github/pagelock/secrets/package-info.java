/**
 * Passwords, keys and other secrets of any small size, many of them in few pages of locked memory.
 * Begin with {@link io.github.pagelock.secrets.SecretPool#open()}: the pool makes each {@link
 * io.github.pagelock.secrets.Secret}, which is shown to a function alone, and overwritten when it
 * is closed.
 *
 * {@snippet class="io.github.pagelock.secrets.GuideExample" region="password"}
 *
 * <p>A pool can be {@linkplain io.github.pagelock.secrets.SecretPoolBuilder#sealed() sealed}: then
 * its memory can be accessed only while a secret is used.
 */
@NullMarked
package io.github.pagelock.secrets;

import org.jspecify.annotations.NullMarked;
