package io.github.pagelock.provider.linux.proc;

import io.github.pagelock.spi.MappingRoom;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads /proc/self/maps: the mappings of this process, sorted by address. */
public final class ProcMaps {
  private static final String PATH = "/proc/self/maps";
  private static final int BUFFER_BYTES = 8192;

  /** How the JVM itself encodes file names. */
  public static final Charset NAMES =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  private final ProcFs proc;

  /**
   * Reads the mappings of this process.
   *
   * @param proc where they are told
   */
  public ProcMaps(ProcFs proc) {
    this.proc = proc;
  }

  /**
   * How many mappings there are.
   *
   * @return their number, or -1 if it cannot be read
   */
  public long count() {
    byte[] buffer = new byte[BUFFER_BYTES];
    long lines = 0;
    try (InputStream in = proc.open(PATH)) {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        for (int i = 0; i < n; i++) {
          if (buffer[i] == '\n') {
            lines++;
          }
        }
      }
      return lines;
    } catch (IOException notTold) {
      return -1;
    }
  }

  /**
   * How many mappings this process has and may have.
   *
   * @return both, each UNKNOWN where it is not told
   */
  public MappingRoom room() {
    long count = count();
    long max = proc.number("/proc/sys/vm/max_map_count");
    return MappingRoom.of(
        count < 0 ? MappingRoom.UNKNOWN : count, max < 0 ? MappingRoom.UNKNOWN : max);
  }

  /**
   * The mappings that overlap [from, to), read once; reading is not atomic, so what other threads
   * map and unmap meanwhile may be missing, but no two of the result overlap.
   *
   * @param from the first byte
   * @param to the byte after the last
   * @return the mappings, by address
   * @throws IOException if they cannot be read
   */
  public List<Mapping> overlapping(long from, long to) throws IOException {
    List<Mapping> found = new ArrayList<>();
    byte[] line = new byte[512];
    int length = 0;
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = proc.open(PATH)) {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        for (int i = 0; i < n; i++) {
          if (buffer[i] != '\n') {
            if (length == line.length) {
              line = Arrays.copyOf(line, 2 * length);
            }
            line[length++] = buffer[i];
          } else {
            boolean more = add(found, line, length, from, to);
            length = 0;
            if (!more) {
              return found;
            }
          }
        }
      }
    }
    return found;
  }

  /** Whether lines that follow can still overlap. */
  private static boolean add(List<Mapping> found, byte[] line, int length, long from, long to) {
    Fields fields = new Fields(line, length);
    long start = fields.number(16);
    long end = fields.number(16);
    if (start < 0 || start >= to) { // [vsyscall] lies in the kernel's half
      return false;
    }
    if (end > from) {
      if (!found.isEmpty()) {
        start = Math.max(start, found.get(found.size() - 1).end());
      }
      if (start >= to) {
        return false;
      }
      if (start < end) {
        found.add(fields.rest(start, end));
      }
    }
    return true;
  }

  /** Takes a line apart from left to right. */
  private static final class Fields {
    private final byte[] line;
    private final int length;
    private int at;

    Fields(byte[] line, int length) {
      this.line = line;
      this.length = length;
    }

    long number(int radix) {
      long value = 0;
      for (int digit; at < length && (digit = Character.digit(line[at], radix)) >= 0; at++) {
        value = value * radix + digit;
      }
      at++;
      return value;
    }

    Mapping rest(long start, long end) {
      String permissions = new String(line, at, 4, StandardCharsets.US_ASCII);
      at += 5;
      long offset = number(16);
      while (line[at++] != ' ') {} // the device
      long inode = number(10);
      while (at < length && line[at] == ' ') {
        at++;
      }
      String name = at >= length ? "" : new String(line, at, length - at, NAMES);
      return new Mapping(start, end, permissions, offset, inode, name);
    }
  }
}
