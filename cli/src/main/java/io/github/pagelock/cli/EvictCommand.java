package io.github.pagelock.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Drops files from the kernel's cache. */
@Command(
    name = "evict",
    description = {
      "Drop files from RAM, as far as nobody uses them.",
      "The kernel is asked to drop them from its cache. Pages that are locked, mapped and in use,"
          + " or not written back yet, stay: the table shows how many. Exits with 1 if a file "
          + "cannot be opened."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pagelock evict /var/lib/index",
      "  sync; pagelock evict --include '*.log' /var/log"
    })
final class EvictCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Mixin private CacheOptions options = new CacheOptions();

  EvictCommand() {}

  @Override
  public Integer call() {
    return new CacheRun(options.output(spec.commandLine()), options, CacheRun.Action.EVICT).run();
  }
}
