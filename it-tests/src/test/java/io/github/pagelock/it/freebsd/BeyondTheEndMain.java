package io.github.pagelock.it.freebsd;

import com.sun.jna.Native;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * {@code LIBRARY FILE VERSION TRANSLATION}: with the simulator in that library, of that version of
 * FreeBSD and with that machdep.prot_fault_translation, reads a page of a file that was truncated.
 */
final class BeyondTheEndMain {
  private BeyondTheEndMain() {}

  /** Prints what is thrown. */
  public static void main(String[] arguments) throws Exception {
    Simulator simulator = Native.load(arguments[0], Simulator.class, SimulatorFixture.LOCAL);
    simulator.sim_osreldate(Integer.parseInt(arguments[2]));
    simulator.sim_sysctl("machdep.prot_fault_translation", Integer.parseInt(arguments[3]));
    int page = simulator.getpagesize();
    try (FileChannel channel =
        FileChannel.open(
            Path.of(arguments[1]),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      MappedByteBuffer mapped = channel.map(MapMode.READ_WRITE, 0, 2L * page);
      channel.truncate(page);
      System.out.println("read " + mapped.get(page - 1));
      System.out.println("read " + mapped.get(page));
    } catch (InternalError e) {
      System.out.println("InternalError");
    }
  }
}
