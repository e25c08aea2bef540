/** Many small secrets in slabs of locked memory. */
module io.github.pagelock.secrets {
  requires transitive io.github.pagelock;
  requires static org.jspecify;

  exports io.github.pagelock.secrets;
}
