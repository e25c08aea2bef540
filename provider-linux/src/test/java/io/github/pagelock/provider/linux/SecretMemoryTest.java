package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory of memfd_secret is locked by nature. */
class SecretMemoryTest {
  private static final int PAGES = 8;

  /** asm-generic/unistd.h, the same on x86-64 and aarch64. */
  private static final long MEMFD_SECRET = 447;

  private final PageLocker locker = PageLocker.builder().provider(new LinuxProvider()).build();
  private long address;
  private MemoryRange range;

  @BeforeEach
  void map() {
    int fd = (int) RawLibC.syscall(MEMFD_SECRET, 0);
    assumeTrue(fd >= 0, "memfd_secret needs Linux 5.14, with secretmem enabled");
    assertEquals(0, RawLibC.ftruncate(fd, PAGES * PAGE));
    int both = RawLibC.PROT_READ | RawLibC.PROT_WRITE;
    address = RawLibC.mmap(0, PAGES * PAGE, both, RawLibC.MAP_SHARED, fd, 0);
    RawLibC.close(fd);
    assertTrue(address != -1);
    range = MemoryRange.ofAddress(address, PAGES * PAGE, null);
  }

  @AfterEach
  void unmap() {
    if (address != 0) {
      RawLibC.munmap(address, PAGES * PAGE);
    }
    locker.close();
  }

  @Test
  void whatIsInRamIsLockedWithoutACallThatSucceeds() throws Exception {
    TestMappings.touch(address, PAGES);
    long before = VmLck.bytes();
    assertEquals(Cause.NONE, locker.diagnose(range).cause());
    try (LockedRange locked = locker.lock(range)) {
      assertEquals(KernelState.LOCKED, locked.verify());
    }
    PendingLock<LockedRange> pending = locker.lockAsync(range);
    assertTrue(pending.await(Duration.ofSeconds(60)));
    assertEquals(PendingLock.State.LOCKED, pending.state());
    pending.result().close();
    assertEquals(before, VmLck.bytes());
    assertTrue(Smaps.now().at(address).isLocked(), "close() takes nothing from it");
  }

  @Test
  void lockedFromTheFirstTouchOnItIsAlways() {
    try (LockedRange locked = locker.lock(range, LockMode.ON_FAULT)) {
      assertTrue(locked.isLocked());
      TestMappings.touch(address, PAGES);
      assertEquals(KernelState.LOCKED, locked.verify());
    }
  }

  @Test
  void untouchedPagesAreSaidToBeSecretNotBeyondAFile() {
    TestMappings.touch(address, 3);
    PageLockException failure = assertThrows(PageLockException.class, () -> locker.lock(range));
    assertEquals(Cause.SECRET_MEMORY, failure.diagnosis().orElseThrow().cause());
    assertEquals(PageLockException.Reason.UNSUPPORTED, failure.reason());
    assertEquals(Cause.SECRET_MEMORY, locker.diagnose(range).cause());
    String text = failure.toString();
    assertTrue(text.contains("(number 3 of 8") && text.contains("locked by nature"), text);
    assertFalse(text.contains("beyond"), text);
    assertTrue(failure.remedy().orElseThrow().text().contains("touch each page of it"), text);
    TestMappings.touch(address, PAGES);
    locker.lock(range).close();
  }
}
