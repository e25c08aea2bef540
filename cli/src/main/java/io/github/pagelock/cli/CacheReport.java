package io.github.pagelock.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code touch} and {@code evict} did: the document that {@code --json} prints.
 *
 * @param version Pagelock's
 * @param provider the provider's name
 * @param action touch or evict
 * @param files those whose turn came
 * @param bytes of the files, as far as they were meant
 * @param seconds how long it took
 * @param stoppedBySignal whether SIGINT or SIGTERM came
 * @param failures what could not be read, and why
 * @param notices what was left out, and why
 */
record CacheReport(
    String version,
    String provider,
    String action,
    List<Row> files,
    long bytes,
    double seconds,
    boolean stoppedBySignal,
    List<String> failures,
    List<String> notices) {

  /**
   * A file. A number that is unknown is null.
   *
   * @param path as the user wrote it, or as found below a directory
   * @param bytes that were meant
   * @param pages whole pages that hold them
   * @param residentPagesBefore pages in RAM before
   * @param residentPagesAfter pages in RAM after
   */
  record Row(
      String path,
      long bytes,
      @Nullable Long pages,
      @Nullable Long residentPagesBefore,
      @Nullable Long residentPagesAfter) {}
}
