package io.github.pagelock.provider.linux;

import io.github.pagelock.provider.linux.proc.ProcFs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The real files, as somebody without capabilities sees them; remembers which were opened. */
class CountedProc extends ProcFs {
  final List<String> opened = new CopyOnWriteArrayList<>();

  CountedProc() {
    this(Path.of("/"));
  }

  CountedProc(Path root) {
    super(root);
  }

  @Override
  public InputStream open(String path) throws IOException {
    opened.add(path);
    return super.open(path);
  }

  @Override
  public @Nullable String read(String path) {
    String text = super.read(path);
    return text == null ? null : text.replaceAll("CapEff:\t.*", "CapEff:\t0000000000000000");
  }
}
