package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PageLockerBuilder;
import io.github.pagelock.provider.linux.LinuxProvider;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import java.nio.ByteBuffer;
import org.example.guest.BudgetProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody else's policy around the provider for Linux, with VmLck as the oracle. */
class BudgetTest {
  private static final long PAGE = new LinuxProvider().open().pageSize();
  private static final long BUDGET = 16 * PAGE;

  private final long before = VmLck.kilobytes();
  private final PageLocker budgeted =
      PageLocker.builder()
          .provider(new BudgetProvider(new LinuxProvider(), before * 1024 + BUDGET))
          .build();
  private final PageLocker free = PageLocker.builder().provider(new LinuxProvider()).build();

  @AfterEach
  void close() {
    budgeted.close();
    free.close();
  }

  @Test
  void itsLocksNestWithThoseOfItsDelegateBecauseTheDomainIsTheSame() {
    ByteBuffer pages = pages(4);
    LockedRange one = budgeted.lock(pages);
    LockedRange other = free.lock(pages);
    assertEquals(4 * PAGE / 1024, grown());

    one.close();
    assertEquals(4 * PAGE / 1024, grown());

    other.close();
    assertEquals(0, grown());
  }

  @Test
  void aLockAboveTheBudgetIsRefusedWithTheNumbersAndLocksNothing() {
    LockedRange held = budgeted.lock(pages(10));

    PageLockException refused =
        assertThrows(PageLockException.class, () -> budgeted.lock(pages(7)));

    String address = "0x" + Long.toHexString(refused.address());
    long limit = before * 1024 + BUDGET;
    assertEquals(
        "lock("
            + address
            + ", "
            + 7 * PAGE
            + " bytes) refused: LIMIT_EXCEEDED: it adds "
            + 7 * PAGE
            + " bytes to what is locked or being locked, "
            + (limit + PAGE)
            + " bytes in all, and the limit on locked memory is "
            + limit
            + " bytes; locked already: "
            + (before * 1024 + 10 * PAGE)
            + " bytes, soft limit: "
            + limit
            + " bytes, hard limit: "
            + limit
            + " bytes. Remedy: raise the budget to "
            + (limit + PAGE)
            + " bytes",
        refused.getMessage());
    assertEquals(10 * PAGE / 1024, grown());
    held.close();
  }

  @Test
  void whatIsClosedIsBudgetAgain() {
    for (int i = 0; i < 3; i++) {
      try (LockedRange all = budgeted.lock(pages(16))) {
        assertEquals(BUDGET, all.lockedBytes());
        assertEquals(BUDGET / 1024, grown());
      }
    }
    assertEquals(0, grown());
  }

  @Test
  void aProviderThatCannotTellWhatIsLockedCannotHaveABudget() {
    PageLockerBuilder blind =
        PageLocker.builder().provider(new BudgetProvider(new Blind(), BUDGET));

    assertEquals(
        "choosing a provider refused: UNSUPPORTED: the page lock provider that the builder was"
            + " given is not available: budget-blind (org.example.guest.BudgetProvider): a budget"
            + " needs to know what is locked, and the provider blind cannot tell.",
        assertThrows(PageLockException.class, blind::build).getMessage());
  }

  private long grown() {
    return VmLck.kilobytes() - before;
  }

  /** Exactly so many whole pages. */
  private static ByteBuffer pages(int count) {
    int page = (int) PAGE;
    return ByteBuffer.allocateDirect((count + 1) * page).alignedSlice(page).slice(0, count * page);
  }

  /** Two methods and a page size. */
  private record Blind() implements PageLockProvider, PageOperations {
    @Override
    public String name() {
      return "blind";
    }

    @Override
    public int priority() {
      return 0;
    }

    @Override
    public Availability availability() {
      return Availability.available();
    }

    @Override
    public PageOperations open() {
      return this;
    }

    @Override
    public int pageSize() {
      return (int) PAGE;
    }

    @Override
    public void lock(long address, long byteCount) {}

    @Override
    public void unlock(long address, long byteCount) {}
  }
}
