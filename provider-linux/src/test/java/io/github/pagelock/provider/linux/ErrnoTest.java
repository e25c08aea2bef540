package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.PageSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Errors that the running kernel cannot be brought to: the reason that is made of each. */
class ErrnoTest {
  private final TestMappings memory = new TestMappings();
  private final long address = memory.anonymous(4);
  private final ScriptedLibC libc = new ScriptedLibC();

  @AfterEach
  void unmap() {
    memory.close();
  }

  private LinuxPageOperations linux() {
    return new LinuxPageOperations(libc, ProcFs.ofThisSystem());
  }

  private PageLockException lockFailure(int errno) {
    LinuxPageOperations linux = linux();
    libc.mlock = errno;
    PageLockException failure =
        assertThrows(PageLockException.class, () -> linux.lock(address, 4 * PAGE));
    assertEquals(errno, failure.errno());
    assertEquals(Linux.nameOf(errno), failure.errnoName());
    assertEquals(errno != Linux.EAGAIN, failure.limits().isPresent());
    return failure;
  }

  @Test
  void eagainMeansTryAgain() {
    assertEquals(Reason.TRY_AGAIN, lockFailure(Linux.EAGAIN).reason());
  }

  @Test
  void epermWithALimitMeansASecurityPolicy() {
    PageLockException failure = lockFailure(Linux.EPERM);
    assertEquals(Reason.NOT_PERMITTED, failure.reason());
    assertTrue(failure.toString().contains("seccomp"), failure.toString());
  }

  @Test
  void enomemThatNothingExplainsIsOther() {
    assertEquals(Reason.OTHER, lockFailure(Linux.ENOMEM).reason());
  }

  @Test
  void anUnknownErrorIsOther() {
    assertEquals(Reason.OTHER, lockFailure(99).reason());
  }

  @Test
  void aKernelWithoutMlock2LacksTheCapability(@TempDir Path directory) {
    libc.mlock2 = Linux.ENOSYS;
    FixtureRoot root =
        new FixtureRoot(directory).with("/proc/sys/kernel/osrelease", "4.3.0-1-amd64\n");
    LinuxPageOperations linux = new LinuxPageOperations(libc, root.proc());
    assertFalse(linux.capabilities().contains(Capability.ON_FAULT));
    PageLockException failure =
        assertThrows(PageLockException.class, () -> linux.lockOnFault(address, PAGE));
    assertEquals(Reason.UNSUPPORTED, failure.reason());
  }

  /** A filter answers so to what it does not know. */
  @Test
  void enosysOfAKernelThatHasTheCallMeansAPolicy() {
    PageLockException failure = lockFailure(Linux.ENOSYS);
    assertEquals(Reason.NOT_PERMITTED, failure.reason());
    assertEquals(Cause.POLICY, failure.diagnosis().orElseThrow().cause());
    assertFalse(failure.toString().contains("lock plainly"), failure.toString());
    libc.mlock2 = Linux.ENOSYS;
    PageLockException onFault =
        assertThrows(PageLockException.class, () -> linux().lockOnFault(address, PAGE));
    assertEquals(Cause.POLICY, onFault.diagnosis().orElseThrow().cause());
  }

  /** What reads /proc/self/smaps tells the truth all the same. */
  @Test
  void aFilterThatRefusesMsyncOrMincoreDoesNotMakeLockedMemoryLookUnlocked() {
    LinuxPageOperations linux = linux();
    linux.lock(address, 2 * PAGE);
    List<PageSpan> spans =
        List.of(new PageSpan(address, 2 * PAGE), new PageSpan(address + 2 * PAGE, 2 * PAGE));
    for (int errno : new int[] {Linux.EPERM, Linux.ENOSYS}) {
      libc.msync = errno;
      assertEquals(List.of(KernelState.LOCKED, KernelState.NOT_LOCKED), linux.verify(spans));
      libc.mincore = errno;
      assertEquals(List.of(KernelState.LOCKED, KernelState.NOT_LOCKED), linux.verify(spans));
      libc.msync = 0;
      assertEquals(List.of(KernelState.LOCKED, KernelState.NOT_LOCKED), linux.verify(spans));
      libc.mincore = 0;
    }
    linux.unlock(address, 2 * PAGE);
  }

  @Test
  void whereNothingTellsWhetherMemoryIsLockedTheAnswerIsUnknown(@TempDir Path directory)
      throws IOException {
    linux().lock(address, 2 * PAGE);
    FixtureRoot root =
        new FixtureRoot(directory)
            .with("/proc/self/maps", Files.readString(Path.of("/proc/self/maps")));
    LinuxPageOperations withoutSmaps = new LinuxPageOperations(libc, root.proc());
    List<PageSpan> spans =
        List.of(new PageSpan(address, 2 * PAGE), new PageSpan(address + 2 * PAGE, 2 * PAGE));
    libc.msync = Linux.EPERM;
    assertEquals(List.of(KernelState.UNKNOWN, KernelState.UNKNOWN), withoutSmaps.verify(spans));
    libc.msync = 0;
    libc.mincore = Linux.EPERM;
    assertEquals(List.of(KernelState.UNKNOWN, KernelState.NOT_LOCKED), withoutSmaps.verify(spans));
    libc.mincore = 0;
    assertEquals(List.of(KernelState.LOCKED, KernelState.NOT_LOCKED), withoutSmaps.verify(spans));
    linux().unlock(address, 2 * PAGE);
  }

  @Test
  void aSeccompFilterThatForbidsMlock2TakesTheCapability() {
    libc.mlock2 = Linux.EPERM;
    assertFalse(linux().capabilities().contains(Capability.ON_FAULT));
  }

  @Test
  void anUnlockThatFailsIsAnErrorOnlyWhileAMappedPageIsLocked() {
    LinuxPageOperations linux = linux();
    linux.lock(address + PAGE, PAGE);
    libc.munlock = Linux.EPERM;
    PageLockException failure =
        assertThrows(PageLockException.class, () -> linux.unlock(address, 4 * PAGE));
    assertEquals(Reason.UNLOCK_FAILED, failure.reason());
    assertEquals("EPERM", failure.errnoName());
    String stuck = "the page at 0x" + Long.toHexString(address + PAGE) + " is mapped";
    assertTrue(failure.toString().contains(stuck), failure.toString());
    memory.unmap(address + PAGE, 1);
    linux.unlock(address, 4 * PAGE);
    libc.munlock = 0;
    linux.unlock(address, 4 * PAGE);
  }

  @Test
  void aRangeOutsideOfTheAddressSpaceIsNotMapped() {
    PageLockException failure =
        assertThrows(PageLockException.class, () -> linux().lock(-16L * PAGE, 4 * PAGE));
    assertEquals(Reason.NOT_MAPPED, failure.reason());
  }

  @Test
  void noLimitIsUnlimited() {
    libc.softAndHard = -1;
    assertEquals(LimitNumbers.UNLIMITED, LimitNumbers.soft(linux().limits()));
    libc.softAndHard = 65536;
    assertEquals(65536, LimitNumbers.hard(linux().limits()));
  }

  /** The kernel asks for the capability in the initial user namespace only. */
  @Test
  void theCapabilityCountsOnlyInTheInitialUserNamespace(@TempDir Path directory) {
    FixtureRoot root =
        new FixtureRoot(directory)
            .with("/proc/self/status", "VmLck:\t      8 kB\nCapEff:\t0000000000004000\n")
            .with("/proc/self/uid_map", "         0          0 4294967295\n");
    LockLimits initial = new LinuxPageOperations(libc, root.proc()).limits();
    assertTrue(initial.exempt());
    assertEquals(8192, initial.lockedBytes().orElseThrow());
    assertEquals("VmLck", initial.lockedName());
    root.with("/proc/self/uid_map", "         0     100000      65536\n");
    assertFalse(new LinuxPageOperations(libc, root.proc()).limits().exempt());
    root.with("/proc/self/uid_map", "         0          0 4294967295\n")
        .with("/proc/self/status", "VmLck:\t      8 kB\nCapEff:\t0000000000002000\n");
    assertFalse(new LinuxPageOperations(libc, root.proc()).limits().exempt());
  }
}
