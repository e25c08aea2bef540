/** Files and directories whose pages stay in RAM. */
module io.github.pagelock.files {
  requires transitive io.github.pagelock;
  requires static org.jspecify;

  exports io.github.pagelock.files;
}
