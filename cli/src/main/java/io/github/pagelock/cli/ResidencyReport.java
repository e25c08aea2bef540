package io.github.pagelock.cli;

import java.util.List;

/**
 * What {@code pagelock residency} saw: the document that {@code --json} prints.
 *
 * @param version Pagelock's
 * @param time when the kernel was asked
 * @param provider the provider's name
 * @param pageSize bytes, 0 if there is no file
 * @param files in the order found, or what is missing first
 * @param total of the files that the kernel told of
 * @param notTold the files that it did not tell of
 * @param failures files that could not be looked at, and why
 * @param notices what was left out, and why
 */
record ResidencyReport(
    String version,
    String time,
    String provider,
    int pageSize,
    List<FileResidency> files,
    Total total,
    NotTold notTold,
    List<String> failures,
    List<String> notices) {

  /**
   * All files together.
   *
   * @param files how many
   * @param bytes in them
   * @param pages that hold them
   * @param residentPages those in RAM
   */
  record Total(int files, long bytes, long pages, long residentPages) {
    static Total of(List<FileResidency> files) {
      List<FileResidency> told = files.stream().filter(f -> f.residentPages() != null).toList();
      return new Total(
          told.size(),
          told.stream().mapToLong(FileResidency::bytes).sum(),
          told.stream().mapToLong(FileResidency::pages).sum(),
          told.stream().mapToLong(f -> f.pages() - f.missingPages()).sum());
    }
  }

  /**
   * Where the kernel pretends.
   *
   * @param files how many
   * @param pages that hold them
   */
  record NotTold(int files, long pages) {
    static NotTold of(List<FileResidency> files) {
      List<FileResidency> untold = files.stream().filter(f -> f.residentPages() == null).toList();
      return new NotTold(untold.size(), untold.stream().mapToLong(FileResidency::pages).sum());
    }
  }
}
