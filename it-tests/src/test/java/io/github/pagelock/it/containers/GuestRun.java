package io.github.pagelock.it.containers;

import io.github.pagelock.it.containers.inside.KitMain;
import io.github.pagelock.it.containers.inside.SwapMain;
import io.github.pagelock.provider.linux.CgroupLockMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a guest with another kernel printed, by section. QEMU runs on this machine, not in a
 * container: that would need an image with QEMU in it and show nothing more.
 */
final class GuestRun {
  private static final long PATIENCE_SECONDS = 1_800;

  /** Of a guest of this machine's own processor. */
  private static final String X86 =
      """
      java() {
        /runtime/bin/java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Xmx96m \\
          --enable-native-access=ALL-UNNAMED -cp 'CLASS_PATH' "$@"
      }
      """;

  /** Of another: no ldconfig has run there, and its pages may be big. */
  private static final String FOREIGN =
      """
      export LD_LIBRARY_PATH=$(echo /lib/*-linux-gnu /usr/lib/*-linux-gnu | tr ' ' :)
      java() {
        /runtime/bin/java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Xmx160m \\
          -cp 'CLASS_PATH' "$@"
      }
      """;

  private final Sections output;

  private GuestRun(Sections output) {
    this.output = output;
  }

  String section(String name) {
    return output.get(name);
  }

  /** The kit on each provider; in one of them, the command as a user without privileges. */
  static GuestRun kit(Guest guest, Path kernel, Path runtime, Path payload) {
    StringBuilder script = new StringBuilder();
    script.append("mark kernel; uname -r; sh -c 'ulimit -S -l; ulimit -H -l'\n");
    script.append(
        "java " + KitMain.class.getName() + " 120000 " + String.join(" ", Cell.PROVIDERS) + "\n");
    if (guest.triesLimits()) {
      script.append("mark limit; user 65536 java $cli lock -q /pagelock/mib\n");
      script.append("mark cured; user 16777216 java $cli lock -q /pagelock/more\n");
    }
    String name = guest.kernel() + "-jdk" + guest.jdk();
    return boot(name, kernel, runtime, payload, 1024, script.toString());
  }

  /** The kit on each provider and a lock by the command, on another processor. */
  static GuestRun machine(Machine machine, Path payload) {
    Path kernel = Path.of(machine.home().orElseThrow());
    String script =
        // The firmware's last line may have no end.
        "echo; mark kernel; uname -r; uname -m; grep -m 1 KernelPageSize /proc/self/smaps\n"
            + "mark lock; java $cli lock --json /pagelock/mib\n"
            + "java "
            + KitMain.class.getName()
            + " 120000 "
            + String.join(" ", Cell.PROVIDERS)
            + "\n";
    return boot(
        machine.label,
        kernel,
        Path.of(machine.java()),
        payload,
        init(script, FOREIGN, machine.console(), "null"),
        (archive, directory, output) -> {
          List<String> command = new ArrayList<>(machine.command());
          command.addAll(
              List.of("-kernel", kernel.resolve("kernel").toString(), "-initrd", "" + archive));
          // One line for both: nothing less than an emergency is to stand in the report.
          command.addAll(append(machine.console(), "loglevel=0", List.of("file:" + output)));
          return command;
        });
  }

  /** Memory is short and there is swap. */
  static GuestRun swap(String version, Path kernel, Path payload) {
    String script =
        "for m in zsmalloc lzo lzo-rle zram; do insmod /modules/$m.ko 2>/dev/null; done\n"
            + "echo 512M >/sys/block/zram0/disksize && mkswap /dev/zram0 >/dev/null"
            + " && swapon /dev/zram0\n"
            + "mark swap; cat /proc/swaps; java "
            + SwapMain.class.getName()
            + "\n";
    return boot(version + "-swap", kernel, Runs.RUNTIME, payload, 768, script);
  }

  /** Memory cgroups of version 2, and a disk (in memory), whose files have a page cache. */
  static GuestRun cgroup(String version, Path kernel, Path payload) {
    String lock = "lock() { java " + CgroupLockMain.class.getName() + " \"$@\" </dev/null; }\n";
    String script =
        """
        mkdir /cg /disk && mount -t cgroup2 none /cg && echo +memory >/cg/cgroup.subtree_control
        for m in zsmalloc lzo lzo-rle zram; do insmod /modules/$m.ko 2>/dev/null; done
        echo 256M >/sys/block/zram0/disksize && mke2fs -b $((4 * 1024)) /dev/zram0 >/dev/null
        mount -t ext2 /dev/zram0 /disk && dd if=/dev/zero of=/disk/file bs=1M count=120 2>/dev/null
        sync
        # group NAME FILE BYTES COMMAND ...: in a cgroup that is the child of the one with the limit
        group() {
          name=$1 && mkdir -p /cg/$name/leaf && echo +memory >/cg/$name/cgroup.subtree_control
          echo $3 >/cg/$name/$2 && mark $name && shift 3
          ( echo 0 >/cg/$name/leaf/cgroup.procs && "$@" )
          cat /cg/$name/memory.events
        }
        group high memory.high 150M lock zero none 51200 0
        group doctor memory.high 150M java $cli doctor
        group zero memory.max 160M lock zero none 51200 51200
        echo 3 >/proc/sys/vm/drop_caches
        group cache memory.max 140M lock shared /disk/file 30720 15360
        group fits memory.max 140M lock zero none 10240 5120
        """;
    return boot(version + "-cgroup", kernel, Runs.RUNTIME, payload, 1024, lock + script);
  }

  private static GuestRun boot(
      String name, Path kernel, Path runtime, Path payload, int megabytes, String script) {
    return boot(
        name,
        kernel,
        runtime,
        payload,
        init(script, X86, "ttyS1", "ttyS0"),
        (archive, directory, output) -> x86(kernel, archive, directory, output, megabytes));
  }

  /** What starts the emulator. */
  private interface Emulator {
    List<String> command(Path archive, Path directory, Path output) throws IOException;
  }

  private static GuestRun boot(
      String name, Path kernel, Path runtime, Path payload, String init, Emulator emulator) {
    Path directory = Lab.directory().resolve("guest-" + name);
    try {
      Files.createDirectories(directory);
      Path script = Files.writeString(directory.resolve("init"), init);
      Path archive = directory.resolve("initrd");
      Path output = directory.resolve("output");
      HostCommand.run(
          120,
          List.of(
              Lab.scripts().resolve("guest-root").toString(),
              runtime.toString(),
              kernel.toString(),
              payload.toString(),
              script.toString(),
              archive.toString()));
      HostCommand.run(PATIENCE_SECONDS, emulator.command(archive, directory, output));
      Files.delete(archive);
      return new GuestRun(new Sections(HostCommand.text(output.toString())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> x86(
      Path kernel, Path archive, Path directory, Path output, int megabytes) throws IOException {
    try (var images = Files.newDirectoryStream(kernel.resolve("boot"), "vmlinuz-*")) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "qemu-system-x86_64",
                  // One processor: with two, each a thread of QEMU's, 6.12 has panicked in code
                  // that it had just patched ("Oops: int3").
                  "-accel",
                  "tcg",
                  "-m",
                  "" + megabytes,
                  "-kernel",
                  images.iterator().next().toString(),
                  "-initrd",
                  archive.toString()));
      // The kernel's messages and the report do not mix.
      List<String> lines = List.of("file:" + directory.resolve("console"), "file:" + output);
      command.addAll(append("ttyS0", "quiet", lines));
      return command;
    }
  }

  private static List<String> append(String console, String silence, List<String> serialLines) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-append",
                "console=" + console + " " + silence + " panic=-1",
                "-no-reboot",
                "-display",
                "none",
                "-monitor",
                "none",
                "-nic",
                "none"));
    serialLines.forEach(line -> options.addAll(List.of("-serial", line)));
    return options;
  }

  private static String init(String script, String java, String report, String console) {
    return """
        #!/bin/sh
        export PATH=/bin HOME=/
        mount -t proc none /proc
        mount -t sysfs none /sys
        mount -t devtmpfs none /dev
        mount -t tmpfs none /tmp
        chmod 1777 /tmp
        cli=io.github.pagelock.cli.Main
        mark() { echo "=== $1"; echo "$1 after $(cut -d ' ' -f 1 /proc/uptime) s" >/dev/CONSOLE; }
        JAVA
        # user BYTES java ...: both limits
        user() {
          limit=$(($1 / 1024))
          shift 2
          ( ulimit -l $limit &&
            su -s /bin/sh nobody -c "/runtime/bin/java -XX:TieredStopAtLevel=1 -cp 'CLASS_PATH' $*" )
          echo "exit $?"
        }
        {
        SCRIPT
        mark end
        } >/dev/REPORT 2>&1
        poweroff -f
        """
        .replace("JAVA", java)
        .replace("CONSOLE", console)
        .replace("REPORT", report)
        .replace("CLASS_PATH", Payload.CLASS_PATH)
        .replace("SCRIPT", script);
  }
}
