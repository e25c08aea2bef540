package io.github.pagelock.it.freebsd;

import static io.github.pagelock.it.freebsd.SimulatorFixture.EAGAIN;
import static io.github.pagelock.it.freebsd.SimulatorFixture.ENOMEM;
import static io.github.pagelock.it.freebsd.SimulatorFixture.EVENT_BYTES;
import static io.github.pagelock.it.freebsd.SimulatorFixture.EV_ONESHOT;
import static io.github.pagelock.it.freebsd.SimulatorFixture.assertErrno;
import static io.github.pagelock.it.freebsd.SimulatorFixture.lockedBytes;
import static io.github.pagelock.it.freebsd.SimulatorFixture.patience;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.lang.ref.Reference;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatorInJvmTest {
  private static final int PER_PROCESS = 256;
  private static final int PAGES = 16;
  private static SimulatorFixture fixture;
  private static Simulator simulator;

  @BeforeAll
  static void load(@TempDir Path directory) throws Exception {
    fixture = new SimulatorFixture(directory, PAGES);
    simulator = fixture.simulator;
  }

  @AfterEach
  void clean() {
    fixture.clean();
  }

  @Test
  void theJvmsOwnLibcStaysWhatItIs() {
    NativeLibrary process = NativeLibrary.getProcess();
    NativeLibrary loaded =
        NativeLibrary.getInstance(fixture.library.toString(), SimulatorFixture.LOCAL);

    for (String name : List.of("mlock", "munlock", "close", "sysconf", "getrlimit")) {
      assertNotEquals(
          Pointer.nativeValue(loaded.getFunction(name)),
          Pointer.nativeValue(process.getFunction(name)),
          name);
    }
    assertThrows(UnsatisfiedLinkError.class, () -> process.getFunction("aio_mlock"));
    int pageSizeOnLinux = 30;
    assertEquals(
        fixture.page, process.getFunction("sysconf").invokeLong(new Object[] {pageSizeOnLinux}));
    assertEquals(fixture.page, simulator.sysconf(47));
    assertErrno(22, () -> simulator.sysconf(pageSizeOnLinux));
  }

  @Test
  void aRequestLocksMemoryOfTheJvmAndTellsSoThroughKqueue() throws Exception {
    long before = lockedBytes();
    int queue = simulator.kqueue();
    Memory block = fixture.block(fixture.page(0), queue, EV_ONESHOT);
    Memory event = new Memory(EVENT_BYTES);

    assertEquals(0, simulator.aio_mlock(block));
    assertEquals(1, simulator.kevent(queue, null, 0, event, 1, patience()));

    assertEquals(Pointer.nativeValue(block), event.getLong(0));
    assertEquals(0, event.getLong(16));
    assertEquals(0, simulator.aio_error(block));
    assertEquals(0, simulator.aio_return(block));
    assertEquals(before + fixture.page, lockedBytes());
    assertEquals(0, simulator.munlock(fixture.page(0), fixture.page));
    assertEquals(before, lockedBytes());
    assertEquals(0, simulator.close(queue));
    assertEquals(0, simulator.sim_count(Simulator.KQUEUES));
  }

  @Test
  void errnoIsFreeBsds() {
    for (int i = 0; i < PER_PROCESS; i++) {
      fixture.submitted(fixture.page(0));
    }
    Memory block = fixture.block(fixture.page(0));

    assertErrno(EAGAIN, () -> simulator.aio_mlock(block));
    assertEquals(EAGAIN, simulator.aio_error(block));
  }

  @Test
  void aLockThatLinuxFailsHalfWayIsRolledBackToWhatWasLocked(@TempDir Path directory)
      throws Exception {
    Path file = directory.resolve("file");
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer mapped = channel.map(MapMode.READ_WRITE, 0, 8 * fixture.page);
      channel.truncate(4 * fixture.page);
      try {
        Pointer start = Native.getDirectBufferPointer(mapped);
        assertEquals(0, simulator.mlock(start.share(fixture.page), fixture.page));
        long before = lockedBytes();

        assertErrno(ENOMEM, () -> simulator.mlock(start, 8 * fixture.page));

        assertEquals(before, lockedBytes());
        assertEquals(0, simulator.munlock(start.share(fixture.page), fixture.page));
        assertEquals(before - fixture.page, lockedBytes());
      } finally {
        Reference.reachabilityFence(mapped);
      }
    }
  }

  @Test
  void twoUsersThatSubmitAndReapAtOnceLoseNothing() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Callable<Integer>> users = List.of(() -> reaped(1000, 0), () -> reaped(1000, 8));
      int sum = 0;
      for (Future<Integer> user : threads.invokeAll(users)) {
        sum += user.get();
      }
      assertEquals(2000, sum);
    } finally {
      threads.shutdownNow();
    }
    assertTrue(simulator.sim_count(Simulator.MOST_UNRETURNED) <= 2 * 64);
    assertEquals(0, simulator.sim_count(Simulator.OVERWRITTEN));
    assertEquals(0, simulator.sim_count(Simulator.SUBMITTED_TWICE));
  }

  /** With 64 at most in flight, each event of this user's own kqueue is that of a new request. */
  private static int reaped(int requests, int firstPage) {
    int queue = simulator.kqueue();
    Memory events = new Memory(16 * EVENT_BYTES);
    int submitted = 0;
    Set<Long> pending = new HashSet<>();
    int reaped = 0;
    while (reaped < requests) {
      while (pending.size() < 64 && submitted < requests) {
        int page = firstPage + submitted % 8;
        Memory block = fixture.block(fixture.page(page), queue, EV_ONESHOT);
        assertEquals(0, simulator.aio_mlock(block));
        submitted++;
        pending.add(Pointer.nativeValue(block));
      }
      int count = simulator.kevent(queue, null, 0, events, 16, patience());
      assertTrue(count > 0, "no event");
      for (int i = 0; i < count; i++) {
        long address = events.getLong(i * EVENT_BYTES);
        assertTrue(pending.remove(address), "an event of somebody else");
        assertEquals(0, simulator.aio_return(new Pointer(address)));
        reaped++;
      }
    }
    assertEquals(0, simulator.close(queue));
    return reaped;
  }
}
