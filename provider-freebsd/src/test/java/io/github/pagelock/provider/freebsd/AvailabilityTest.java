package io.github.pagelock.provider.freebsd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.spi.Availability;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvailabilityTest {
  @Test
  void anotherSystemIsNamedBeforeItsArchitecture() {
    assertEquals(
        Availability.unavailable("this is Linux, and the provider is for FreeBSD"),
        FreeBsdProvider.suitable("Linux", "mips"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"amd64", "x86_64", "aarch64", "arm64"})
  void theArchitecturesWhoseLayoutsAreKnownSuit(String architecture) {
    assertTrue(FreeBsdProvider.suitable("FreeBSD", architecture).isAvailable());
  }

  @ParameterizedTest
  @ValueSource(strings = {"i386", "ppc64le", "riscv64", ""})
  void othersAreNamed(String architecture) {
    Availability availability = FreeBsdProvider.suitable("FreeBSD", architecture);
    assertFalse(availability.isAvailable());
    assertTrue(availability.reason().contains("amd64 and arm64 only"), availability.reason());
  }

  /** On the module path, so that a silent fallback cannot pass. */
  @Test
  @EnabledOnOs(OS.FREEBSD)
  void itIsAvailableOnFreeBsd() {
    Availability availability = new FreeBsdProvider().availability();
    assertTrue(availability.isAvailable(), availability::reason);
  }

  @Test
  @DisabledOnOs(OS.FREEBSD)
  void elsewhereItSaysWhyAndDoesNotOpen() {
    FreeBsdProvider provider = new FreeBsdProvider();
    assertFalse(provider.availability().isAvailable());
    PageLockException refused = assertThrows(PageLockException.class, provider::open);
    assertEquals(Reason.UNSUPPORTED, refused.reason());
  }

  @Test
  void itIsFoundOnTheModulePath() {
    assertTrue(FreeBsdProvider.class.getModule().isNamed());
    assertEquals(1, PageLocker.candidates().size());
    assertEquals("freebsd", PageLocker.candidates().get(0).name());
    assertEquals(100, PageLocker.candidates().get(0).priority());
  }

  @Test
  void aLibraryThatIsNotThereIsAReason() {
    Availability availability = FreeBsdProvider.on(Path.of("/nowhere/libc.so")).availability();
    assertFalse(availability.isAvailable());
    assertTrue(availability.reason().contains("/nowhere/libc.so"), availability.reason());
  }
}
