package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;

import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import java.nio.file.Path;
import java.util.List;

/** Prints what a lock of a file would cost, the first pages of which it has read, and locked. */
final class CostMain {
  private CostMain() {}

  public static void main(String[] arguments) {
    int pages = Integer.parseInt(arguments[1]);
    int read = Integer.parseInt(arguments[2]);
    List<PageSpan> spans;
    try (TestMappings memory = new TestMappings()) {
      long address = ColdFile.map(memory, Path.of(arguments[0]), pages, read);
      spans = List.of(new PageSpan(address, (long) pages * PAGE));
      PageOperations linux = new LinuxProvider().open();
      System.out.println("mapped=" + linux.cost(spans));
      RawLibC.mlock(address, (long) read * PAGE);
      System.out.println("locked=" + linux.cost(spans));
    }
  }
}
