package io.github.pagelock.internal.pages;

import io.github.pagelock.internal.base.Mutex;

/**
 * Whether the whole process is locked, for all lockers of a domain (docs/process.md). Who locks or
 * releases it has the turn, for as long as that takes, and alone asks for anything but {@link
 * #isOn}, {@link #isSeen} and {@link #isPlain}; who locks or closes a range only looks at these.
 */
public final class WholeProcess {
  private final Mutex turn = new Mutex();

  /** Handles that are open. */
  private int holders;

  /** What is mapped was locked, at least once. */
  private boolean current;

  /** What is mapped from now on is locked. */
  private boolean future;

  /** Somebody else had locked the process before. */
  private boolean foreign;

  private volatile boolean on;
  private volatile boolean plain;
  private volatile boolean ending;

  /**
   * Waits for its turn.
   *
   * @throws IllegalStateException if this thread has it: its progress is being told
   */
  public void enter() {
    checkOutside();
    turn.lock();
  }

  /**
   * Looks whether this thread may enter.
   *
   * @throws IllegalStateException as {@link #enter}
   */
  public void checkOutside() {
    if (turn.isHeldByCurrentThread()) {
      throw new IllegalStateException(
          "the process is being locked or released by this thread: a ProcessProgress may neither"
              + " lock nor close");
    }
  }

  public void leave() {
    turn.unlock();
  }

  /** From now on no range's close unlocks anything. */
  public void begin(boolean isForeign) {
    foreign = isForeign;
    on = true;
  }

  public void addHolder() {
    holders++;
  }

  /** Returns whether it was the last one. */
  public boolean removeHolder() {
    holders--;
    return holders == 0;
  }

  public boolean hasHolders() {
    return holders > 0;
  }

  /** What is mapped is being locked. */
  public void lockCurrent(boolean isPlain) {
    current = true;
    plain |= isPlain;
  }

  public boolean hasCurrent() {
    return current;
  }

  public void setFuture(boolean isLocked, boolean isPlain) {
    future = isLocked;
    plain |= isPlain;
  }

  public boolean hasFuture() {
    return future;
  }

  public boolean isForeign() {
    return foreign;
  }

  /** From now on closes of ranges unlock again; {@link #ended} follows. */
  public void end() {
    ending = true;
    on = false;
    plain = false;
    current = false;
    future = false;
    foreign = false;
  }

  /** What was locked of the process is unlocked. */
  public void ended() {
    ending = false;
  }

  /** Whether pages are locked that no range holds, because of us; asked without the turn. */
  public boolean isSeen() {
    return on || ending;
  }

  /** Whether what nobody holds stays locked all the same; asked without the turn. */
  public boolean isOn() {
    return on;
  }

  /** Whether pages of it are locked plainly, which a lock on fault would undo. */
  public boolean isPlain() {
    return plain;
  }
}
