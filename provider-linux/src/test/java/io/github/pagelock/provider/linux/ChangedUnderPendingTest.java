package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.Populator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A mapping that changes between the look at it and the populating of it. */
class ChangedUnderPendingTest {
  private static final long BYTES = 16 << 20;
  private static final int PAGES = (int) (BYTES / PAGE);

  private final TestMappings memory = new TestMappings();
  private final PageOperations linux = new LinuxProvider().open();
  private final long address = memory.anonymous(PAGES);
  private final Populator populator = linux.populator(address, BYTES).orElseThrow();

  @AfterEach
  void unmap() {
    memory.close();
  }

  private PageLockException failure() {
    return assertThrows(PageLockException.class, () -> populator.populate(address, BYTES));
  }

  private long residentPages() {
    return linux.residency(address, BYTES).residentPages().orElseThrow();
  }

  @Test
  void pagesThatMayNotBeAccessedAnyMoreAreNamed() {
    memory.forbid(address + 100 * PAGE, 1);
    PageLockException failure = failure();
    assertEquals(Reason.NOT_MAPPED, failure.reason());
    assertEquals(Cause.NO_ACCESS, failure.diagnosis().orElseThrow().cause());
    assertEquals(Linux.EINVAL, failure.errno());
    assertTrue(failure.toString().contains("(number 100 of " + PAGES), failure.toString());
  }

  @Test
  void pagesThatAreGoneAreNamed() {
    memory.unmap(address + 100 * PAGE, 1);
    PageLockException failure = failure();
    assertEquals(Reason.NOT_MAPPED, failure.reason());
    assertEquals(Cause.HOLE, failure.diagnosis().orElseThrow().cause());
    assertEquals(Linux.ENOMEM, failure.errno());
  }

  @Test
  void whatMayOnlyBeReadNowIsPopulatedByReading() {
    RawLibC.mprotect(address + 100 * PAGE, PAGE, RawLibC.PROT_READ);
    populator.populate(address, BYTES);
    assertEquals(PAGES, residentPages());
  }
}
