package io.github.pagelock.provider.linux;

import io.github.pagelock.posix.Mincore;
import io.github.pagelock.provider.linux.proc.ProcFs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;

/**
 * Finds the first page that the process does not have in its page tables, by /proc/self/pagemap: of
 * others' files mincore pretends.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/mm/pagemap.html">pagemap</a>
 */
final class PagePresence {
  private static final int WORD = Long.BYTES;

  /** Of a word in the machine's order: bit 63, page present. */
  private static final int PRESENT_BYTE =
      ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 7 : 0;

  private static final int PRESENT = 0x80;

  private final ProcFs proc;
  private final Mincore mincore;
  private final int pageSize;

  PagePresence(ProcFs proc, Mincore mincore, int pageSize) {
    this.proc = proc;
    this.mincore = mincore;
    this.pageSize = pageSize;
  }

  /** Its address, or {@code to} if all are there. */
  long firstAbsent(long from, long to) {
    try (InputStream pagemap = proc.open("/proc/self/pagemap")) {
      pagemap.skipNBytes(from / pageSize * WORD);
      byte[] words = pagemap.readNBytes(Math.toIntExact((to - from) / pageSize * WORD));
      for (int at = 0; at < words.length; at += WORD) {
        if ((words[at + PRESENT_BYTE] & PRESENT) == 0) {
          return from + (long) at / WORD * pageSize;
        }
      }
      return from + (long) words.length / WORD * pageSize;
    } catch (IOException notReadable) {
      return from + Math.max(0, mincore.residentPagesUntilOneIsNot(from, to)) * pageSize;
    }
  }
}
