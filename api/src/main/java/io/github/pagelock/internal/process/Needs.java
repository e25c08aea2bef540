package io.github.pagelock.internal.process;

import io.github.pagelock.Capability;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.LockLimits;
import io.github.pagelock.LockMode;
import io.github.pagelock.ProcessScope;
import io.github.pagelock.internal.admit.Admission;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.ProcessLocking;
import io.github.pagelock.spi.ProcessMapping;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a lock of the process takes, against the limit and the memory that is left (P1). */
final class Needs {
  /** Threads that are still to start, with the stack of 1 MiB that they have by default. */
  private static final long STACKS = 64L << 20;

  /** What glibc reserves for a thread that allocates, for each processor at least. */
  private static final long ARENA = 64L << 20;

  private final PageOperations operations;
  private final Set<Capability> capabilities;
  private final Admission admission;

  Needs(PageOperations operations, Set<Capability> capabilities, Admission admission) {
    this.operations = operations;
    this.capabilities = capabilities;
    this.admission = admission;
  }

  /** What a JVM maps more than it has mapped when it locks its future, in bytes. */
  static long growth() {
    return STACKS + ARENA * Runtime.getRuntime().availableProcessors();
  }

  Optional<Diagnosis> problem(
      ProcessLocking process, ProcessScope scope, LockMode mode, long moreBytes) {
    Diagnosis ofLimit = ofLimit(process, scope, moreBytes);
    if (ofLimit != null) {
      return Optional.of(ofLimit);
    }
    boolean populates = mode == LockMode.PLAIN && scope.hasCurrent();
    return populates && capabilities.contains(Capability.PROCESS_BY_CHUNKS)
        ? admission.memoryProblem(accessible(process))
        : Optional.empty();
  }

  private @Nullable Diagnosis ofLimit(ProcessLocking process, ProcessScope scope, long moreBytes) {
    if (!capabilities.contains(Capability.LIMITS)) {
      return null;
    }
    LockLimits limits = operations.limits();
    long mapped = scope.hasCurrent() ? process.mappedBytes() : LimitNumbers.locked(limits);
    // Who does not know how much is mapped dares no future: beyond the limit the JVM dies.
    if (!limits.binds() || (mapped < 0 && !scope.hasFuture())) {
      return null;
    }
    long now = Math.max(0, mapped + moreBytes);
    long growth = scope.hasFuture() ? growth() : 0;
    if (limits.soft().allows(now + growth) && limits.soft().allows(1)) {
      return null;
    }
    return Diagnoses.processLimit(
        limits, now, growth, operations.cure(Bound.LOCKED_BYTES, now + growth));
  }

  private static List<Pages> accessible(ProcessLocking process) {
    return process.mappings(0, Long.MAX_VALUE).stream()
        .filter(ProcessMapping::isAccessible)
        .map(each -> new Pages(each.address(), each.address() + each.byteCount()))
        .toList();
  }
}
