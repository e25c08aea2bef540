package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** L2: arguments that can never be locked. */
interface ArgumentRules extends Rules {
  /**
   * A heap buffer is refused, and the message says why. When it fails, look for a temporary direct
   * copy: locking it locks a copy.
   */
  @Test
  default void required_L02_heapBufferIsRefusedWithTheReason() {
    String message = refused(() -> bench().locker().lock(ByteBuffer.allocate(100)));
    assertTrue(message.toLowerCase(Locale.ROOT).contains("heap"), message);
  }

  /** A best-effort locker refuses it as well: look for a policy that catches too much. */
  @Test
  default void required_L02_heapBufferIsRefusedUnderBestEffortToo() {
    PageLocker locker = bench().locker(settings -> settings.policy(LockPolicy.BEST_EFFORT));
    refused(() -> locker.lock(ByteBuffer.allocate(100)));
  }

  /** A buffer without remaining bytes is refused: look for a lock of the page it points to. */
  @Test
  default void required_L02_emptyBufferIsRefused() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    refused(() -> bench().locker().lock(buffer.position(100)));
  }

  /** Zero and negative lengths are refused: look for a length that is taken as unsigned. */
  @Test
  default void required_L02_zeroAndNegativeLengthsAreRefused() {
    TestRegion region = bench().region(1);
    refused(() -> lock(region.address(), 0));
    refused(() -> lock(region.address(), -1));
    refused(() -> lock(region.address(), Long.MIN_VALUE));
  }

  /**
   * A range that passes the end of the address space is refused, also if only its rounding does:
   * look for an overflow in the rounding.
   */
  @Test
  default void required_L02_rangeBeyondTheAddressSpaceIsRefused() {
    refused(() -> lock(-100, 200));
    refused(() -> lock(bench().pageSize() + 1L, Long.MAX_VALUE));
    refused(() -> lock(Long.MAX_VALUE, Long.MAX_VALUE));
  }

  /** Null is refused before anything is done: look for a mode that is taken for another. */
  @Test
  @SuppressWarnings("NullAway") // that is what it is about
  default void required_L02_nullIsRefusedAtOnce() {
    PageLocker locker = bench().locker();
    MemoryRange range = bench().region(1).range();
    assertThrows(NullPointerException.class, () -> locker.lock(range, null));
    assertThrows(NullPointerException.class, () -> locker.lock(null, LockMode.PLAIN));
    assertThrows(NullPointerException.class, () -> locker.lockAsync(range, (LockMode) null));
    assertThrows(
        NullPointerException.class, () -> locker.lockAsync((MemoryRange) null, LockMode.PLAIN));
    assertThrows(NullPointerException.class, () -> locker.lockAllAsync(List.of(range), null));
    assertThrows(
        NullPointerException.class,
        () -> locker.lockAllAsync(Arrays.asList(range, null), LockMode.PLAIN));
    assertEquals(0, bench().recorder().calls().size(), "calls to the kernel");
  }

  private void lock(long address, long byteCount) {
    bench().locker().lock(MemoryRange.ofAddress(address, byteCount, null)).close();
  }

  private String refused(Runnable lock) {
    IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, lock::run);
    assertEquals(0, bench().recorder().calls().size(), "calls to the kernel");
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.length() > 10, () -> "the message does not say why: " + message);
    return message;
  }
}
