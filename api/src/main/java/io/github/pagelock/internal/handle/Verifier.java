package io.github.pagelock.internal.handle;

import io.github.pagelock.KernelState;
import io.github.pagelock.LockedRange;

/** Asks the kernel about a handle. */
public interface Verifier {
  KernelState verify(LockedRange handle);
}
