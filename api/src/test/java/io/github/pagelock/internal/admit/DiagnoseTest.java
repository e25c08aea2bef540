package io.github.pagelock.internal.admit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.fake.Call;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.FakeProvider;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What a locker says would make a lock fail, without trying. */
class DiagnoseTest {
  private static final long MIB = 1 << 20;
  private final FakeKernel kernel = new FakeKernel((int) MIB);
  private final long base = kernel.map(400);
  private final PageLocker locker = PageLocker.builder().provider(new FakeProvider(kernel)).build();

  private MemoryRange range(int pages) {
    return MemoryRange.ofAddress(base, pages * MIB, null);
  }

  /** As the lock itself says it. */
  private Diagnosis diagnosis(int pages) {
    Diagnosis foreseen = locker.diagnose(range(pages));
    assertEquals(0, kernel.callCount(Call.Kind.LOCK));
    PageLockException failure =
        assertThrows(PageLockException.class, () -> locker.lock(range(pages)).close());
    assertEquals(failure.diagnosis().orElseThrow(), foreseen);
    assertEquals(failure.reason(), foreseen.cause().reason());
    return foreseen;
  }

  @Test
  void whatCanBeLockedHasNoProblem() {
    Diagnosis none = locker.diagnose(range(4));
    assertEquals(Cause.NONE, none.cause());
    assertFalse(none.isProblem());
    assertFalse(locker.diagnose(4 * MIB).isProblem());
    assertEquals(0, kernel.lockedBytes());
  }

  @Test
  void theLimitIsFoundForARangeAndForAnAmount() {
    kernel.setLockLimit(10 * MIB);
    kernel.lock(base + 100 * MIB, 4 * MIB);
    long calls = kernel.callCount(Call.Kind.LOCK);
    Diagnosis ofRange = locker.diagnose(range(7));
    assertEquals(Cause.LIMIT, ofRange.cause());
    assertEquals(
        "it adds 7340032 bytes to what is locked or being locked, 11534336 bytes in all (4194304 of"
            + " them locked by something else in the process than Pagelock), and the limit on"
            + " locked memory is 10485760 bytes",
        ofRange.explanation());
    assertTrue(ofRange.cure().best().orElseThrow().text().contains("11534336"));
    assertEquals(ofRange, locker.diagnose(6 * MIB + 1), "rounded up to pages");
    assertFalse(locker.diagnose(6 * MIB).isProblem());
    assertEquals(calls, kernel.callCount(Call.Kind.LOCK));
  }

  @Test
  void ofARangeOnlyWhatNobodyHoldsCounts() {
    kernel.setLockLimit(10 * MIB);
    locker.lock(range(6));
    assertFalse(locker.diagnose(range(10)).isProblem());
    assertTrue(locker.diagnose(range(11)).isProblem());
    assertTrue(locker.diagnose(5 * MIB).isProblem(), "other memory");
  }

  @Test
  void aLimitOfNothingIsACauseOfItsOwn() {
    kernel.setLockLimit(0);
    assertEquals(Cause.LIMIT_ZERO, diagnosis(1).cause());
  }

  @Test
  void theRoomForMappingsIsACause() {
    kernel.setMappings(1000, 1000);
    assertEquals(Cause.MAPPINGS, diagnosis(1).cause());
    assertEquals(Cause.MAPPINGS, locker.diagnose(1).cause());
  }

  @Test
  void theMemoryThatIsLeftIsACause() {
    kernel.setAvailableBytes(100 * MIB);
    assertEquals(Cause.MEMORY, diagnosis(96).cause());
    assertEquals(Cause.MEMORY, locker.diagnose(96 * MIB).cause());
    kernel.touch(base, 90 * MIB);
    assertFalse(locker.diagnose(range(96)).isProblem(), "most of it is resident");
  }

  @Test
  void whoAllowsOvercommitIsNotWarnedOfIt() {
    kernel.setAvailableBytes(MIB);
    PageLocker daring =
        PageLocker.builder().provider(new FakeProvider(kernel)).allowOvercommit(true).build();
    assertFalse(daring.diagnose(range(96)).isProblem());
  }

  @Test
  void anAmountBeyondAnyMemoryIsTooMuch() {
    kernel.setAvailableBytes(100 * MIB);
    assertEquals(Cause.MEMORY, locker.diagnose(1L << 62).cause());
  }

  @Test
  void anAmountOfNothingIsNoQuestion() {
    assertThrows(IllegalArgumentException.class, () -> locker.diagnose(0));
    assertThrows(IllegalArgumentException.class, () -> locker.diagnose(-1));
    assertThrows(IllegalArgumentException.class, () -> locker.diagnose(Long.MAX_VALUE));
  }

  @Test
  void withoutAProviderThatIsTheCause() {
    PageLocker none =
        PageLocker.builder().provider("nosuch").policy(LockPolicy.BEST_EFFORT).build();
    for (Diagnosis diagnosis :
        new Diagnosis[] {
          none.diagnose(1), none.diagnose(MemoryRange.of(ByteBuffer.allocateDirect(1)))
        }) {
      assertEquals(Cause.NO_PROVIDER, diagnosis.cause());
      assertTrue(diagnosis.explanation().contains("nosuch"), diagnosis.explanation());
    }
  }
}
