/**
 * Keeps files, and whatever is below a directory, in RAM. Their pages are locked through mappings
 * of this module's own, for reading; they are the page cache's, so they stay resident for every
 * other program, and mapping, that reads these files.
 */
@NullMarked
package io.github.pagelock.files;

import org.jspecify.annotations.NullMarked;
