package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.spi.MemoryRoom;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryLeftTest {
  private static final String V2 =
      "29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
  private static final String V1 =
      """
      31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
      32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu
      35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
      """;
  private static final String UNLIMITED_V1 = "9223372036854771712\n";

  @TempDir Path directory;
  private FixtureRoot root = new FixtureRoot(Path.of("/nowhere"));

  @BeforeEach
  void system() {
    root = new FixtureRoot(directory);
    root.with("/proc/meminfo", "MemTotal: 9000 kB\nMemFree: 10 kB\nMemAvailable:    8000 kB\n");
  }

  private MemoryRoom left() {
    return new MemoryLeft(root.proc()).now();
  }

  private void v2(String path, String max, long current, long inactive, long active) {
    root.with("/sys/fs/cgroup" + path + "/memory.max", max + "\n")
        .with("/sys/fs/cgroup" + path + "/memory.current", current + "\n")
        .with(
            "/sys/fs/cgroup" + path + "/memory.stat",
            "anon 5\nfile 7\ninactive_anon 1\nactive_anon 2\ninactive_file "
                + inactive
                + "\nactive_file "
                + active
                + "\n");
  }

  private void v1(String path, String limit, long usage, long inactive, long active) {
    root.with("/sys/fs/cgroup/memory" + path + "/memory.limit_in_bytes", limit)
        .with("/sys/fs/cgroup/memory" + path + "/memory.usage_in_bytes", usage + "\n")
        .with("/sys/fs/cgroup/memory" + path + "/memory.use_hierarchy", "1\n")
        .with(
            "/sys/fs/cgroup/memory" + path + "/memory.stat",
            "inactive_file 1\nactive_file 1\ntotal_inactive_file "
                + inactive
                + "\ntotal_active_file "
                + active
                + "\n");
  }

  @Test
  void withoutCgroupsTheSystemTells() {
    assertEquals(MemoryRoom.of(8000 * 1024, "MemAvailable"), left());
  }

  @Test
  void withNothingToReadNothingIsTold() {
    root = new FixtureRoot(directory.resolve("empty"));
    assertEquals(MemoryRoom.ALL_UNKNOWN, left());
  }

  @Test
  void version2CountsReclaimableFilePages() {
    root.with("/proc/self/mountinfo", V2).with("/proc/self/cgroup", "0::/app\n");
    v2("/app", "100000", 90000, 3000, 2000);
    assertEquals(MemoryRoom.of(15000, "memory cgroup /sys/fs/cgroup/app"), left());
  }

  @Test
  void theTightestOfTheNestedCgroupsBinds() {
    root.with("/proc/self/mountinfo", V2).with("/proc/self/cgroup", "0::/slice/app/leaf\n");
    v2("/slice/app/leaf", "max", 100, 0, 0);
    v2("/slice/app", "500000", 100, 0, 0);
    v2("/slice", "50000", 40000, 0, 0);
    assertEquals(MemoryRoom.of(10000, "memory cgroup /sys/fs/cgroup/slice"), left());
  }

  @Test
  void maxIsNoLimit() {
    root.with("/proc/self/mountinfo", V2).with("/proc/self/cgroup", "0::/app\n");
    v2("/app", "max", 90000, 0, 0);
    assertEquals("MemAvailable", left().boundBy());
  }

  @Test
  void aCgroupOverItsLimitHasNothingLeft() {
    root.with("/proc/self/mountinfo", V2).with("/proc/self/cgroup", "0::/app\n");
    v2("/app", "1000", 1200, 0, 0);
    assertEquals(0, left().availableBytes());
  }

  /** Beyond it the kernel throttles to a standstill. */
  @Test
  void memoryHighIsALimitToo() {
    root.with("/proc/self/mountinfo", V2).with("/proc/self/cgroup", "0::/slice/app\n");
    v2("/slice/app", "500000", 100, 0, 0);
    v2("/slice", "max", 40000, 500, 600);
    root.with("/sys/fs/cgroup/slice/memory.high", "50000\n");
    MemoryRoom room = left();
    assertEquals(MemoryRoom.of(11100, "memory cgroup /sys/fs/cgroup/slice (memory.high)"), room);
    assertTrue(room.throttles() && room.isCgroup());
    assertEquals(
        new Situation.Group("/sys/fs/cgroup/slice/memory.high", 50000, 11100, false),
        new MemoryLeft(root.proc()).group(room));
  }

  @Test
  void memoryHighAboveTheLimitBindsNothing() {
    root.with("/proc/self/mountinfo", V2).with("/proc/self/cgroup", "0::/app\n");
    v2("/app", "100000", 90000, 0, 0);
    root.with("/sys/fs/cgroup/app/memory.high", "max\n");
    assertEquals(MemoryRoom.of(10000, "memory cgroup /sys/fs/cgroup/app"), left());
    root.with("/sys/fs/cgroup/app/memory.high", "200000\n");
    assertEquals(10000, left().availableBytes());
  }

  private long leftWithout(long cachedBytes) {
    return new MemoryLeft(root.proc()).without(cachedBytes).availableBytes();
  }

  /** The range's own pages cannot be reclaimed and be resident at once. */
  @Test
  void ownPageCacheIsTakenOffWhatTheGroupCouldReclaim() {
    root.with("/proc/self/mountinfo", V2).with("/proc/self/cgroup", "0::/app\n");
    v2("/app", "100000", 90000, 3000, 2000);
    assertEquals(15000 - 4000, leftWithout(4000));
    // Not more than it has: the rest is charged elsewhere.
    assertEquals(10000, leftWithout(70000));
  }

  @Test
  void ownPageCacheMayMakeAnotherGroupBind() {
    root.with("/proc/self/mountinfo", V1).with("/proc/self/cgroup", "4:memory:/outer/app\n");
    v1("/outer/app", "12000\n", 9000, 0, 0);
    v1("/outer", "20000\n", 19000, 4000, 2000);
    assertEquals("memory cgroup /sys/fs/cgroup/memory/outer/app", left().boundBy());
    assertEquals(
        MemoryRoom.of(1500, "memory cgroup /sys/fs/cgroup/memory/outer"),
        new MemoryLeft(root.proc()).without(5500));
  }

  @Test
  void ownPageCacheIsTakenOffMemAvailable() {
    root.with(
        "/proc/meminfo",
        "MemAvailable: 8000 kB\nActive(anon): 9 kB\nActive(file): 1000 kB\nInactive(file): 500 kB\n");
    assertEquals((8000 - 1200) * 1024, leftWithout(1200 * 1024));
    assertEquals((8000 - 1500) * 1024, leftWithout(9000 * 1024));
  }

  @Test
  void version1IsReadToo() {
    root.with("/proc/self/mountinfo", V1)
        .with("/proc/self/cgroup", "9:name=systemd:/\n4:memory:/outer/app\n1:cpu:/\n0::/\n");
    v1("/outer/app", UNLIMITED_V1, 100, 0, 0);
    v1("/outer", "20000\n", 15000, 100, 23);
    v1("", UNLIMITED_V1, 100, 0, 0);
    assertEquals(MemoryRoom.of(5123, "memory cgroup /sys/fs/cgroup/memory/outer"), left());
  }

  @Test
  void version1WithoutHierarchyDoesNotChargeTheParent() {
    root.with("/proc/self/mountinfo", V1).with("/proc/self/cgroup", "4:cpu,memory:/outer/app\n");
    v1("/outer/app", UNLIMITED_V1, 100, 0, 0);
    v1("/outer", "20000\n", 15000, 0, 0);
    root.with("/sys/fs/cgroup/memory/outer/memory.use_hierarchy", "0\n");
    assertEquals("MemAvailable", left().boundBy());
  }

  /** In a container the process's path is the host's, and what is mounted is its own cgroup. */
  @Test
  void theMountedRootIsTakenOffThePath() {
    root.with("/proc/self/mountinfo", V2.replace(" / /sys", " /docker/abc /sys"))
        .with("/proc/self/cgroup", "0::/docker/abc\n");
    v2("", "3000", 1000, 0, 0);
    assertEquals(MemoryRoom.of(2000, "memory cgroup /sys/fs/cgroup"), left());
  }

  @Test
  void aPathThatANamespaceHidesFallsBackToTheMountPoint() {
    root.with("/proc/self/mountinfo", V2).with("/proc/self/cgroup", "0::/../../other\n");
    v2("", "3000", 1000, 0, 0);
    assertEquals(2000, left().availableBytes());
  }

  @Test
  void filesThatAreMissingLimitNothing() {
    root.with("/proc/self/mountinfo", V1).with("/proc/self/cgroup", "4:memory:/not/visible\n");
    assertEquals("MemAvailable", left().boundBy());
  }

  @Test
  void blanksInTheMountPointAreUnderstood() {
    root.with("/proc/self/mountinfo", V2.replace("/sys/fs/cgroup", "/my\\040groups"))
        .with("/proc/self/cgroup", "0::/app\n")
        .with("/my groups/app/memory.max", "700\n")
        .with("/my groups/app/memory.current", "200\n");
    assertEquals(MemoryRoom.of(500, "memory cgroup /my groups/app"), left());
  }

  @Test
  void theGroupThatBindsIsFoundWithItsFile() {
    root.with("/proc/self/mountinfo", V2).with("/proc/self/cgroup", "0::/slice/app\n");
    v2("/slice/app", "500000", 100, 0, 0);
    v2("/slice", "50000", 40000, 0, 0);
    MemoryLeft memory = new MemoryLeft(root.proc());
    String file = "/sys/fs/cgroup/slice/memory.max";
    assertEquals(new Situation.Group(file, 50000, 10000, false), memory.group(memory.now()));
    assertEquals(Situation.Group.NONE, memory.group(MemoryRoom.ALL_UNKNOWN));
  }

  @Test
  void theFirstGroupThatAContainerSeesIsItsOwn() {
    root.with("/proc/self/mountinfo", V1).with("/proc/self/cgroup", "4:memory:/\n");
    v1("", "20000\n", 15000, 0, 0);
    MemoryLeft memory = new MemoryLeft(root.proc());
    String file = "/sys/fs/cgroup/memory/memory.limit_in_bytes";
    assertEquals(new Situation.Group(file, 20000, 5000, true), memory.group(memory.now()));
  }

  @Test
  void thisSystemTells() {
    MemoryRoom room = new MemoryLeft(ProcFs.ofThisSystem()).now();
    assertTrue(room.availableBytes() > 0, room.toString());
  }
}
