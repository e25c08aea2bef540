/** An index that stays in RAM, and a key that never leaves it, on whatever provider there is. */
module org.example.search {
  requires static org.jspecify;
  requires transitive io.github.pagelock;

  exports org.example.search;
}
