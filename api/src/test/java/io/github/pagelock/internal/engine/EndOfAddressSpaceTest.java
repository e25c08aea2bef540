package io.github.pagelock.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.fake.Call;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.FakeProvider;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a chunk more would lie beyond 2^63. */
class EndOfAddressSpaceTest {
  private final FakeKernel kernel = new FakeKernel();

  @ParameterizedTest
  @ValueSource(longs = {FakeKernel.PAGE, 60 << 10, 200 << 20})
  void bothKindsOfLockSayThatNothingIsMappedThere(long byteCount) throws Exception {
    kernel.setRecording(true);
    MemoryRange range =
        MemoryRange.ofAddress(
            Long.MAX_VALUE - (FakeKernel.PAGE - 1) - byteCount & -FakeKernel.PAGE, byteCount, null);
    try (PageLocker locker = PageLocker.builder().provider(new FakeProvider(kernel)).build()) {
      PageLockException refused = assertThrows(PageLockException.class, () -> locker.lock(range));
      assertEquals(Reason.NOT_MAPPED, refused.reason(), refused::toString);
      PendingLock<LockedRange> pending = locker.lockAsync(range);
      assertTrue(pending.await(Duration.ofSeconds(30)));
      assertEquals(Reason.NOT_MAPPED, pending.failure().orElseThrow().reason(), pending::toString);
    }
    assertEquals(List.of(), kernel.violations());
    for (Call call : kernel.calls()) {
      assertTrue(call.byteCount() <= byteCount, () -> call + " exceeds the range");
    }
  }
}
