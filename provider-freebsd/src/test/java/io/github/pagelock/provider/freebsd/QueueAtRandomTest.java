package io.github.pagelock.provider.freebsd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.pagelock.provider.freebsd.FakeAio.Injected;
import io.github.pagelock.provider.freebsd.QueueHarness.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any call may throw, before or after it has done its work, and so may any listener. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class QueueAtRandomTest {
  private static final int ROUNDS = 400;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whoeverThrowsEverybodyIsToldOnce(long seed) throws Exception {
    Random random = new Random(seed);
    QueueHarness harness = new QueueHarness();
    FakeAio kernel = harness.kernel;
    Thread.currentThread().setUncaughtExceptionHandler((t, e) -> harness.reported.add(e));
    Random ofCalls = new Random(seed);
    kernel.fault =
        (call, done) -> {
          synchronized (ofCalls) {
            if (ofCalls.nextInt(12) == 0) {
              throw new Injected("of " + call);
            }
          }
        };
    List<Told> told = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      harness.noThreads = random.nextInt(10) == 0;
      kernel.noKqueue(random.nextInt(10) == 0 ? 24 : 0);
      kernel.roomFor(random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(20));
      kernel.endsWith(random.nextInt(4) == 0 ? FreeBsd.EPERM : 0);
      if (random.nextInt(5) == 0) {
        kernel.hold(random.nextBoolean());
      } else {
        kernel.letGo();
      }
      if (random.nextInt(20) == 0) {
        kernel.closedBySomebodyElse(harness.queue.reaper().kqueue());
      }
      boolean throwing = random.nextInt(8) == 0;
      told.add(harness.submit(() -> throwing ? new AssertionError("a listener's") : null));
      if (random.nextInt(4) == 0) {
        try {
          told.get(random.nextInt(told.size())).request().cancel();
        } catch (Injected ofTheCall) {
          // Tried, and told by its end.
        }
      }
    }
    kernel.fault = FakeAio.NONE;
    kernel.roomFor(256);
    kernel.noKqueue(0);
    kernel.letGo();
    harness.assertAllToldOnce(told);
    assertEquals(ROUNDS, told.size());
    assertFalse(harness.reported.isEmpty());
  }
}
