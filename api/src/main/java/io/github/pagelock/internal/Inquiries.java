package io.github.pagelock.internal;

import io.github.pagelock.Capability;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockLimits;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.ProviderChoice;
import io.github.pagelock.Residency;
import io.github.pagelock.internal.admit.Admission;
import io.github.pagelock.internal.base.Given;
import io.github.pagelock.internal.engine.Addresses;
import io.github.pagelock.internal.handle.DegradedHandle;
import io.github.pagelock.internal.handle.Verifier;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What a locker can be asked; nothing of it changes anything. */
final class Inquiries implements Verifier {
  /** Beyond any address space, and small enough to be added to what is locked. */
  private static final long MOST_BYTES = 1L << 62;

  private final ProviderChoice choice;
  private final PageOperations operations;
  private final Addresses addresses;
  private final Admission admission;
  private final Set<Capability> capabilities;

  Inquiries(
      ProviderChoice choice,
      PageOperations operations,
      Addresses addresses,
      Admission admission,
      Set<Capability> capabilities) {
    this.choice = choice;
    this.operations = operations;
    this.addresses = addresses;
    this.admission = admission;
    this.capabilities = capabilities;
  }

  @Override
  public KernelState verify(LockedRange handle) {
    return verify(List.of(handle)).get(0);
  }

  List<KernelState> verify(Collection<? extends LockedRange> handles) {
    List<LockedRange> asked = Given.copy(handles, "handles");
    require(Capability.VERIFY, "verify");
    List<PageSpan> spans = new ArrayList<>(asked.size());
    for (LockedRange handle : asked) {
      if (isClosed(handle)) {
        throw new IllegalStateException("the handle is closed: " + handle);
      }
      Pages pages = addresses.pages(handle.range());
      spans.add(new PageSpan(pages.start(), pages.byteCount()));
    }
    try {
      return asked.isEmpty() ? List.of() : List.copyOf(operations.verify(spans));
    } finally {
      Reference.reachabilityFence(asked);
    }
  }

  private static boolean isClosed(LockedRange handle) {
    return handle instanceof DegradedHandle degraded
        ? degraded.isClosed()
        : !handle.isLocked() && handle.degradation().isEmpty();
  }

  Residency residency(MemoryRange range) {
    Objects.requireNonNull(range, "range");
    range.checkAccess();
    require(Capability.RESIDENCY, "residency");
    try {
      Pages pages = addresses.pages(range);
      return operations.residency(pages.start(), pages.byteCount());
    } finally {
      Reference.reachabilityFence(range);
    }
  }

  LockLimits limits() {
    require(Capability.LIMITS, "limits");
    return operations.limits();
  }

  LockLimits raiseLimit() {
    require(Capability.LIMITS, "raiseLimit");
    operations.raiseLimit();
    return operations.limits();
  }

  Diagnosis diagnose(MemoryRange range) {
    Objects.requireNonNull(range, "range");
    range.checkAccess();
    Optional<Diagnosis> ofProcess = operations.diagnose(0, 0);
    if (ofProcess.isPresent()) {
      return ofProcess.get();
    }
    try {
      Pages pages = addresses.pages(range);
      return admission
          .diagnose(pages)
          .or(() -> operations.diagnose(pages.start(), pages.byteCount()))
          .orElseGet(Diagnoses::none);
    } finally {
      Reference.reachabilityFence(range);
    }
  }

  Diagnosis diagnose(long byteCount) {
    if (byteCount < 1 || byteCount > MOST_BYTES) {
      throw new IllegalArgumentException(
          "byteCount is " + byteCount + ", but must be between 1 and " + MOST_BYTES);
    }
    long pageSize = operations.pageSize();
    long rounded = (byteCount + pageSize - 1) / pageSize * pageSize;
    return problem(rounded).orElseGet(Diagnoses::none);
  }

  /** Of so many bytes, whole pages that are nowhere yet. */
  Optional<Diagnosis> problem(long pageBytes) {
    return operations.diagnose(0, 0).or(() -> admission.diagnose(pageBytes));
  }

  private void require(Capability needed, String operation) {
    if (!capabilities.contains(needed)) {
      throw LockFailure.of(Reason.UNSUPPORTED, operation, 0, 0)
          .because("the provider " + choice.name() + " does not have the capability " + needed)
          .build();
    }
  }
}
