package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.LockLimits;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import java.nio.file.Path;
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
    assertTrue(failure.limits().isPresent());
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
  void aKernelWithoutMlock2LacksTheCapability() {
    libc.mlock2 = Linux.ENOSYS;
    LinuxPageOperations linux = linux();
    assertFalse(linux.capabilities().contains(Capability.ON_FAULT));
    PageLockException failure =
        assertThrows(PageLockException.class, () -> linux.lockOnFault(address, PAGE));
    assertEquals(Reason.UNSUPPORTED, failure.reason());
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
    assertEquals(LockLimits.UNLIMITED, linux().limits().softBytes());
    libc.softAndHard = 65536;
    assertEquals(65536, linux().limits().hardBytes());
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
    assertEquals(8192, initial.lockedBytes());
    root.with("/proc/self/uid_map", "         0     100000      65536\n");
    assertFalse(new LinuxPageOperations(libc, root.proc()).limits().exempt());
    root.with("/proc/self/uid_map", "         0          0 4294967295\n")
        .with("/proc/self/status", "VmLck:\t      8 kB\nCapEff:\t0000000000002000\n");
    assertFalse(new LinuxPageOperations(libc, root.proc()).limits().exempt());
  }
}
