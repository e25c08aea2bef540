/** What pagelock-files and the command get of a locker. */
@NullMarked
package io.github.pagelock.internal.files;

import org.jspecify.annotations.NullMarked;
