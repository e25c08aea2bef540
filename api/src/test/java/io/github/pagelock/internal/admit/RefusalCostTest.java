package io.github.pagelock.internal.admit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Cure;
import io.github.pagelock.Launcher;
import io.github.pagelock.LockLimits;
import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.Remedy;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.internal.book.Ledger;
import io.github.pagelock.internal.engine.TestEngine;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.MemoryRoom;
import io.github.pagelock.spi.PageOperations;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a refusal asks the kernel for, and what it says however late it is asked. */
class RefusalCostTest {
  private static final int PAGE = FakeKernel.PAGE;
  private static final int REFUSALS = 100;

  private final FakeKernel kernel = new FakeKernel(PAGE);
  private final long base = kernel.map(200);
  private final Asked asked = new Asked(kernel);
  private final Ledger ledger = new Ledger();
  private final TestEngine engine = new TestEngine(asked, ledger);

  /** Counts questions; its cures name the limit of the moment of the failure. */
  private static final class Asked extends ForwardingOperations {
    private int limits;
    private int memory;
    private int cures;
    private int curesMade;

    Asked(PageOperations delegate) {
      super(delegate);
    }

    @Override
    public LockLimits limits() {
      limits++;
      return super.limits();
    }

    @Override
    public MemoryRoom memory() {
      memory++;
      return super.memory();
    }

    @Override
    public Cure cure(Bound bound, long needed) {
      cures++;
      long soft = LimitNumbers.soft(super.limits());
      return Cure.later(
          () -> {
            curesMade++;
            Remedy remedy = Remedy.of("raise " + bound + " from " + soft + " to " + needed, true);
            return Cure.of(Launcher.UNKNOWN, List.of(remedy), List.of());
          });
    }
  }

  private Pages page(int number) {
    return new Pages(base + (long) number * PAGE, base + (number + 1L) * PAGE);
  }

  private PageLockException refusal(int page) {
    return assertThrows(PageLockException.class, () -> engine.lock(page(page), LockMode.PLAIN));
  }

  @Test
  void aRefusalForTheLimitAsksForTheLimitsOnce() {
    kernel.setLockLimit(PAGE);
    engine.lock(page(0), LockMode.PLAIN);
    int limits = asked.limits;
    int memory = asked.memory;
    for (int i = 0; i < REFUSALS; i++) {
      refusal(2);
    }
    assertEquals(REFUSALS, asked.limits - limits, "once for each, because they must be fresh");
    assertEquals(memory, asked.memory, "memory is not what is exceeded");
    assertEquals(0, asked.curesMade, "nobody has asked what to do");
  }

  @Test
  void aRefusalForTheMappingsCountsThemRarelyAndMakesNoCure() {
    kernel.setMappings(1000, 1000);
    refusal(150);
    int limits = asked.limits;
    int memory = asked.memory;
    for (int i = 0; i < REFUSALS; i++) {
      refusal(150);
    }
    assertTrue(asked.limits - limits <= REFUSALS);
    assertEquals(memory, asked.memory);
    assertEquals(REFUSALS + 1, asked.cures);
    assertEquals(0, asked.curesMade);
  }

  @Test
  void theMessageTellsTheNumbersOfTheFailureHoweverLateItIsAsked() {
    kernel.setLockLimit(2 * PAGE);
    engine.lock(page(0), LockMode.PLAIN);
    engine.lock(page(10), LockMode.PLAIN);
    PageLockException refused = refusal(2);

    kernel.setLockLimit(100 * PAGE);
    for (int i = 20; i < 60; i += 2) {
      engine.lock(page(i), LockMode.PLAIN);
    }

    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("soft limit: 8192 bytes"), message);
    assertTrue(message.contains("locked already: 8192 bytes"), message);
    assertTrue(message.contains("adds " + PAGE + " bytes"), message);
    assertTrue(message.contains("12288 bytes in all"), message);
    assertTrue(message.contains("Remedy: raise LOCKED_BYTES from 8192 to 12288"), message);
    assertEquals(8192, LimitNumbers.soft(refused.limits().orElseThrow()));
    assertEquals(1, asked.curesMade);
  }

  @Test
  void aLimitThatWasRaisedCountsAtOnce() {
    kernel.setLockLimit(PAGE);
    engine.lock(page(0), LockMode.PLAIN);
    for (int i = 0; i < 10; i++) {
      kernel.setLockLimit(PAGE);
      refusal(2);
      kernel.setLockLimit(2 * PAGE);
      engine.lock(page(2), LockMode.PLAIN);
      engine.release(page(2), LockMode.PLAIN);
    }
  }
}
