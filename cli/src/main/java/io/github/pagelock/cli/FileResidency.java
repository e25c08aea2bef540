package io.github.pagelock.cli;

import org.jspecify.annotations.Nullable;

/**
 * How much of a file is in RAM, as JSON and the table show it.
 *
 * @param path as the user wrote it, or as found below a directory
 * @param bytes in the file
 * @param pages whole pages that hold them
 * @param residentPages those in RAM; null where the kernel does not tell
 * @param map where: a character for each of equal stretches, {@code O} all of it is in RAM, {@code
 *     o} a part, a space nothing, {@code ?} not told; null where the kernel tells nothing
 * @param changed how the file shrank while it was looked at; null if it did not
 */
record FileResidency(
    String path,
    long bytes,
    long pages,
    @Nullable Long residentPages,
    @Nullable String map,
    @Nullable String changed) {

  /** Pages that are not in RAM; where it is not told, less than none. */
  long missingPages() {
    return residentPages == null ? -1 : pages - residentPages;
  }
}
