package io.github.pagelock.provider.fallback.libc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.jna.CLibrary;
import io.github.pagelock.provider.linux.TestMappings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bindings, on the running system, in all ways to call the C library. */
class JnaLibCTest {
  @ParameterizedTest
  @EnumSource
  void everyCallReachesTheSystemAndKeepsItsErrno(CLibrary way) throws IOException {
    LibC libc = JnaLibC.load(way);
    long softLimit = -2;
    for (String line : Files.readAllLines(Path.of("/proc/self/limits"), StandardCharsets.UTF_8)) {
      if (line.startsWith("Max locked memory")) {
        String soft = line.substring(18).strip().split(" +", -1)[0];
        softLimit = soft.equals("unlimited") ? -1 : Long.parseLong(soft);
      }
    }
    long[] softAndHard = new long[2];
    assertEquals(0, libc.getrlimit(8, softAndHard));
    assertEquals(softLimit, softAndHard[0]);
    assertEquals(22, libc.getrlimit(-1, softAndHard));
    assertEquals(TestMappings.PAGE, libc.getpagesize());
    assertEquals("Cannot allocate memory", libc.strerror(12));
    try (TestMappings memory = new TestMappings()) {
      long address = memory.anonymous(4);
      assertTrue(libc.hasMincore());
      byte[] residency = {9, 9, 9, 9};
      assertEquals(0, libc.mincore(address, 4 * TestMappings.PAGE, residency));
      assertEquals(0, residency[0] & 1);
      assertEquals(0, libc.mlock(address + TestMappings.PAGE, 2 * TestMappings.PAGE));
      assertEquals(0, libc.mincore(address, 4 * TestMappings.PAGE, residency));
      assertEquals("0110", "" + residency[0] + residency[1] + residency[2] + residency[3]);
      memory.unmap(address + TestMappings.PAGE, 1);
      assertEquals(12, libc.munlock(address, 4 * TestMappings.PAGE));
      assertEquals(12, libc.mincore(address, 4 * TestMappings.PAGE, residency));
      assertEquals(12, libc.mlock(address, 4 * TestMappings.PAGE));
      assertEquals(0, libc.munlock(address + 2 * TestMappings.PAGE, 2 * TestMappings.PAGE));
      int[] ends = new int[2];
      assertEquals(0, libc.pipe(ends));
      assertEquals(14, libc.writeByte(ends[1], address + TestMappings.PAGE));
      assertEquals(0, libc.writeByte(ends[1], address));
      assertEquals(0, libc.readByte(ends[0]));
      assertEquals(0, libc.close(ends[0]));
      assertEquals(0, libc.close(ends[1]));
      assertEquals(9, libc.writeByte(ends[1], address));
    }
  }
}
