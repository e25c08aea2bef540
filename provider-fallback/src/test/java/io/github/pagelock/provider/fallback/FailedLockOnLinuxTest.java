package io.github.pagelock.provider.fallback;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.provider.linux.Smaps;
import io.github.pagelock.provider.linux.TestMappings;
import io.github.pagelock.provider.linux.VmLck;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.PageOperations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The running kernel's failures, told apart without /proc; /proc is the oracle. */
class FailedLockOnLinuxTest {
  private final TestMappings memory = new TestMappings();
  private final PageOperations fallback = new FallbackProvider().open();
  private final long lockedBefore = VmLck.bytes();

  @AfterEach
  void unmap() {
    memory.close();
  }

  private void assertNotMapped(long address, int pages, int unreadable) {
    PageLockException failure =
        assertThrows(PageLockException.class, () -> fallback.lock(address, (long) pages * PAGE));
    assertEquals(Reason.NOT_MAPPED, failure.reason());
    assertEquals("ENOMEM", failure.errnoName());
    String page =
        "0x"
            + Long.toHexString(address + (long) unreadable * PAGE)
            + " (number "
            + unreadable
            + " of "
            + pages;
    assertTrue(failure.toString().contains(page), failure.toString());
    fallback.unlock(address, (long) pages * PAGE);
    assertEquals(lockedBefore, VmLck.bytes());
  }

  @Test
  void itIsAvailableHereAndClaimsNoMoreThanItCan() {
    FallbackProvider provider = new FallbackProvider();
    Availability availability = provider.availability();
    assertTrue(availability.isAvailable(), availability::reason);
    assertFalse(availability.bridge().isEmpty());
    assertEquals("fallback", provider.name());
    assertEquals(10, provider.priority());
    assertEquals("process", fallback.domain());
    assertEquals(
        Set.of(
            Capability.BYTE_BUFFERS,
            Capability.LIMITS,
            Capability.RELOCK_IS_FREE,
            Capability.PROCESS),
        fallback.capabilities());
  }

  @Test
  void windowsAnd32BitsAreRefusedBeforeAnythingIsLoaded() {
    assertEquals(
        "this is Windows 11, which has no mlock", FallbackProvider.unsuitable("Windows 11", "64"));
    assertTrue(FallbackProvider.unsuitable("Linux", "32").contains("64-bit"));
    assertEquals("", FallbackProvider.unsuitable("NetBSD", "64"));
  }

  @Test
  void aHoleIsFound() {
    long address = memory.anonymous(8);
    memory.unmap(address + 5 * PAGE, 1);
    assertNotMapped(address, 8, 5);
  }

  @Test
  void pagesThatMayNotBeReadAreFound() {
    long address = memory.anonymous(8);
    memory.forbid(address + 2 * PAGE, 1);
    assertNotMapped(address, 8, 2);
  }

  @Test
  void theEndOfAFileIsFound(@TempDir Path directory) throws IOException {
    Path file = Files.write(directory.resolve("short"), new byte[3 * PAGE]);
    assertNotMapped(memory.file(file, 6), 6, 3);
  }

  @Test
  void anAddressOutsideOfTheAddressSpaceIsNotMapped() {
    assertNotMapped(-16L * PAGE, 4, 0);
  }

  @Test
  void unlockingGoesOnBeyondManyHoles() {
    long address = memory.anonymous(512);
    fallback.lock(address, 512L * PAGE);
    for (int i = 0; i < 512; i += 7) {
      memory.unmap(address + (long) i * PAGE, 1);
    }
    assertTrue(Smaps.now().lockedBytes(address, 512L * PAGE) > 400L * PAGE);
    fallback.unlock(address, 512L * PAGE);
    assertEquals(0, Smaps.now().lockedBytes(address, 512L * PAGE));
  }
}
