package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pagelock.Capability;
import java.util.EnumSet;
import org.junit.jupiter.api.AfterEach;

/** The engine over a queue of the operating system's, where relocking is charged, as on FreeBSD. */
class QueuedFakeConformanceTest extends FakeConformance {
  QueuedFakeConformanceTest() {
    kernel.setCapabilities(
        EnumSet.complementOf(EnumSet.of(Capability.RELOCK_IS_FREE, Capability.ON_FAULT)));
  }

  @AfterEach
  void nothingIsLeftInTheQueue() {
    bench().recorder().faults().clear();
    bench().requests().close();
    assertEquals(0, kernel.queued());
  }
}
