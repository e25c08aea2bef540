/** What pagelock-files gets of a locker. */
@NullMarked
package io.github.pagelock.internal.files;

import org.jspecify.annotations.NullMarked;
