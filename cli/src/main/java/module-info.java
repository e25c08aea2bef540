/** The {@code pagelock} command: locks files in RAM and shows what the kernel says of them. */
@SuppressWarnings("requires-automatic") // ascii-table and JNA
module io.github.pagelock.cli {
  requires static com.sun.jna; // below Java 22, or where it is asked for
  requires static org.jspecify;
  requires ascii.table;
  requires com.google.gson;
  requires info.picocli;
  requires io.github.pagelock;
  requires io.github.pagelock.files;
  requires io.github.pagelock.provider.linux;
  requires jdk.unsupported; // signals
  requires me.tongfei.progressbar;
  requires org.jline.terminal;

  exports io.github.pagelock.cli;

  opens io.github.pagelock.cli to
      com.google.gson,
      info.picocli;
}
