package io.github.pagelock.provider.freebsd;

import static io.github.pagelock.provider.freebsd.FakeFreeBsd.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.ProcessLocking;
import org.junit.jupiter.api.Test;

/** mlockall by FreeBSD's own source; the kit runs on the simulator. */
class WholeProcessTest {
  private final FakeFreeBsd kernel = new FakeFreeBsd(16);

  private ProcessLocking process() {
    return kernel.operations().process().orElseThrow();
  }

  @Test
  void theFlagsAreThoseOfFreeBsd() {
    process().lockAll(true, false);
    assertEquals(16, kernel.wired.size());
    assertFalse(kernel.future);
    process().unlockAll();
    assertEquals(0, kernel.wired.size());
    process().lockAll(false, true);
    assertTrue(kernel.future);
    assertEquals(0, kernel.wired.size());
    process().unlockAll();
    assertFalse(kernel.future);
  }

  @Test
  void theAddressSpaceIsWhatTheLimitIsComparedWith() {
    assertEquals(16L * PAGE, process().mappedBytes());
    kernel.soft = 15L * PAGE;
    ProcessLocking process = process();
    kernel.mlockallErrno = FreeBsd.ENOMEM;
    PageLockException refused =
        assertThrows(PageLockException.class, () -> process.lockAll(true, false));
    assertEquals(Reason.LIMIT_EXCEEDED, refused.reason());
    assertTrue(refused.getMessage().contains(PAGE + " bytes too low"), refused.getMessage());
  }

  @Test
  void withoutThePrivilegeItIsRefusedWhenItIsAskedFor() {
    kernel.mlockallErrno = FreeBsd.EPERM;
    assertTrue(kernel.operations().capabilities().contains(Capability.PROCESS));
    PageLockException refused =
        assertThrows(PageLockException.class, () -> process().lockAll(true, false));
    assertEquals(Reason.NOT_PERMITTED, refused.reason());
    kernel.munlockErrno = FreeBsd.EPERM;
    assertEquals(
        Reason.UNLOCK_FAILED,
        assertThrows(PageLockException.class, () -> process().unlockAll()).reason());
  }

  @Test
  void withoutTheCallItIsMissing() {
    kernel.mlockallErrno = FreeBsd.ENOSYS;
    assertFalse(kernel.operations().capabilities().contains(Capability.PROCESS));
    assertTrue(kernel.operations().process().isEmpty());
  }
}
