package io.github.pagelock.it.freebsd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.github.pagelock.tck.Patience;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Another library in the process: a kqueue of its own, and so many requests at any time. */
final class OtherUserOfAio implements AutoCloseable {
  private static final int EVENTS = 32;
  private static final long PATIENCE_MILLIS = Patience.ofThisMachine().toMillis();

  private final SimulatorFixture fixture;
  private final int requests;
  private final int queue;
  private final AtomicBoolean ending = new AtomicBoolean();
  private final Thread thread = new Thread(this::serve, "other user of AIO");
  private final ConcurrentLinkedQueue<Throwable> problems = new ConcurrentLinkedQueue<>();
  private final AtomicLong completions = new AtomicLong();

  OtherUserOfAio(SimulatorFixture fixture, int requests) {
    this.fixture = fixture;
    this.requests = requests;
    this.queue = fixture.simulator.kqueue();
    for (int i = 0; i < requests; i++) {
      Memory block = fixture.block(fixture.page(i), queue, SimulatorFixture.EV_ONESHOT);
      fixture.simulator.aio_mlock(block);
    }
    thread.start();
  }

  long completions() {
    return completions.get();
  }

  private void serve() {
    Memory events = new Memory(EVENTS * SimulatorFixture.EVENT_BYTES);
    int outstanding = requests;
    try {
      while (outstanding > 0) {
        Memory patience = SimulatorFixture.time(PATIENCE_MILLIS);
        int count = fixture.simulator.kevent(queue, null, 0, events, EVENTS, patience);
        assertTrue(count > 0, "a completion was lost");
        for (int i = 0; i < count; i++) {
          Pointer block = events.getPointer(i * SimulatorFixture.EVENT_BYTES);
          assertEquals(0, fixture.simulator.aio_return(block));
          completions.incrementAndGet();
          if (ending.get()) {
            outstanding--;
          } else {
            fixture.simulator.aio_mlock(block);
          }
        }
      }
    } catch (Throwable problem) {
      problems.add(problem);
    }
  }

  /** Lets its requests end, and says whether one was lost or refused. */
  @Override
  public void close() {
    ending.set(true);
    try {
      thread.join(2 * PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    fixture.simulator.close(queue);
    for (int i = 0; i < requests; i++) {
      fixture.simulator.munlock(fixture.page(i), fixture.page);
    }
    assertEquals(List.of(), List.copyOf(problems));
  }
}
