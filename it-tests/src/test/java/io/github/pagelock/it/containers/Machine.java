package io.github.pagelock.it.containers;

import java.util.List;
import java.util.Optional;

/** Another processor, or another size of pages, in QEMU. */
enum Machine {
  ARM64("arm64", "6.1", "aarch64", 4, Emulator.ARM),
  ARM64_16K("arm64-16k", "6.12", "aarch64", 16, Emulator.ARM),
  PPC64LE("ppc64le", "6.1", "ppc64le", 64, Emulator.POWER);

  /** How one is started, and where its first serial line is. */
  private enum Emulator {
    // The processor has pages of 16 KiB; QEMU's cortex-a72 has none, and hangs without a word.
    ARM("ttyAMA0", "qemu-system-aarch64 -machine virt -cpu neoverse-n1 -m 2560"),
    // Memory in steps of 256 MiB.
    POWER("hvc0", "qemu-system-ppc64 -machine pseries -cpu power9 -m 3072");

    private final String console;
    private final String command;

    Emulator(String console, String command) {
      this.console = console;
      this.command = command;
    }
  }

  /** As the lab calls it. */
  final String label;

  /** Linux's version. */
  final String kernel;

  /** As uname says. */
  final String processor;

  final int pageKib;
  private final Emulator emulator;

  Machine(String label, String kernel, String processor, int pageKib, Emulator emulator) {
    this.label = label;
    this.kernel = kernel;
    this.processor = processor;
    this.pageKib = pageKib;
    this.emulator = emulator;
  }

  /** The name of its kernel in the table. */
  String title() {
    return kernel + " " + label.replaceFirst("-.*", "") + ", " + pageKib + " KiB";
  }

  String lane() {
    return "machine." + label;
  }

  Optional<String> home() {
    return Lab.here().find(lane());
  }

  String java() {
    return Lab.here().need(lane() + ".java", lane());
  }

  String console() {
    return emulator.console;
  }

  List<String> command() {
    return List.of(emulator.command.split(" "));
  }

  Cell cell(String provider) {
    return Cell.ofGuest(title(), "17", provider, "root");
  }
}
