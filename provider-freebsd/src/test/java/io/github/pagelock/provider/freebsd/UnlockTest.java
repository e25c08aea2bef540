package io.github.pagelock.provider.freebsd;

import static io.github.pagelock.provider.freebsd.FakeFreeBsd.PAGE;
import static io.github.pagelock.provider.freebsd.FakeFreeBsd.page;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** munlock does nothing where a page is not mapped; nothing may stay locked. */
class UnlockTest {
  /** Runs something in front of each munlock: other threads map and unmap meanwhile. */
  private static final class Busy extends FakeFreeBsd {
    Runnable before = () -> {};

    Busy() {
      super(8);
    }

    @Override
    public int munlock(long address, long byteCount) {
      before.run();
      return super.munlock(address, byteCount);
    }
  }

  private final Busy kernel = new Busy();

  private PageLockException failure(FreeBsdPageOperations operations, int first, int pages) {
    PageLockException failure =
        assertThrows(
            PageLockException.class, () -> operations.unlock(page(first), (long) pages * PAGE));
    assertEquals(Reason.UNLOCK_FAILED, failure.reason());
    return failure;
  }

  @Test
  void unlockingGoesOnBeyondAHole() {
    kernel.wired.addAll(Set.of(page(1), page(3), page(5)));
    kernel.mapped.remove(page(2));

    kernel.operations().unlock(page(0), 5L * PAGE);

    assertEquals(Set.of(page(5)), kernel.wired);
  }

  @Test
  void whatStaysLockedIsAFailure() {
    kernel.wired.add(page(1));
    kernel.munlockErrno = FreeBsd.EPERM;

    PageLockException failure = failure(kernel.operations(), 0, 4);

    String stuck = Long.toHexString(page(1)) + " is mapped and stays locked";
    assertTrue(failure.toString().contains(stuck), failure::toString);
    assertEquals(FreeBsd.EPERM, failure.errno());
  }

  /** As after a lock that was not permitted: the engine rolls it back. */
  @Test
  void aRefusalToUnlockWhatIsNotLockedIsNone() {
    kernel.munlockErrno = FreeBsd.EPERM;
    kernel.operations().unlock(page(0), 4L * PAGE);
    assertEquals(Set.of(), kernel.wired);
  }

  /** Each time, what was locked is gone and something else is mapped there. */
  @Test
  void whatOthersUnmapWheneverItIsToBeUnlockedIsNoFailure() {
    FreeBsdPageOperations operations = kernel.operations();
    int[] calls = {0};
    kernel.wired.add(page(1));
    kernel.before =
        () -> {
          calls[0]++;
          if (calls[0] < 8) {
            kernel.mapped.remove(page(1));
          } else {
            kernel.wired.remove(page(1)); // they unlock it themselves
          }
        };
    kernel.onMap = () -> kernel.mapped.put(page(1), 3);

    operations.unlock(page(0), 4L * PAGE);

    assertEquals(Set.of(), kernel.wired);
  }

  @Test
  void whatIsUnlockedByOthersAfterTheLastAttemptIsNoFailure() {
    FreeBsdPageOperations operations = kernel.operations();
    int[] calls = {0};
    kernel.wired.add(page(1));
    kernel.before =
        () -> {
          calls[0]++;
          kernel.mapped.remove(page(1));
        };
    kernel.onMap =
        () -> {
          kernel.mapped.put(page(1), 3);
          if (calls[0] == 9) { // the first, and eight attempts
            kernel.wired.remove(page(1));
          }
        };

    operations.unlock(page(0), 4L * PAGE);

    assertEquals(9, calls[0]);
  }

  @Test
  void withoutAMapEachMappedPageIsUnlockedByItself() {
    kernel.mapErrno = FreeBsd.ECAPMODE;
    kernel.wired.addAll(Set.of(page(0), page(1), page(3), page(6), page(7)));
    kernel.mapped.remove(page(2));
    kernel.mapped.remove(page(5));

    kernel.operations().unlock(page(1), 6L * PAGE);

    assertEquals(Set.of(page(0), page(7)), kernel.wired);
  }

  @Test
  void aMapThatOthersChangeTooOftenToBeReadIsDoneWithout() {
    FreeBsdPageOperations operations = kernel.operations();
    kernel.wired.addAll(Set.of(page(0), page(3)));
    kernel.mapped.remove(page(2));
    kernel.growths = 1000;

    operations.unlock(page(0), 4L * PAGE);

    assertEquals(Set.of(), kernel.wired);
  }

  @Test
  void withoutAMapAnErrorThatIsNotOfAHoleIsAFailure() {
    kernel.mapErrno = FreeBsd.ECAPMODE;
    kernel.munlockErrno = FreeBsd.EPERM;
    assertEquals(FreeBsd.EPERM, failure(kernel.operations(), 0, 4).errno());
  }
}
