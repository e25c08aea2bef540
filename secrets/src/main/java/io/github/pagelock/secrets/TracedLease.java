package io.github.pagelock.secrets;

/** One that remembers where its secret was created. */
final class TracedLease extends Lease {
  private final Throwable place;

  TracedLease(Secret secret, Slab slab, int slot, int length) {
    super(secret, slab, slot, length);
    this.place = new Place("created here by thread " + Thread.currentThread().getName());
  }

  @Override
  Throwable place() {
    return place;
  }

  /** A stack of names: that of other Throwables keeps the callers' classes, and their loaders. */
  private static final class Place extends Throwable {
    private static final long serialVersionUID = 1;

    Place(String message) {
      super(message);
      setStackTrace(new Throwable().getStackTrace());
    }

    @Override
    public Throwable fillInStackTrace() {
      return this;
    }
  }
}
