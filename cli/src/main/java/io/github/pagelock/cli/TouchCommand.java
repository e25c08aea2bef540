package io.github.pagelock.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Brings files into the kernel's cache. */
@Command(
    name = "touch",
    description = {
      "Bring files into RAM without locking them.",
      "They are read; the kernel drops them again when it needs the room. Exits with 1 if a file "
          + "cannot be read."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pagelock touch /var/lib/index         each file below a directory",
      "  pagelock touch --range 64m big.bin    the first 64 MiB"
    })
final class TouchCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Mixin private CacheOptions options = new CacheOptions();

  TouchCommand() {}

  @Override
  public Integer call() {
    return new CacheRun(options.output(spec.commandLine()), options, CacheRun.Action.TOUCH).run();
  }
}
