package io.github.pagelock.provider.freebsd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pagelock.provider.freebsd.ControlBlocks.Slot;
import io.github.pagelock.provider.freebsd.FakeAio.Injected;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which request an event is of. */
class ControlBlocksTest {
  private final QueueHarness harness = new QueueHarness();
  private final ControlBlocks blocks = new ControlBlocks(harness.kernel);

  private AioRequest request() {
    EndFailures ends =
        new EndFailures(
            QueueHarness.lockFailures(harness.kernel),
            new AioSettings(1 << 20, 256, 1024, 32, 1, 1));
    AioEnd end = new AioEnd(ends.withoutMemory(0, 0));
    return new AioRequest(harness.queue, 0, 0, (failure, nanos) -> {}, end);
  }

  @Test
  void eachEventIsOfTheRequestThatUsesItsBlock() {
    List<AioRequest> requests = new ArrayList<>();
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      requests.add(request());
      slots.add(blocks.take(requests.get(i)));
    }
    for (int i = 0; i < 100; i++) {
      Slot slot = slots.get(i);
      assertSame(requests.get(i), blocks.userOf(slot.block.address(), slot.number()));
    }
    assertEquals(100, blocks.inUse());
  }

  @Test
  void anEventOfAnEarlierUseIsOfNobody() {
    Slot slot = blocks.take(request());
    long earlier = slot.number();
    blocks.giveBack(slot);
    assertNull(blocks.userOf(slot.block.address(), earlier));

    AioRequest next = request();
    assertSame(slot, blocks.take(next));
    assertNotEquals(earlier, slot.number());
    assertNull(blocks.userOf(slot.block.address(), earlier));
    assertSame(next, blocks.userOf(slot.block.address(), slot.number()));
  }

  @Test
  void anEventOfSomebodyElseIsOfNobody() {
    Slot slot = blocks.take(request());
    assertNull(blocks.userOf(slot.block.address() + 160, slot.number()));
    for (long number : new long[] {0, 1, 17, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertNull(blocks.userOf(slot.block.address(), number));
    }
  }

  @Test
  void whatThereIsNoMemoryForChangesNothing() {
    Slot slot = blocks.take(request());
    harness.kernel.fault = FakeAio.throwsAt("addressOf", false, 1, () -> new Injected("a test's"));
    assertThrows(Injected.class, () -> blocks.take(request()));
    assertEquals(1, blocks.inUse());
    assertEquals(1, blocks.count());
    blocks.clear(); // nothing, as one is in use
    blocks.giveBack(slot);
    assertSame(slot, blocks.take(request()));
    blocks.giveBack(slot);
    blocks.clear();
    assertEquals(0, blocks.count());
  }
}
