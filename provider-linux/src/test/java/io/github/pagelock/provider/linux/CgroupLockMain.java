package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;

import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Locks memory and prints how that ended. KIND is shared, private (a FILE, its first READ pages
 * read before) or zero (anonymous, READ pages read before); then stays until its input ends.
 */
public final class CgroupLockMain {
  private CgroupLockMain() {}

  /** KIND FILE PAGES READ. */
  public static void main(String[] arguments) throws IOException {
    int pages = Integer.parseInt(arguments[2]);
    int read = Integer.parseInt(arguments[3]);
    Path file = Path.of(arguments[1]);
    try (TestMappings memory = new TestMappings()) {
      long address =
          switch (arguments[0]) {
            case "shared" -> ColdFile.map(memory, file, pages, read);
            case "private" -> memory.privateFile(file, pages);
            default -> memory.anonymous(pages);
          };
      TestMappings.read(address, read);
      MemoryRange range = MemoryRange.ofAddress(address, (long) pages * PAGE, memory);
      PageLocker locker = PageLocker.system();
      System.out.println("diagnose=" + locker.diagnose(range).cause());
      try (LockedRange locked = locker.lock(range)) {
        System.out.println("result=" + locked.verify());
        System.out.flush();
        while (System.in.read() >= 0) {}
      } catch (PageLockException refused) {
        System.out.println("result=" + refused.reason());
        System.out.println("message=" + refused.getMessage());
      }
    }
  }
}
