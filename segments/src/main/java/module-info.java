/** Locks memory segments, and arenas of locked memory. */
module io.github.pagelock.segments {
  requires transitive io.github.pagelock;
  requires static org.jspecify;

  exports io.github.pagelock.segments;
}
