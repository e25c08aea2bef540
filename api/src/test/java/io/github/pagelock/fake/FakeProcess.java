package io.github.pagelock.fake;

import io.github.pagelock.Capability;
import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.ProcessLocking;
import io.github.pagelock.spi.ProcessMapping;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Locks the whole fake address space as mlockall does, by chunks or by one call. */
public final class FakeProcess implements ProcessLocking {
  private final FakeSettings kernel;
  private @Nullable Throwable thrown;
  private boolean foreign;
  private boolean canStop = true;

  FakeProcess(FakeSettings kernel) {
    this.kernel = kernel;
  }

  /** Somebody else has locked the process, or not any more. */
  public void setForeign(boolean isForeign) {
    synchronized (kernel.monitor) {
      foreign = isForeign;
    }
  }

  /** The future can be stopped by unlocking everything only, as where a limit was lowered. */
  public void refuseToStop() {
    synchronized (kernel.monitor) {
      canStop = false;
    }
  }

  /** The next call throws this before it does anything. */
  public void throwNext(Throwable thrown) {
    synchronized (kernel.monitor) {
      this.thrown = thrown;
    }
  }

  /** How memory that is mapped from now on is locked; null: not at all. */
  public @Nullable LockMode future() {
    synchronized (kernel.monitor) {
      return kernel.future;
    }
  }

  @Override
  public long mappedBytes() {
    synchronized (kernel.monitor) {
      return (long) kernel.pages.mapped() * kernel.pageSize;
    }
  }

  @Override
  public List<ProcessMapping> mappings(long from, long to) {
    require(Capability.PROCESS_BY_CHUNKS);
    synchronized (kernel.monitor) {
      return new ArrayList<>(kernel.pages.runs(from, to));
    }
  }

  @Override
  public void lockFuture(LockMode mode) {
    require(Capability.PROCESS_BY_CHUNKS);
    synchronized (kernel.monitor) {
      throwIfPlanned();
      kernel.future = mode;
    }
  }

  @Override
  public void stopFuture() {
    require(Capability.PROCESS_BY_CHUNKS);
    synchronized (kernel.monitor) {
      throwIfPlanned();
      if (!canStop) {
        throw refused("mlockall", Reason.LIMIT_EXCEEDED);
      }
      kernel.future = null;
      kernel.pages.lockAll(FakePages.ON_FAULT);
    }
  }

  @Override
  public void lockAll(boolean current, boolean future) {
    require(Capability.PROCESS);
    synchronized (kernel.monitor) {
      throwIfPlanned();
      if (current) {
        kernel.pages.lockAll(FakePages.PLAIN);
      }
      if (future) {
        kernel.future = LockMode.PLAIN;
      }
    }
  }

  @Override
  public void unlockAll() {
    synchronized (kernel.monitor) {
      throwIfPlanned();
      kernel.future = null;
      kernel.pages.unlockAll();
    }
  }

  @Override
  public boolean isLockedByOthers() {
    synchronized (kernel.monitor) {
      return foreign || kernel.future != null;
    }
  }

  private void throwIfPlanned() {
    Throwable now = thrown;
    thrown = null;
    if (now instanceof RuntimeException exception) {
      throw exception;
    }
    if (now instanceof Error error) {
      throw error;
    }
  }

  private static PageLockException refused(String call, Reason reason) {
    return LockFailure.of(reason, call, 0, 0).errno(FakeKernel.ENOMEM, "ENOMEM").build();
  }

  private void require(Capability needed) {
    if (!kernel.capabilities.contains(needed)) {
      throw kernel.misuse.violated("asks for what takes " + needed);
    }
  }
}
