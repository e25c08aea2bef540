/**
 * Locks memory on Linux with mlock, mlock2 and munlock, and asks the kernel with mincore, msync and
 * /proc.
 *
 * <p>Since Java 24 the JVM warns unless it is started with {@code
 * --enable-native-access=io.github.pagelock}, or {@code com.sun.jna} where JNA is used, or {@code
 * ALL-UNNAMED} on the class path.
 */
// The command line is compiled after this; JNA is whoever's, and no image needs it.
@SuppressWarnings({"module", "requires-automatic"})
module io.github.pagelock.provider.linux {
  requires transitive io.github.pagelock;
  // From Java 22 on neither is needed. Below, pagelock-jna brings both: it provides a service.
  requires static com.sun.jna;
  requires static io.github.pagelock.jna;
  requires static org.jspecify;

  exports io.github.pagelock.provider.linux;
  exports io.github.pagelock.provider.linux.proc to
      io.github.pagelock.cli;

  provides io.github.pagelock.spi.PageLockProvider with
      io.github.pagelock.provider.linux.LinuxProvider;
}
