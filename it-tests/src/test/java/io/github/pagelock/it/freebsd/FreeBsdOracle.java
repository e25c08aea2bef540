package io.github.pagelock.it.freebsd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import io.github.pagelock.tck.LockOracle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * procstat(1) for bytes; for pages msync with MS_INVALIDATE, which fails with EBUSY exactly for
 * locked ones and does nothing else to anonymous memory; mincore for residency.
 */
public final class FreeBsdOracle implements LockOracle {
  /** sys/mman.h. */
  private static final int MS_INVALIDATE = 2;

  /** sys/errno.h. */
  private static final int EBUSY = 16;

  private interface Calls extends Library {
    int msync(long address, long byteCount, int flags);

    int mincore(long address, long byteCount, byte[] residency);

    int getpagesize();
  }

  private final Calls libc = Native.load(Platform.C_LIBRARY_NAME, Calls.class);
  private final long page = libc.getpagesize();

  @Override
  public long lockedBytes() {
    return procstat().stream().mapToLong(FreeBsdOracle::lockedBytes).sum();
  }

  /** PID START END PRT RES PRES REF SHD FLAG TP PATH, with a W among the flags if it is locked. */
  private static long lockedBytes(String line) {
    String[] fields = line.strip().split("\\s+", -1);
    return fields[8].contains("W") ? Long.decode(fields[2]) - Long.decode(fields[1]) : 0;
  }

  private static List<String> procstat() {
    String pid = Long.toString(ProcessHandle.current().pid());
    try {
      Process process = new ProcessBuilder("procstat", "-h", "-v", pid).start();
      try (BufferedReader out = process.inputReader()) {
        List<String> lines = out.lines().filter(line -> line.contains(" 0x")).toList();
        assertTrue(!lines.isEmpty(), "procstat -v " + pid + " shows no mapping");
        return lines;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean tellsPages() {
    return true;
  }

  @Override
  public boolean isLocked(long pageAddress) {
    return libc.msync(pageAddress, page, MS_INVALIDATE) != 0 && Native.getLastError() == EBUSY;
  }

  @Override
  public boolean isOnFault(long pageAddress) {
    return false;
  }

  @Override
  public boolean isResident(long pageAddress) {
    byte[] residency = new byte[1];
    return libc.mincore(pageAddress, page, residency) == 0 && (residency[0] & 1) != 0;
  }
}
