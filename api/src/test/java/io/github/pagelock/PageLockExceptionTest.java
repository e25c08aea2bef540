package io.github.pagelock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.LockFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageLockExceptionTest {
  private static final LockLimits LIMITS =
      LimitNumbers.of(65536, LimitNumbers.UNLIMITED, 8192)
          .withExemption(false, "effective CAP_IPC_LOCK");

  private static final Diagnosis SMALL_LIMIT =
      Diagnosis.of(
          Diagnosis.Cause.LIMIT,
          "the limit is too small",
          Cure.of(
              Launcher.UNKNOWN,
              List.of(Remedy.of("run `ulimit -l 1028` first", true), Remedy.of("wait", false)),
              List.of("more RAM: it is not used up", "asking again")));

  @Test
  void theMessageNamesTheCallTheRangeTheErrorTheLimitsAndTheRemedy() {
    PageLockException failure =
        LockFailure.of(SMALL_LIMIT, "mlock", 0x7f00_0000_1000L, 1048576)
            .errno(12, "ENOMEM")
            .limits(LIMITS)
            .build();
    assertEquals(
        "mlock(0x7f0000001000, 1048576 bytes) failed with ENOMEM (errno 12): LIMIT_EXCEEDED: the"
            + " limit is too small; locked already: 8192 bytes, soft limit: 65536 bytes, hard"
            + " limit: unlimited, effective CAP_IPC_LOCK: no. Remedy: run `ulimit -l 1028` first;"
            + " or: wait. Does not help: more RAM: it is not used up; nor does:"
            + " asking again",
        failure.getMessage());
    assertEquals(Reason.LIMIT_EXCEEDED, failure.reason());
    assertEquals(SMALL_LIMIT, failure.diagnosis().orElseThrow());
    assertEquals("run `ulimit -l 1028` first", failure.remedy().orElseThrow().text());
    assertEquals("mlock", failure.operation());
    assertEquals(0x7f00_0000_1000L, failure.address());
    assertEquals(1048576, failure.byteCount());
    assertEquals(12, failure.errno());
    assertEquals("ENOMEM", failure.errnoName());
    assertEquals(LIMITS, failure.limits().orElseThrow());
  }

  @Test
  void whatTheKernelWasNotAskedIsRefused() {
    PageLockException failure = LockFailure.of(Reason.UNSUPPORTED, "verify", 0, 0).build();
    assertEquals("verify refused: UNSUPPORTED.", failure.getMessage());
    assertEquals(0, failure.errno());
    assertTrue(failure.limits().isEmpty());
    assertTrue(failure.remedy().isEmpty());
  }

  @Test
  void whatToDoDoesNotSayWhetherATestTriedIt() {
    assertEquals("restart it", Remedy.of("restart it", false).toString());
    assertEquals("restart it", Remedy.of("restart it", true).toString());
  }

  @Test
  void aLimitBindsOnlyIfItIsKnownFiniteAndTheProcessIsNotExempt() {
    assertTrue(LIMITS.binds());
    assertFalse(LimitNumbers.of(65536, 65536, 0).withExemption(true, "").binds());
    assertFalse(LimitNumbers.of(LimitNumbers.UNLIMITED, 65536, 0).binds());
    assertFalse(LockLimits.ALL_UNKNOWN.binds());
    assertEquals(
        "locked already: unknown, soft limit: unknown, hard limit: unknown",
        LockLimits.ALL_UNKNOWN.toString());
  }
}
