package io.github.pagelock.it.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * QEMU with a disk image, which it does not change, and a port of this machine that is the guest's
 * port 22. It ends with this JVM; "lab down" ends one whose JVM was killed.
 */
final class DiskGuest implements AutoCloseable {
  private static final int SHOWN_LINES = 20;

  private final Path console;
  private final Path messages;
  private final int port;
  private final Process qemu;
  private final Thread end;

  /**
   * Starts it.
   *
   * @param image raw or qcow2, or what else QEMU recognizes
   * @param directory gets the serial console and QEMU's messages
   */
  DiskGuest(Path image, Path directory) {
    console = directory.resolve("console");
    messages = directory.resolve("qemu.log");
    port = freePort();
    try {
      Files.createDirectories(directory);
      Files.writeString(console, "");
      ProcessBuilder builder = new ProcessBuilder(command(image, directory));
      builder.environment().put("TMPDIR", directory.toString()); // for what the guest writes
      builder.redirectErrorStream(true).redirectOutput(messages.toFile());
      qemu = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    end = new Thread(qemu::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(end);
  }

  private List<String> command(Path image, Path directory) {
    return List.of(
        "qemu-system-x86_64",
        "-accel",
        Files.isWritable(Path.of("/dev/kvm")) ? "kvm" : "tcg,thread=multi",
        "-smp",
        "2",
        "-m",
        "2048",
        "-drive",
        // A comma in the name is doubled.
        "if=virtio,file=" + image.toString().replace(",", ",,"),
        "-snapshot",
        "-nic",
        "user,model=virtio-net-pci,hostfwd=tcp:127.0.0.1:" + port + "-:22",
        // The firmware's and the loader's messages on the serial console, too.
        "-nographic",
        "-monitor",
        "none",
        "-serial",
        "file:" + console,
        "-no-reboot",
        "-pidfile",
        directory.resolve("qemu.pid").toString());
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  /** Whether something may still come of it. */
  boolean isHopeful() {
    return qemu.isAlive() && !HostCommand.text(console.toString()).contains("No bootable device");
  }

  /** QEMU's own messages and the end of the console. */
  String lastWords() {
    List<String> lines = HostCommand.text(console.toString()).lines().toList();
    return (qemu.isAlive() ? "" : "QEMU has ended. ")
        + HostCommand.text(messages.toString())
        + "\nThe console ends with:\n"
        + String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
  }

  void awaitPowerOff(long seconds) throws InterruptedException {
    qemu.waitFor(seconds, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    qemu.destroyForcibly();
    Runtime.getRuntime().removeShutdownHook(end);
  }
}
