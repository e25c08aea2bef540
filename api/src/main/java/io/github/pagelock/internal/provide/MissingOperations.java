package io.github.pagelock.internal.provide;

import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.PageLockException;
import io.github.pagelock.spi.PageOperations;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Stands for the provider that could not be had, in a best-effort locker. */
public final class MissingOperations implements PageOperations {
  /**
   * There is nobody to ask: the largest that is usual (ppc64le, some arm64), because whoever cuts
   * memory by it then has whole pages everywhere. Too large is only a waste, too small is wrong.
   */
  private static final int PAGE_SIZE = 64 << 10;

  private final PageLockException reason;

  public MissingOperations(PageLockException reason) {
    this.reason = reason;
  }

  @Override
  public int pageSize() {
    return PAGE_SIZE;
  }

  @Override
  public String domain() {
    return "none";
  }

  @Override
  public void lock(long address, long byteCount) {
    throw reason;
  }

  @Override
  public void unlock(long address, long byteCount) {
    throw reason;
  }

  @Override
  public void lockOnFault(long address, long byteCount) {
    throw reason;
  }

  @Override
  public Optional<Diagnosis> diagnose(long address, long byteCount) {
    return Optional.of(
        Diagnosis.of(Cause.NO_PROVIDER, String.valueOf(reason.getMessage()), Cure.NONE));
  }

  @Override
  public long addressOf(ByteBuffer buffer) {
    throw reason;
  }
}
