package io.github.pagelock.fake;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.LockFailure;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What shall fail, in turn. Not thread-safe: the kernel guards it. */
final class FakeFaults {
  record Fault(int errno, Reason reason, int afterPages) {
    PageLockException toException(String operation, long address, long byteCount) {
      return LockFailure.of(reason, operation, address, byteCount)
          .errno(errno, errnoName(errno))
          .because("the test wanted it")
          .build();
    }
  }

  /** Passes some calls, then fails one. */
  private static final class Plan {
    private int passes;
    private final Fault fault;

    Plan(int passes, Fault fault) {
      this.passes = passes;
      this.fault = fault;
    }
  }

  private final ArrayDeque<Plan> locks = new ArrayDeque<>();
  private final ArrayDeque<Plan> unlocks = new ArrayDeque<>();

  void addLock(int passes, Fault fault) {
    locks.add(new Plan(passes, fault));
  }

  void addUnlock(int passes, Fault fault) {
    unlocks.add(new Plan(passes, fault));
  }

  @Nullable Fault nextLock() {
    return next(locks);
  }

  @Nullable Fault nextUnlock() {
    return next(unlocks);
  }

  private static @Nullable Fault next(ArrayDeque<Plan> plans) {
    Plan head = plans.peek();
    if (head == null || head.passes-- > 0) {
      return null;
    }
    plans.remove();
    return head.fault;
  }

  static String errnoName(int errno) {
    return switch (errno) {
      case FakeKernel.EPERM -> "EPERM";
      case FakeKernel.EAGAIN -> "EAGAIN";
      case FakeKernel.ENOMEM -> "ENOMEM";
      default -> "E" + errno;
    };
  }
}
