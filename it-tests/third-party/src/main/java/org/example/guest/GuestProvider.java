package org.example.guest;

import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;

/** Locks the pages of a guest. */
public final class GuestProvider implements PageLockProvider {
  private static final GuestMemory THE_GUEST = new GuestMemory();

  private final GuestMemory guest;

  /** For ServiceLoader: the guest of this process. */
  public GuestProvider() {
    this(THE_GUEST);
  }

  /**
   * For a certain guest.
   *
   * @param guest its memory
   */
  public GuestProvider(GuestMemory guest) {
    this.guest = guest;
  }

  // @start region="provider"
  @Override
  public String name() {
    return "guest";
  }

  @Override
  public int priority() {
    return 50;
  }

  @Override
  public Availability availability() {
    return Availability.available();
  }

  @Override
  public PageOperations open() {
    return new GuestOperations(guest);
  }
  // @end
}
