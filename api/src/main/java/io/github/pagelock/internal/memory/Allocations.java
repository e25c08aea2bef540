package io.github.pagelock.internal.memory;

import io.github.pagelock.Allocation;
import io.github.pagelock.Capability;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedMemory;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.internal.base.Failures;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.PageOperations;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Allocates locked memory: maps, promises, locks, all or nothing (M1). */
public final class Allocations {
  private final PageOperations operations;
  private final Set<Capability> capabilities;
  private final boolean required;
  private final Function<MemoryRange, LockedRange> locker;
  private final LongFunction<Optional<Diagnosis>> problem;
  private final Supplier<@Nullable Throwable> place;

  /**
   * Those of a locker.
   *
   * @param locker locks, or gives a degraded handle
   * @param problem what would make a lock of so many bytes fail that are nowhere yet
   * @param place where memory is asked for, if somebody wants to know
   */
  public Allocations(
      PageOperations operations,
      Set<Capability> capabilities,
      LockPolicy policy,
      Function<MemoryRange, LockedRange> locker,
      LongFunction<Optional<Diagnosis>> problem,
      Supplier<@Nullable Throwable> place) {
    this.operations = operations;
    this.capabilities = capabilities;
    this.required = policy == LockPolicy.REQUIRED;
    this.locker = locker;
    this.problem = problem;
    this.place = place;
  }

  public LockedMemory allocate(Allocation asked) {
    Layout layout = Layout.of(asked, operations.pageSize());
    Promises promises = new Promises(asked.promises(), capabilities, required, layout.byteCount());
    OwnPages pages = pages(layout, promises);
    LockedRange lock = null;
    try {
      if (promises.has(Capability.SECRET_MEMORY)) {
        pages.wipe(); // nobody brings such pages in but whoever writes there
      }
      lock = locker.apply(pages.range());
      return new Memory(layout.byteCount(), new Contents(pages, lock, promises, place.get()));
    } catch (Throwable failure) {
      undo(pages, lock, failure);
      throw failure;
    }
  }

  private OwnPages pages(Layout layout, Promises promises) {
    if (operations.mapper().isEmpty()) {
      return BufferPages.allocate(layout, operations::addressOf);
    }
    try {
      if (promises.has(Capability.SECRET_MEMORY)) {
        checkRoom(layout.pageBytes());
      }
      return MappedPages.map(operations.mapper().get(), layout, promises);
    } catch (PageLockException notMapped) {
      promises.noneIsKept(notMapped);
      return BufferPages.allocate(layout, operations::addressOf);
    }
  }

  /** As it is checked for any lock, since such memory is locked from the beginning. */
  private void checkRoom(long pageBytes) {
    Optional<Diagnosis> found = problem.apply(pageBytes);
    if (found.isPresent()) {
      throw LockFailure.of(found.get(), "allocate", 0, pageBytes).build();
    }
  }

  private static void undo(OwnPages pages, @Nullable LockedRange lock, Throwable failure) {
    try {
      if (lock != null) {
        lock.close();
      }
      pages.giveBack();
    } catch (Throwable later) {
      Failures.first(failure, later);
    }
  }
}
