/** A provider for the memory of a guest, and a policy around anyone's provider. */
module org.example.guest {
  requires static org.jspecify;
  requires transitive io.github.pagelock;

  exports org.example.guest;

  provides io.github.pagelock.spi.PageLockProvider with
      org.example.guest.GuestProvider;
}
