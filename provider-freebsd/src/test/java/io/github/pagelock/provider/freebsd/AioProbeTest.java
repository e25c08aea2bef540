package io.github.pagelock.provider.freebsd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.provider.freebsd.AioProbe.Answer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether AIO works here is decided by the kernel, not by the moment, nor by an interrupt. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AioProbeTest {
  private static final AioSettings SETTINGS = new AioSettings(1 << 20, 256, 1024, 32, 1, 1);
  private final FakeAio kernel = new FakeAio();

  @AfterEach
  void nothingIsLeftInTheKernel() {
    assertEquals(0, kernel.unreturned());
    assertEquals(0, kernel.kqueues());
    assertFalse(Thread.interrupted());
  }

  private Answer ask() {
    return new AioProbe(kernel, SETTINGS, FakeFreeBsd.PAGE).ask();
  }

  /** Full at first, and for as long as it is sure to be waited for. */
  private void isFullForAMoment() {
    AtomicInteger asked = new AtomicInteger();
    long began = System.nanoTime();
    kernel.roomFor(0);
    kernel.fault =
        (call, done) -> {
          if (call.equals("aio_mlock") && asked.incrementAndGet() > 2) {
            boolean waited = System.nanoTime() - began > 8_000_000; // two waits of 5 ms
            kernel.roomFor(waited ? 256 : 0);
          }
        };
  }

  @Test
  void whatWorksWorks() {
    assertEquals(Answer.WORKS, ask());
  }

  @Test
  void aQueueThatIsFullForAMomentIsWaitedFor() {
    isFullForAMoment();
    assertEquals(Answer.WORKS, ask());
  }

  @Test
  void anInterruptedThreadWaitsForItTooAndStaysInterrupted() {
    isFullForAMoment();
    Thread.currentThread().interrupt();
    assertEquals(Answer.WORKS, ask());
    assertTrue(Thread.interrupted());
  }

  @Test
  void aSleepOfAnInterruptedThreadIsAsLong() {
    long began = System.nanoTime();
    Thread.currentThread().interrupt();
    Uninterrupted.sleep(20);
    assertTrue(System.nanoTime() - began >= 20_000_000);
    assertTrue(Thread.interrupted());
  }

  @Test
  void aQueueThatOthersHoldIsNotHadNow() {
    kernel.roomFor(0);
    assertEquals(Answer.NOT_NOW, ask());
  }

  @ParameterizedTest
  @ValueSource(ints = {24, 23, FreeBsd.ENOMEM})
  void withoutADescriptorItIsNotHadNow(int errno) {
    kernel.noKqueue(errno);
    assertEquals(Answer.NOT_NOW, ask());
  }

  @Test
  void whatStandsStillIsNotHadNow() {
    kernel.hold(true);
    assertEquals(Answer.NOT_NOW, ask());
  }

  @Test
  void withoutAioInTheKernelItIsNeverHad() {
    AioSettings none = new AioSettings(1 << 20, 0, 0, 1, 1, 1);
    assertEquals(Answer.NEVER, new AioProbe(kernel, none, FakeFreeBsd.PAGE).ask());
    assertEquals(Answer.NEVER, new AioProbe(new FakeFreeBsd(1), SETTINGS, FakeFreeBsd.PAGE).ask());
  }

  @Test
  void aNoOfTheMomentIsNotKeptForTheProcess() {
    kernel.numbers.put("vfs.aio.max_aio_queue_per_proc", 256L);
    kernel.numbers.put("vfs.aio.max_aio_queue", 1024L);
    OpenedOnce opened = new OpenedOnce(() -> new FreeBsdPageOperations(kernel));
    kernel.noKqueue(24);
    FreeBsdPageOperations without = opened.get();
    assertTrue(without.queue().isEmpty());
    kernel.noKqueue(0);
    FreeBsdPageOperations with = opened.get();
    assertTrue(with.queue().isPresent());
    assertNotSame(without, with);
    assertSame(with, opened.get());
  }
}
