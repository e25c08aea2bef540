package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.tck.Fault;
import io.github.pagelock.tck.RecordingProvider;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Buffers of arenas (Java 22 and later): closed ones, and those of another thread. */
@Timeout(60)
class ArenaBufferTest {
  private static final int PAGES = 2048; // 8 MiB: more than a chunk
  private static final long BYTES = (long) PAGES * PAGE;

  @TempDir Path directory;

  private Path file;
  private final long before = VmLck.bytes();

  @BeforeEach
  void makeFile() throws Exception {
    file = directory.resolve("file");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(BYTES);
    }
  }

  @AfterEach
  void nothingIsLeftLocked() {
    assertEquals(before, VmLck.bytes());
  }

  private static PageLocker locker(LockPolicy policy, ForwardingOperations operations) {
    return PageLocker.builder()
        .provider(new OperationsProvider(operations))
        .policy(policy)
        .workers(1)
        .build();
  }

  /** Locks whatever lies at the address by now, and says LOCKED. */
  @Test
  void aBufferOfAClosedArenaIsRefusedAtOnce() throws Exception {
    untilTheKernelGivesTheAddressAgain(this::refusesABufferOfAClosedArena);
  }

  /** A thread of the JVM may map something there first. */
  private static void untilTheKernelGivesTheAddressAgain(Callable<Boolean> hasGivenItAgain)
      throws Exception {
    boolean again = false;
    for (int round = 0; round < 20 && !again; round++) {
      again = hasGivenItAgain.call();
    }
    assertTrue(again, "the kernel gives the address again");
  }

  private boolean refusesABufferOfAClosedArena() throws Exception {
    ByteBuffer stale;
    long address;
    try (Arenas arena = Arenas.shared(file)) {
      stale = arena.buffer();
      address = arena.address();
    }
    MemoryRange range = MemoryRange.of(stale);
    try (Arenas another = Arenas.shared(file)) {
      assertClosed(() -> PageLocker.system().lock(range));
      assertClosed(() -> PageLocker.system().lockAsync(range));
      assertClosed(() -> PageLocker.system().residency(range));
      assertClosed(() -> PageLocker.system().diagnose(range));
      try (PageLocker best = PageLocker.builder().policy(LockPolicy.BEST_EFFORT).build()) {
        assertClosed(() -> best.lock(range));
        assertClosed(() -> best.lockAsync(range));
      }
      return another.address() == address;
    }
  }

  @Test
  void anAddressWhoseOwnerIsAClosedArenaOrItsSegmentIsRefusedToo() throws Exception {
    try (Arenas alive = Arenas.shared(file)) {
      for (Object owner : alive.owners()) {
        PageLocker.system().lock(MemoryRange.ofAddress(alive.address(), PAGE, owner)).close();
      }
    }
    Arenas gone = Arenas.confined(file);
    long address = gone.address();
    gone.close();
    for (Object owner : gone.owners()) {
      MemoryRange range = MemoryRange.ofAddress(address, PAGE, owner);
      IllegalStateException closed =
          assertThrows(IllegalStateException.class, () -> PageLocker.system().lock(range));
      assertTrue(String.valueOf(closed.getMessage()).contains("arena is closed"));
      assertThrows(IllegalStateException.class, () -> PageLocker.system().lockAsync(range));
    }
  }

  private static void assertClosed(Executable call) {
    IllegalStateException closed = assertThrows(IllegalStateException.class, call);
    assertTrue(String.valueOf(closed.getMessage()).contains("Already closed"), closed.toString());
  }

  /** Something that happens in the middle of a lock. */
  private static ForwardingOperations onLock(Runnable once) {
    return new ForwardingOperations(new LinuxProvider().open()) {
      private boolean done;

      @Override
      public void lock(long address, long byteCount) {
        super.lock(address, byteCount);
        if (!done) {
          done = true;
          once.run();
        }
      }
    };
  }

  @Test
  void anArenaThatIsClosedDuringALockFailsIt() throws Exception {
    Arenas arena = Arenas.shared(file);
    MemoryRange range = MemoryRange.of(arena.buffer().limit(PAGE));
    try (PageLocker locker = locker(LockPolicy.REQUIRED, onLock(arena::close))) {
      PageLockException failure =
          assertThrows(PageLockException.class, () -> locker.lock(range, LockMode.PLAIN));
      assertEquals(Reason.NOT_MAPPED, failure.reason());
    }
  }

  @Test
  void anArenaThatIsClosedDuringABestEffortLockDegradesIt() throws Exception {
    Arenas arena = Arenas.shared(file);
    MemoryRange range = MemoryRange.of(arena.buffer().limit(PAGE));
    try (PageLocker locker = locker(LockPolicy.BEST_EFFORT, onLock(arena::close))) {
      LockedRange handle = locker.lock(range, LockMode.PLAIN);
      assertEquals(Reason.NOT_MAPPED, handle.degradation().orElseThrow().reason());
    }
  }

  /** The memory is there all the while, but it is that of somebody else. */
  @Test
  void anArenaThatIsClosedAndReplacedWhilePendingFailsTheRequest() throws Exception {
    untilTheKernelGivesTheAddressAgain(this::failsWhereItsArenaIsReplaced);
  }

  private boolean failsWhereItsArenaIsReplaced() throws Exception {
    Arenas arena = Arenas.shared(file);
    long address = arena.address();
    MemoryRange range = MemoryRange.of(arena.buffer());
    CompletableFuture<Arenas> replacement = new CompletableFuture<>();
    try (PageLocker locker =
        locker(
            LockPolicy.REQUIRED,
            onLock(
                () -> {
                  arena.close();
                  try {
                    replacement.complete(Arenas.shared(file));
                  } catch (Exception failed) {
                    replacement.completeExceptionally(failed);
                  }
                }))) {
      PendingLock<LockedRange> pending = locker.lockAsync(range);
      assertTrue(pending.await(Duration.ofSeconds(30)));
      assertEquals(State.FAILED, pending.state());
      assertEquals(Reason.NOT_MAPPED, pending.failure().orElseThrow().reason());
    }
    try (Arenas another = replacement.get(30, TimeUnit.SECONDS)) {
      assertEquals(before, VmLck.bytes());
      return another.address() == address;
    }
  }

  @Test
  void anotherThreadsArenaIsRefusedAsTheJdkDoes() throws Exception {
    try (Arenas arena = Arenas.confined(file)) {
      MemoryRange range = MemoryRange.of(arena.buffer());
      CompletableFuture<LockedRange> other =
          CompletableFuture.supplyAsync(() -> PageLocker.system().lock(range));
      ExecutionException failed =
          assertThrows(ExecutionException.class, () -> other.get(30, TimeUnit.SECONDS));
      assertTrue(String.valueOf(failed.getCause()).contains("WrongThreadException"));
    }
  }

  @Test
  void aConfinedArenaIsLockedForItsThreadAsynchronouslyToo() throws Exception {
    try (Arenas arena = Arenas.confined(file)) {
      MemoryRange range = MemoryRange.of(arena.buffer());
      try (LockedRange locked = PageLocker.system().lock(range)) {
        assertEquals(KernelState.LOCKED, locked.verify());
      }
      PendingLock<LockedRange> pending = PageLocker.system().lockAsync(range);
      assertTrue(pending.await(Duration.ofSeconds(30)));
      try (LockedRange locked = pending.result()) {
        assertEquals(before + BYTES, VmLck.bytes());
        // Whoever holds the handle may ask.
        assertEquals(
            KernelState.LOCKED,
            CompletableFuture.supplyAsync(locked::verify).get(30, TimeUnit.SECONDS));
      }
    }
  }

  private LockedRange degraded(PageLocker best, RecordingProvider provider, MemoryRange range) {
    provider.faults().failLocksAfter(0, Fault.EPERM);
    LockedRange handle = best.lock(range);
    assertEquals(Reason.NOT_PERMITTED, handle.degradation().orElseThrow().reason());
    return handle;
  }

  private <T> T bestEffort(PageOperations linux, BestEffort<T> test) throws Exception {
    RecordingProvider provider = new RecordingProvider(new OperationsProvider(linux));
    try (PageLocker best =
            PageLocker.builder().provider(provider).policy(LockPolicy.BEST_EFFORT).build();
        Arenas arena = Arenas.confined(file)) {
      MemoryRange range = MemoryRange.of(arena.buffer());
      assertEquals(0, best.residency(range).residentPages().orElseThrow());
      return test.with(best, provider, range);
    }
  }

  private interface BestEffort<T> {
    T with(PageLocker best, RecordingProvider provider, MemoryRange range) throws Exception;
  }

  @Test
  void bestEffortBringsInAConfinedArenasPages() throws Exception {
    bestEffort(
        new LinuxProvider().open(),
        (best, provider, range) -> {
          LockedRange handle = degraded(best, provider, range);
          assertEquals(PAGES, best.residency(range).residentPages().orElseThrow());
          assertEquals(0, handle.degradation().orElseThrow().getSuppressed().length);
          return handle;
        });
  }

  @Test
  void whereTheKernelCannotBeAskedTheDegradationSaysWhyNothingWasRead() throws Exception {
    ForwardingOperations old =
        new ForwardingOperations(new LinuxProvider().open()) {
          @Override
          public boolean bringIn(long address, long byteCount) {
            return false;
          }
        };
    Function<LockedRange, String> why =
        handle -> handle.degradation().orElseThrow().getSuppressed()[0].getClass().getSimpleName();
    assertEquals(
        "WrongThreadException",
        bestEffort(old, (best, provider, range) -> why.apply(degraded(best, provider, range))));
    assertEquals(
        "WrongThreadException",
        bestEffort(
            old,
            (best, provider, range) -> {
              provider.faults().failLocksAfter(0, Fault.EPERM);
              PendingLock<LockedRange> pending = best.lockAsync(range);
              assertTrue(pending.await(Duration.ofSeconds(30)));
              return why.apply(pending.result());
            }));
  }
}
