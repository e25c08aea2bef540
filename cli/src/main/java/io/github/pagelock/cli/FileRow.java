package io.github.pagelock.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a file, as JSON and the table show it. A number that is unknown is null.
 *
 * @param path as the user wrote it, or as found below a directory
 * @param offset the first byte that was to be locked
 * @param ranges all the parts that were to be locked
 * @param bytes how many were to be locked
 * @param pages whole pages that hold them
 * @param residentPagesBefore pages in RAM before
 * @param residentPagesAfter pages in RAM after
 * @param keptBytes the whole pages that were locked, in bytes: huge ones are more than the file's
 * @param state what the kernel said before the file was unlocked
 * @param now what became of it, by its name; null if that was not asked
 * @param notLockedBecause why nothing of it is locked, under best-effort
 */
record FileRow(
    String path,
    long offset,
    List<Part> ranges,
    long bytes,
    @Nullable Long pages,
    @Nullable Long residentPagesBefore,
    @Nullable Long residentPagesAfter,
    long keptBytes,
    @Nullable String state,
    @Nullable Now now,
    @Nullable String notLockedBecause) {

  /**
   * What has the name now.
   *
   * @param kind SAME, GROWN, SHRUNK, REPLACED or DELETED
   * @param bytes its size
   * @param lockedBytes what of it is locked
   */
  record Now(String kind, long bytes, long lockedBytes) {}

  /**
   * A part of a file.
   *
   * @param offset its first byte
   * @param bytes how many
   */
  record Part(long offset, long bytes) {}
}
