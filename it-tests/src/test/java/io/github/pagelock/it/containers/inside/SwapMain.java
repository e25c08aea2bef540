package io.github.pagelock.it.containers.inside;

import io.github.pagelock.LockedMemory;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.provider.linux.KitMemory;
import io.github.pagelock.provider.linux.Marker;
import io.github.pagelock.provider.linux.VmLck;
import io.github.pagelock.tck.TestRegion;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills memory that is locked and as much that is not, then more than there is left, and prints how
 * much of the two the kernel has swapped out, and whether a marker in locked memory, and one in a
 * direct buffer, are on the swap device.
 */
public final class SwapMain {
  private static final int PAGE = PageLocker.system().pageSize();
  private static final int MIB = 1 << 20;
  private static final int HALF_MIB = 256;
  private static final int MARKED_PAGES = MIB / PAGE;

  private SwapMain() {}

  /** Runs. */
  public static void main(String[] arguments) throws IOException {
    ByteBuffer plain = ByteBuffer.allocateDirect(MARKED_PAGES * PAGE);
    mark(Marker.PLAIN, plain);
    LockedMemory secret = PageLocker.system().allocate(MARKED_PAGES * PAGE);
    secret.use(bytes -> mark(Marker.SECRET, bytes));
    TestRegion plainPages =
        new TestRegion(
            com.sun.jna.Pointer.nativeValue(com.sun.jna.Native.getDirectBufferPointer(plain)),
            plain.capacity(),
            plain);
    KitMemory memory = new KitMemory();
    TestRegion locked = memory.allocate(HALF_MIB * MIB / PAGE);
    TestRegion free = memory.allocate(HALF_MIB * MIB / PAGE);
    try (LockedRange lock =
        PageLocker.system()
            .lock(MemoryRange.ofAddress(locked.address(), locked.byteCount(), null))) {
      fill(locked);
      fill(free);
      say("VmLck", VmLck.bytes());
      List<ByteBuffer> more = new ArrayList<>();
      for (int i = 0;
          i < HALF_MIB / 2 && (swapped(free) == 0 || swapped(plainPages) == 0);
          i += 8) {
        ByteBuffer block = ByteBuffer.allocateDirect(8 * MIB);
        for (int at = 0; at < block.capacity(); at += PAGE) {
          block.putLong(at, at * 31L);
        }
        more.add(block);
      }
      say("pressure", more.size() * 8L * MIB);
      say("state", lock.verify());
      say("locked.swapped", swapped(locked));
      say("free.swapped", swapped(free));
      sayWhatIsOnTheDevice();
      say("secret.state", secret.verify());
    } finally {
      Reference.reachabilityFence(plain);
    }
  }

  /** On each page, so that whichever is swapped out has one. */
  private static void mark(Marker marker, ByteBuffer pages) {
    for (int page = 0; page < MARKED_PAGES; page++) {
      marker.write(pages, page * PAGE + 100);
    }
  }

  /** How often each marker is on the swap device; one is whole within a page. */
  private static void sayWhatIsOnTheDevice() throws IOException {
    byte[] block = new byte[MIB];
    int secret = 0;
    int plain = 0;
    try (InputStream device = Files.newInputStream(Path.of("/dev/zram0"))) {
      for (int read = device.readNBytes(block, 0, MIB);
          read > 0;
          read = device.readNBytes(block, 0, MIB)) {
        secret += Marker.SECRET.count(block, read);
        plain += Marker.PLAIN.count(block, read);
      }
    }
    say("secret.onDevice", secret);
    say("plain.onDevice", plain);
  }

  private static void say(String name, Object value) {
    System.out.println(name + "=" + value);
  }

  /** A page of zeros would cost the swap device nothing. */
  private static void fill(TestRegion region) {
    for (long at = 0; at < region.byteCount(); at += PAGE) {
      new com.sun.jna.Pointer(region.address() + at).setLong(0, at * 0x9E3779B97F4A7C15L + 1);
    }
  }

  /** Bytes, as smaps tells them of the region's mappings. */
  private static long swapped(TestRegion region) throws IOException {
    long sum = 0;
    boolean inside = false;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      char first = line.charAt(0);
      if (first < 'A' || first > 'Z') {
        long start = Long.parseUnsignedLong(line, 0, line.indexOf('-'), 16);
        long end = Long.parseUnsignedLong(line, line.indexOf('-') + 1, line.indexOf(' '), 16);
        inside = start < region.address() + region.byteCount() && end > region.address();
      } else if (inside && line.startsWith("Swap:")) {
        sum += 1024 * Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return sum;
  }
}
