/**
 * What Pagelock's own providers share: loading JNA, saying why it could not be loaded, the calls
 * that every Unix has, counting resident pages and making pages resident.
 */
// The providers are compiled after this; most class paths have jna, which is no module of its own.
@SuppressWarnings({"module", "requires-automatic"})
module io.github.pagelock.jna {
  requires com.sun.jna;
  requires transitive io.github.pagelock;
  requires static org.jspecify;

  exports io.github.pagelock.jna to
      io.github.pagelock.provider.fallback,
      io.github.pagelock.provider.freebsd,
      io.github.pagelock.provider.linux;

  provides io.github.pagelock.posix.Bridge with
      io.github.pagelock.jna.JnaBridge;
}
