package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;

import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import java.nio.file.Path;
import java.util.List;

/** Prints what is told of the first pages of a file: by mincore, and by the provider. */
final class ResidencyMain {
  private ResidencyMain() {}

  public static void main(String[] arguments) {
    int pages = Integer.parseInt(arguments[1]);
    try (TestMappings memory = new TestMappings()) {
      long address = memory.file(Path.of(arguments[0]), pages);
      byte[] resident = new byte[pages];
      RawLibC.mincore(address, (long) pages * PAGE, resident);
      int count = 0;
      for (byte page : resident) {
        count += page & 1;
      }
      System.out.println("mincore=" + count);
      PageOperations linux = new LinuxProvider().open();
      System.out.println("provider=" + linux.residency(address, (long) pages * PAGE));
      linux.lock(address, (long) pages * PAGE);
      System.out.println(
          "verify=" + linux.verify(List.of(new PageSpan(address, (long) pages * PAGE))));
      int dropped = RawLibC.madvise(address, PAGE, RawLibC.MADV_DONTNEED_LOCKED);
      System.out.println("dontneedLocked=" + RawLibC.errno(dropped));
      System.out.println(
          "dropped=" + linux.verify(List.of(new PageSpan(address, (long) pages * PAGE))));
    }
  }
}
