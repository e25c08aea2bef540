package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Cure;
import io.github.pagelock.LockLimits;
import io.github.pagelock.Remedy;
import io.github.pagelock.spi.Bound;
import org.junit.jupiter.api.Test;

class CuresTest {
  private static LockLimits limits(long soft, long hard) {
    return new LockLimits(soft, hard, 0, false, "");
  }

  private Remedy lockedBytes(long soft, long hard, long needed) {
    return Cures.moreLockedBytes(limits(soft, hard), needed).best().orElseThrow();
  }

  @Test
  void withinTheHardLimitTheShellCanRaiseTheSoftOne() {
    Remedy remedy = lockedBytes(65536, 8388608, 70000);
    assertTrue(remedy.tried());
    assertTrue(remedy.text().startsWith("run `ulimit -S -l 69`"), remedy.text());
    assertTrue(lockedBytes(65536, 8388608, 8388608).tried());
    assertTrue(lockedBytes(65536, LockLimits.UNLIMITED, 1L << 40).tried());
  }

  @Test
  void overTheHardLimitItTakesRoot() {
    Remedy remedy = lockedBytes(65536, 8388608, 8388609);
    assertFalse(remedy.tried());
    assertTrue(remedy.text().contains("--memlock=8389632:8389632`"), remedy.text());
    assertTrue(remedy.text().contains("memlock 8193`"), remedy.text());
  }

  @Test
  void whoIsExemptNeedsNone() {
    assertEquals(Cure.NONE, Cures.moreLockedBytes(new LockLimits(0, 0, 0, true, ""), 4096));
  }

  @Test
  void forMappingsItLeavesTheTenthThatTheJvmNeeds() {
    Remedy remedy = Cures.moreMappings(90_000).best().orElseThrow();
    assertEquals("as root run `sysctl -w vm.max_map_count=100001`", remedy.text());
    assertFalse(remedy.tried());
  }

  @Test
  void forMemoryItNamesTheCgroup() {
    assertFalse(Cures.moreMemory(5000, "MemAvailable").toString().contains("memory.max"));
    String text = Cures.moreMemory(5000, "memory cgroup /sys/fs/cgroup/app").toString();
    assertTrue(text.contains("memory cgroup /sys/fs/cgroup/app"), text);
  }

  @Test
  void everyBoundHasOneHere() {
    var linux = new LinuxProvider().open();
    assertTrue(linux.cure(Bound.MAPPINGS, 100_000).best().isPresent());
    assertTrue(linux.cure(Bound.MEMORY, 1 << 20).best().isPresent());
    assertEquals(linux.limits().exempt(), linux.cure(Bound.LOCKED_BYTES, 1 << 20).best().isEmpty());
  }
}
