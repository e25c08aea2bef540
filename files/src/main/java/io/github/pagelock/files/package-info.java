/**
 * Keeps files, and whatever is below a directory, in RAM. Their pages are locked through mappings
 * of this module's own, for reading; they are the page cache's, so they stay resident for every
 * other program, and mapping, that reads these files.
 *
 * {@snippet class="io.github.pagelock.files.GuideExample" region="file"}
 *
 * <table class="striped">
 * <caption>What to begin with</caption>
 * <thead>
 * <tr><th scope="col">To</th><th scope="col">use</th></tr>
 * </thead>
 * <tbody>
 * <tr><td>keep a file, or parts of it</td><td>{@link io.github.pagelock.files.ResidentFile#lock(java.nio.file.Path) ResidentFile.lock}, {@link io.github.pagelock.files.ResidentFile#of(java.nio.file.Path) ResidentFile.of}</td></tr>
 * <tr><td>keep a directory whose files come and go</td><td>{@link io.github.pagelock.files.ResidentDirectory#of(java.nio.file.Path) ResidentDirectory.of}, within a {@link io.github.pagelock.files.Budget}</td></tr>
 * <tr><td>map a file without locking it</td><td>{@link io.github.pagelock.files.ResidentFileBuilder#map() ResidentFileBuilder.map}</td></tr>
 * <tr><td>bring files into RAM once, or drop them</td><td>{@link io.github.pagelock.files.FileCache}</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package io.github.pagelock.files;

import org.jspecify.annotations.NullMarked;
