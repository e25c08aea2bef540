/**
 * Nothing of its own: the artifact {@code pagelock} brings the API, the providers and JNA's bridge.
 * On the module path the providers are found as services; a program requires {@code
 * io.github.pagelock}.
 */
module io.github.pagelock.all {
  requires transitive io.github.pagelock;
  requires static org.jspecify;
}
