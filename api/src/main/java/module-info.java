/**
 * Keeps ranges of a Java process's memory in RAM: the user API, the provider SPI, and the ledger
 * that makes locks nest.
 *
 * <p>Operating systems are served by provider modules that {@link java.util.ServiceLoader} finds.
 */
@SuppressWarnings("module") // the providers are compiled after this
module io.github.pagelock {
  // Events and the MXBean work where these are there.
  requires static java.management;
  requires static jdk.jfr;
  requires static com.google.errorprone.annotations;
  // Who compiles against the API sees these annotations; nobody needs them to run.
  requires static transitive org.jspecify;

  exports io.github.pagelock;
  exports io.github.pagelock.spi;
  exports io.github.pagelock.internal.files to
      io.github.pagelock.cli,
      io.github.pagelock.files;
  exports io.github.pagelock.posix to
      io.github.pagelock.cli,
      io.github.pagelock.jna,
      io.github.pagelock.provider.fallback,
      io.github.pagelock.provider.freebsd,
      io.github.pagelock.provider.linux;

  uses io.github.pagelock.posix.Bridge;
  uses io.github.pagelock.spi.PageLockProvider;
}
