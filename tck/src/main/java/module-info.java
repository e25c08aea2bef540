/** Tests every rule of a lock on anyone's provider, with JUnit 5. */
module io.github.pagelock.tck {
  requires static org.jspecify;
  requires java.logging;
  requires java.management;
  requires transitive io.github.pagelock;
  requires transitive org.junit.jupiter.api;

  exports io.github.pagelock.tck;

  opens io.github.pagelock.tck to
      org.junit.platform.commons;
}
