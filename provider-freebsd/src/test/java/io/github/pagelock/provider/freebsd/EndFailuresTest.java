package io.github.pagelock.provider.freebsd;

import static io.github.pagelock.provider.freebsd.QueueHarness.awaitTold;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.provider.freebsd.FakeAio.Injected;
import io.github.pagelock.provider.freebsd.QueueHarness.Told;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a listener is told where the reason cannot be found out any more. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndFailuresTest {
  private static final AioSettings SETTINGS = new AioSettings(1 << 20, 256, 1024, 32, 1, 1);

  /** Its map, which explains an ENOMEM, cannot be read. */
  private static final class Unexplained extends FakeFreeBsd {
    final Error thrown = new Injected("a test's");

    Unexplained() {
      super(1);
    }

    @Override
    public int sysctl(int[] name, byte @Nullable [] value, long[] byteCount) {
      throw thrown;
    }
  }

  private final Unexplained explaining = new Unexplained();

  private static Told failed(EndFailures failures) throws InterruptedException {
    QueueHarness harness = new QueueHarness(QueueHarness.PATIENCE, failures);
    harness.kernel.endsWith(FreeBsd.ENOMEM);
    harness.kernel.hold(false);
    Told first = harness.submit();
    Told second = harness.submit();
    harness.kernel.letGo();
    harness.assertAllToldOnce(List.of(first, second));
    awaitTold(first, second);
    assertEquals(List.of(), List.copyOf(harness.reported));
    return second;
  }

  @Test
  void whereTheKernelCannotBeAskedTheErrnoIsToldAllTheSame() throws Exception {
    PageLockException failure =
        failed(new EndFailures(QueueHarness.lockFailures(explaining), SETTINGS)).failure();
    assertEquals(Reason.OTHER, failure.reason());
    assertEquals(FreeBsd.ENOMEM, failure.errno());
    assertEquals("ENOMEM", failure.errnoName());
    assertEquals("aio_mlock", failure.operation());
    assertEquals(FakeFreeBsd.page(1), failure.address());
    assertSame(explaining.thrown, failure.getCause());
  }

  @Test
  void withoutAnyMemoryItIsTheOneThatWasMadeAtFirst() throws Exception {
    EndFailures failures =
        new EndFailures(QueueHarness.lockFailures(explaining), SETTINGS) {
          @Override
          PageLockException plain(AioRequest ended, Throwable unexplained) {
            throw new Injected("a test's");
          }
        };
    PageLockException failure = failed(failures).failure();
    assertEquals(Reason.OTHER, failure.reason());
    assertEquals(FakeFreeBsd.page(1), failure.address());
    assertEquals(FakeFreeBsd.PAGE, failure.byteCount());
    assertTrue(failure.toString().contains("no memory to say why"), failure::toString);
  }
}
