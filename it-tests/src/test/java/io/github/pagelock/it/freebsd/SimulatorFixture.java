package io.github.pagelock.it.freebsd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.github.pagelock.tck.Patience;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.function.Executable;

/** The simulator in this JVM, and what a caller of it needs: pages, control blocks, events. */
final class SimulatorFixture {
  static final int EOPNOTSUPP = 45;
  static final int EAGAIN = 35;
  static final int ENOMEM = 12;
  static final int SIGEV_SIGNAL = 1;
  private static final int SIGEV_NONE = 0;
  private static final int SIGEV_KEVENT = 3;
  static final int EV_ONESHOT = 0x10;
  static final long EVENT_BYTES = 64;

  /** RTLD_LAZY without RTLD_GLOBAL, which is JNA's default. */
  static final Map<String, Object> LOCAL = Map.of(Library.OPTION_OPEN_FLAGS, 1);

  /**
   * Open for good: the dynamic linker takes a new file with the inode of a deleted one for the same
   * library, with all that an earlier test has left there.
   */
  private static final Queue<FileChannel> LOADED = new ConcurrentLinkedQueue<>();

  private static final long BLOCK_BYTES = 160;
  private static final Duration PATIENCE = Patience.ofThisMachine();

  final Simulator simulator;
  final Path library;
  final long page;
  private final List<Memory> blocks = Collections.synchronizedList(new ArrayList<>());
  private final Memory memory;

  /** Compiles and loads it, or skips the test. */
  SimulatorFixture(Path directory, int pages) throws IOException, InterruptedException {
    assumeTrue(Facts.usesSimulator(), "on FreeBSD there is no simulator");
    library = Facts.copiedTo(directory, "-O2").compileSimulator();
    LOADED.add(FileChannel.open(library));
    simulator = Native.load(library.toString(), Simulator.class, LOCAL);
    page = simulator.getpagesize();
    memory = new Memory((pages + 1) * page);
    memory.clear();
  }

  /** A page that stays where it is. */
  Pointer page(int index) {
    return memory.align((int) page).share(index * page);
  }

  /** A new control block for a page, without notification. */
  Memory block(Pointer address) {
    return block(address, -1, 0);
  }

  /**
   * A new control block for a page.
   *
   * @param queue is told of its end, and is its file; -1: none
   */
  Memory block(Pointer address, int queue, int flags) {
    Memory block = new Memory(BLOCK_BYTES);
    block.clear();
    block.setInt(0, queue);
    block.setPointer(16, address);
    block.setLong(24, page);
    block.setInt(80, queue < 0 ? SIGEV_NONE : SIGEV_KEVENT);
    block.setInt(84, queue);
    block.setShort(96, (short) flags);
    blocks.add(block);
    return block;
  }

  Memory submitted(Pointer address) {
    Memory block = block(address);
    assertEquals(0, simulator.aio_mlock(block));
    return block;
  }

  static Memory time(long millis) {
    Memory time = new Memory(16);
    time.setLong(0, millis / 1000);
    time.setLong(8, millis % 1000 * 1_000_000);
    return time;
  }

  /** For what must happen. */
  static Memory patience() {
    return time(PATIENCE.toMillis());
  }

  void awaitEnd(Pointer block) {
    assertEquals(0, simulator.aio_suspend(new Pointer[] {block}, 1, patience()));
  }

  void finish(Pointer block) {
    awaitEnd(block);
    assertEquals(0, simulator.aio_return(block));
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      assertTrue(Instant.now().isBefore(end), "it does not come about");
      Thread.sleep(1);
    }
  }

  static void assertErrno(int errno, Executable call) {
    assertEquals(errno, errnoOf(call));
  }

  /** The errno that a call fails with, 0 if it does not. */
  static int errnoOf(Executable call) {
    try {
      call.execute();
      return 0;
    } catch (LastErrorException e) {
      return e.getErrorCode();
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  static long lockedBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmLck:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  /** Reaps whatever is left, so that the next test starts from nothing. */
  void clean() {
    simulator.sim_reset();
    for (Memory block : blocks) {
      awaitEnd(block);
      while (errnoOf(() -> simulator.aio_return(block)) != 22) {
        awaitEnd(block);
      }
    }
    blocks.clear();
    for (int i = 0; (i + 2) * page <= memory.size(); i++) {
      simulator.munlock(page(i), page);
    }
    assertEquals(0, simulator.sim_count(Simulator.UNRETURNED));
    assertEquals(0, simulator.sim_count(Simulator.EVENTS));
    simulator.sim_reset();
  }
}
