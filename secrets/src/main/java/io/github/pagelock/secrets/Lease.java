package io.github.pagelock.secrets;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.PhantomReference;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The right of a secret to its slot: who uses it, and how it ends. It outlives a secret that is
 * lost, and tells. There may be millions: each field counts.
 */
class Lease extends PhantomReference<Secret> {
  private static final int LENGTH_BITS = 12;
  private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;

  /** Nobody may use it any more. */
  private static final int CLOSED = 1 << 31;

  /** The slot is wiped, and nobody's. */
  private static final int ENDED = 1 << 30;

  private static final int USES = ENDED - 1;
  private static final VarHandle STATE = state();

  final Slab slab;

  /** The slot, and how much of it is used; of that 0 if it is all. */
  private final int place;

  /** CLOSED, ENDED, and how many uses are running. */
  @SuppressWarnings("unused") // by STATE
  private volatile int state;

  Lease(Secret secret, Slab slab, int slot, int length) {
    super(secret, slab.home.vault.lost);
    this.slab = slab;
    this.place = slot << LENGTH_BITS | (length == slab.home.slotBytes ? 0 : length);
  }

  private static VarHandle state() {
    try {
      return MethodHandles.lookup().findVarHandle(Lease.class, "state", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  final int slot() {
    return place >>> LENGTH_BITS;
  }

  final int length() {
    int length = place & LENGTH_MASK;
    return length == 0 ? slab.home.slotBytes : length;
  }

  private Vault vault() {
    return slab.home.vault;
  }

  /** Where it was created, if somebody wanted to know. */
  @Nullable Throwable place() {
    return null;
  }

  final <R> R read(Function<? super ByteBuffer, ? extends R> user) {
    @Nullable Object[] uses = begin();
    try {
      return slab.read(slot(), length(), user);
    } finally {
      end(uses);
    }
  }

  final <R> R write(Function<? super ByteBuffer, ? extends R> user) {
    @Nullable Object[] uses = begin();
    try {
      return slab.write(slot(), length(), user);
    } finally {
      end(uses);
    }
  }

  private @Nullable Object[] begin() {
    vault().checkSound();
    @Nullable Object[] uses = Running.begin(this);
    int before = (int) STATE.getAndAdd(this, 1);
    if (before < 0) {
      end(uses);
      throw new IllegalStateException("the secret is closed");
    }
    return uses;
  }

  private void end(@Nullable Object[] uses) {
    Running.end(uses);
    int before = (int) STATE.getAndAdd(this, -1);
    if (before == (CLOSED | 1)) {
      vault().mutex.changed();
    }
  }

  final boolean isClosed() {
    return state < 0;
  }

  /** Waits for the uses of other threads, and wipes it; if another does, waits for that. */
  final void close() {
    if (Running.any(use -> use == this)) {
      throw new IllegalStateException(
          "the secret cannot be closed by a function that is using it: it would wait for itself");
    }
    while (!isEnded()) {
      if (closeFirst()) {
        if (isUsed()) {
          vault().mutex.await(() -> !isUsed());
        }
        vault().end(this);
      } else {
        vault().mutex.await(() -> isEnded() || !isClosed());
      }
    }
  }

  private boolean isUsed() {
    return (state & USES) != 0;
  }

  private boolean isEnded() {
    return (state & ENDED) != 0;
  }

  /** Forbids further uses; says whether they were allowed. */
  final boolean closeFirst() {
    return (int) STATE.getAndBitwiseOr(this, CLOSED) >= 0;
  }

  /** The slot is wiped and free. Under the vault's mutex, which tells those who wait. */
  final void ended() {
    STATE.getAndBitwiseOr(this, ENDED);
  }

  /** The slot could not be wiped; closing may be tried again. Under the vault's mutex. */
  final void notEnded() {
    STATE.getAndBitwiseAnd(this, ~CLOSED);
  }
}
