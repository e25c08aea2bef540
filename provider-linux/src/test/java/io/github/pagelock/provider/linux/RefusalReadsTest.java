package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often a refused lock reads /proc: not at all while the numbers stay what they were. */
class RefusalReadsTest {
  private static final int LIMIT_PAGES = 16;
  private static final int REFUSALS = 200;

  private final TestMappings memory = new TestMappings();
  private final long address = memory.anonymous(64);
  private final BoundLibC libc = new BoundLibC();
  private final CountedProc proc = new CountedProc();
  private final PageOperations linux = new LinuxPageOperations(libc, proc);
  private final PageLocker locker = PageLocker.builder().provider(new Provider(linux)).build();

  /** Adds to the real kernel, which may not bind this process, a limit that binds it. */
  private static final class BoundLibC extends ScriptedLibC {
    private int forced;

    BoundLibC() {
      softAndHard = (long) LIMIT_PAGES * PAGE;
    }

    @Override
    public int mlock(long address, long byteCount) {
      if (forced != 0) {
        return forced;
      }
      if (softAndHard == 0) {
        return Linux.EPERM;
      }
      return VmLck.bytes() + byteCount > softAndHard
          ? Linux.ENOMEM
          : super.mlock(address, byteCount);
    }
  }

  private record Provider(PageOperations operations) implements PageLockProvider {
    @Override
    public String name() {
      return "counted";
    }

    @Override
    public int priority() {
      return 0;
    }

    @Override
    public Availability availability() {
      return Availability.available();
    }

    @Override
    public PageOperations open() {
      return operations;
    }
  }

  @AfterEach
  void unmap() {
    locker.close();
    memory.close();
  }

  private MemoryRange pages(int first, int count) {
    return MemoryRange.ofAddress(address + (long) first * PAGE, (long) count * PAGE, memory);
  }

  private PageLockException refusal(int pages) {
    return assertThrows(
        PageLockException.class, () -> locker.lock(pages(32, pages), LockMode.PLAIN));
  }

  private static void assumeQuickKernel() {
    assumeTrue(
        LockedCheck.isQuick(System.getProperty("os.version")),
        "before Linux 6.1 each refusal reads what is locked");
  }

  @Test
  void refusalsReadNothingWhileTheNumbersStayTheSame() {
    assumeQuickKernel();
    refusal(LIMIT_PAGES + 1);
    proc.opened.clear();
    for (int i = 0; i < REFUSALS; i++) {
      refusal(LIMIT_PAGES + 1);
    }
    assertEquals(List.of(), proc.opened);
  }

  @Test
  void atTheLimitToo() {
    assumeQuickKernel();
    try (LockedRange held = locker.lock(pages(0, LIMIT_PAGES), LockMode.PLAIN)) {
      refusal(1);
      proc.opened.clear();
      for (int i = 0; i < REFUSALS; i++) {
        refusal(1);
      }
      assertEquals(List.of(), proc.opened);
      assertEquals(LIMIT_PAGES * PAGE, held.lockedBytes());
    }
  }

  /** A limit of 0 is never confirmed exactly, so what is locked is read, but not each time. */
  @Test
  void atALimitOfNothingTheyReadRarely() {
    assumeQuickKernel();
    libc.softAndHard = 0;
    refusal(1);
    proc.opened.clear();
    long begun = System.nanoTime();
    for (int i = 0; i < REFUSALS; i++) {
      assertEquals(Reason.NOT_PERMITTED, refusal(1).reason());
    }
    long most = (System.nanoTime() - begun) / 100_000 + 1;
    assertTrue(proc.opened.size() <= most, proc.opened.size() + " reads, at most " + most);
    libc.softAndHard = (long) LIMIT_PAGES * PAGE;
    locker.lock(pages(0, 1), LockMode.PLAIN).close();
  }

  @Test
  void theLauncherAndTheCredentialsAreReadOnceAndOnlyIfSomebodyAsks() {
    PageLockException first = refusal(LIMIT_PAGES + 1);
    assertFalse(proc.opened.contains("/proc/self/stat"), proc.opened.toString());
    assertTrue(String.valueOf(first.getMessage()).contains("Remedy: "), first.getMessage());
    assertTrue(proc.opened.contains("/proc/self/stat"), proc.opened.toString());
    PageLockException second = refusal(LIMIT_PAGES + 1);
    proc.opened.clear();
    assertEquals(first.getMessage(), second.getMessage());
    assertEquals(List.of(), proc.opened);
  }

  /** What the kernel itself refuses, as it does where the limit was lowered a moment ago. */
  @Test
  void aRefusalOfTheKernelReadsNothingEither() {
    assumeQuickKernel();
    boolean canBeAsked = new MappingQuery(libc).overlapping(0, PAGE).isPresent();
    assumeTrue(canBeAsked, "before Linux 6.11 all mappings are read");
    long tooMuch = (LIMIT_PAGES + 1L) * PAGE;
    assertThrows(PageLockException.class, () -> linux.lock(address, tooMuch));
    proc.opened.clear();
    for (int i = 0; i < REFUSALS; i++) {
      PageLockException refused =
          assertThrows(PageLockException.class, () -> linux.lock(address, tooMuch));
      assertEquals(Reason.LIMIT_EXCEEDED, refused.reason());
      assertEquals("ENOMEM", refused.errnoName());
    }
    assertEquals(List.of(), proc.opened);
  }

  /** The sentence names the filter or the security module, and the cure the launcher. */
  @Test
  void norDoesARefusalOfAPolicyOrOneForTheMoment() {
    for (int errno : new int[] {Linux.EPERM, Linux.ENOSYS, Linux.EAGAIN}) {
      libc.forced = errno;
      PageLockException refused =
          assertThrows(PageLockException.class, () -> linux.lock(address, PAGE));
      assertEquals(errno, refused.errno());
      assertFalse(proc.opened.contains("/proc/self/stat"), errno + ": " + proc.opened);
      assertFalse(proc.opened.contains("/proc/self/cgroup"), errno + ": " + proc.opened);
    }
    libc.forced = Linux.EPERM;
    PageLockException policy =
        assertThrows(PageLockException.class, () -> linux.lock(address, PAGE));
    assertEquals(Reason.NOT_PERMITTED, policy.reason());
    String message = String.valueOf(policy.getMessage());
    assertTrue(message.contains("forbids the call mlock"), message);
    assertTrue(message.contains("Remedy: "), message);
    assertTrue(proc.opened.contains("/proc/self/stat"), proc.opened.toString());
  }

  @Test
  void whatIsLockedByHandIsSeenAtOnceAndSoIsWhatIsUnlocked() {
    for (int round = 0; round < 5; round++) {
      refusal(LIMIT_PAGES + 1);
      assertEquals(0, libc.mlock(address, LIMIT_PAGES * PAGE));
      PageLockException refused = refusal(1);
      assertEquals(LIMIT_PAGES * PAGE, refused.limits().orElseThrow().lockedBytes().orElseThrow());
      assertEquals(0, libc.munlock(address, LIMIT_PAGES * PAGE));
      locker.lock(pages(32, LIMIT_PAGES), LockMode.PLAIN).close();
    }
  }

  @Test
  void theLimitsOfTheMessageAreThoseOfTheFailure() {
    PageLockException refused = refusal(LIMIT_PAGES + 1);
    libc.softAndHard = 60 * PAGE;
    try (LockedRange held = locker.lock(pages(0, 20), LockMode.PLAIN)) {
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.contains("soft limit: " + LIMIT_PAGES * PAGE + " bytes"), message);
      assertTrue(message.contains("locked already: 0 bytes"), message);
      assertEquals(20 * PAGE, held.lockedBytes());
    }
  }
}
