package io.github.pagelock.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.FakeProvider;
import io.github.pagelock.internal.kernel.ChunkSizer;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.RangeAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What best effort does for the pages of a buffer, and that it ends whatever is missing (L10). */
@Timeout(60)
class ToucherTest {
  private static final long CHUNK = ChunkSizer.LARGEST_UNTOUCHED;

  private final FakeKernel kernel = new FakeKernel();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(20 << 20);
  private final MemoryRange range = MemoryRange.of(buffer);
  private final PageLockException failure =
      LockFailure.of(Reason.LIMIT_EXCEEDED, "mlock", 0, 0).build();
  private final List<Pages> broughtIn = Collections.synchronizedList(new ArrayList<>());

  /** A kernel that can be asked to make pages resident. */
  private final ForwardingOperations asking =
      new ForwardingOperations(kernel) {
        @Override
        public boolean bringIn(long address, long byteCount) {
          broughtIn.add(new Pages(address, address + byteCount));
          return true;
        }
      };

  private Pages pages() {
    return Pages.covering(
        RangeAddress.of(range, kernel::addressOf), range.byteCount(), kernel.pageSize());
  }

  /** Starts so many threads, and then fails as a process does that may have no more. */
  private static Consumer<Thread> threads(int count) {
    AtomicInteger left = new AtomicInteger(count);
    return thread -> {
      if (left.getAndDecrement() <= 0) {
        throw new OutOfMemoryError("unable to create native thread");
      }
      thread.start();
    };
  }

  private void assertSuppressed(Class<?>... expected) {
    assertEquals(
        List.of(expected), Arrays.stream(failure.getSuppressed()).map(Object::getClass).toList());
  }

  /** With a sleep for each chunk it would take an hour. */
  @Test
  void anAddressIsNeitherTouchedNorSleptFor() throws Exception {
    MemoryRange address = MemoryRange.ofAddress(kernel.pageSize(), 1L << 50, null);
    Pages pages = Pages.covering(kernel.pageSize(), 1L << 50, kernel.pageSize());
    // On another thread, because no timeout interrupts such a sleep.
    EngineFixture.get(
        EngineFixture.asyncRun(
            () -> new Toucher(address, asking, failure, threads(0)).touch(pages)));
    assertEquals(List.of(), broughtIn);
  }

  @Test
  void theKernelIsAskedByChunksAndNoThreadIsNeeded() {
    new Toucher(range, asking, failure, threads(0)).touch(pages());
    long at = pages().start();
    for (Pages chunk : broughtIn) {
      assertEquals(at, chunk.start());
      assertTrue(chunk.byteCount() <= CHUNK, chunk::toString);
      at = chunk.end();
    }
    assertEquals(pages().end(), at);
    assertSuppressed();
  }

  @Test
  void anAddressIsNotBroughtInEither() {
    MemoryRange address = MemoryRange.ofAddress(pages().start(), kernel.pageSize(), buffer);
    new Toucher(address, asking, failure, threads(2)).touch(pages());
    assertEquals(List.of(), broughtIn);
  }

  @Test
  void whereTheKernelCannotBeAskedTheBufferIsRead() {
    new Toucher(range, kernel, failure, threads(1)).touch(pages());
    assertSuppressed();
  }

  @Test
  void withoutAThreadNothingIsReadAndTheFailureSaysSo() {
    new Toucher(range, kernel, failure, threads(0)).touch(pages());
    assertSuppressed(OutOfMemoryError.class);
    new Toucher(range, kernel, failure, threads(0)).touch(pages());
    assertSuppressed(OutOfMemoryError.class);
  }

  @Test
  void readingAsynchronouslyEndsOnceHoweverManyThreadsThereAre() throws Exception {
    for (int threads = 0; threads < 3; threads++) {
      CountDownLatch ended = new CountDownLatch(1);
      AtomicInteger ends = new AtomicInteger();
      new Toucher(range, kernel, failure, threads(threads))
          .readAsync(
              pages(),
              () -> {
                ends.incrementAndGet();
                ended.countDown();
              });
      assertTrue(ended.await(30, TimeUnit.SECONDS), threads + " threads");
      assertEquals(1, ends.get());
    }
    assertSuppressed(OutOfMemoryError.class);
  }

  @Test
  void aProviderThatThrowsLeavesTheReadingToTheBuffer() {
    ForwardingOperations throwing =
        new ForwardingOperations(kernel) {
          @Override
          public boolean bringIn(long address, long byteCount) {
            throw new IllegalStateException("no");
          }
        };
    new Toucher(range, throwing, failure, threads(1)).touch(pages());
    assertSuppressed(IllegalStateException.class);
  }

  @Test
  void onFaultRangesAreNotTouched() throws Exception {
    try (PageLocker locker =
        PageLocker.builder()
            .provider(new FakeProvider(asking))
            .policy(LockPolicy.BEST_EFFORT)
            .build()) {
      kernel.failLockAfter(0, FakeKernel.EAGAIN, Reason.TRY_AGAIN, 0);
      LockedRange handle = locker.lock(range, LockMode.ON_FAULT);
      assertTrue(handle.degradation().isPresent());
      kernel.failLockAfter(0, FakeKernel.EAGAIN, Reason.TRY_AGAIN, 0);
      PendingLock<LockedRange> pending = locker.lockAsync(range, LockMode.ON_FAULT);
      assertTrue(pending.await(Duration.ofSeconds(30)));
      assertTrue(pending.result().degradation().isPresent());
      assertEquals(List.of(), broughtIn);
      kernel.failLockAfter(0, FakeKernel.EAGAIN, Reason.TRY_AGAIN, 0);
      locker.lock(range, LockMode.PLAIN).close();
      long sync = broughtIn.stream().mapToLong(Pages::byteCount).sum();
      assertEquals(pages().byteCount(), sync);
      kernel.failLockAfter(0, FakeKernel.EAGAIN, Reason.TRY_AGAIN, 0);
      assertTrue(locker.lockAsync(range, LockMode.PLAIN).await(Duration.ofSeconds(30)));
      assertEquals(2 * sync, broughtIn.stream().mapToLong(Pages::byteCount).sum());
    }
  }
}
