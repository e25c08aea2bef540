package io.github.pagelock.cli;

import io.github.pagelock.files.FollowedFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code pagelock lock --follow} keeps: the document that {@code --json} prints.
 *
 * @param version Pagelock's
 * @param provider the provider's name
 * @param mode plain or on-fault
 * @param raisedLimit what --raise-limit did; null without it
 * @param budgetBytes the most that may be locked; null without a budget
 * @param directories those that are followed
 * @param files all that are wanted, as they are now
 * @param lockedBytes in whole pages
 * @param lockedName what the kernel calls the next
 * @param vmLckBytes what the kernel counts as locked by this process; null if it does not tell
 * @param followedSeconds how long by now
 * @param stoppedBySignal whether SIGINT or SIGTERM came
 * @param failures what could not be read below a directory, and why
 */
record FollowReport(
    String version,
    String provider,
    String mode,
    @Nullable RaisedLimit raisedLimit,
    @Nullable Long budgetBytes,
    List<String> directories,
    List<Row> files,
    long lockedBytes,
    String lockedName,
    @Nullable Long vmLckBytes,
    double followedSeconds,
    boolean stoppedBySignal,
    List<String> failures) {

  /**
   * A file.
   *
   * @param path one of its names
   * @param bytes its size
   * @param lockedBytes in whole pages
   * @param state LOCKED, PARTLY or NOT_LOCKED
   * @param reason why it is not all; null if it is
   */
  record Row(String path, long bytes, long lockedBytes, String state, @Nullable String reason) {
    static Row of(FollowedFile file) {
      return new Row(
          file.path().toString(),
          file.byteCount(),
          file.lockedBytes(),
          file.state().toString(),
          file.reason().map(reason -> FollowSession.why(file.path(), reason)).orElse(null));
    }
  }
}
