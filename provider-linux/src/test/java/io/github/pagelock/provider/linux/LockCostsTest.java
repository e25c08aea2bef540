package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.provider.linux.proc.Mapping;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcStatus;
import io.github.pagelock.spi.LockCost;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a lock takes, on the running kernel; what it really took, says smaps. */
class LockCostsTest {
  private static final int PAGES = 64;

  private final TestMappings memory = new TestMappings();
  private final PageOperations linux = new LinuxProvider().open();

  @AfterEach
  void unmap() {
    memory.close();
  }

  private LockCost cost(long address, int pages) {
    LockCost bytes = linux.cost(List.of(new PageSpan(address, (long) pages * PAGE)));
    return LockCost.of(bytes.newBytes() / PAGE, bytes.cachedBytes() / PAGE);
  }

  /** What smaps says of the mapping that begins there. */
  private static long anonymousPages(long address) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"), ISO_8859_1);
    String start = Long.toHexString(address) + "-";
    int at = 0;
    while (!lines.get(at).startsWith(start)) {
      at++;
    }
    while (!lines.get(at).startsWith("Anonymous:")) {
      at++;
    }
    return Long.parseLong(lines.get(at).replaceAll("\\D", "")) * 1024 / PAGE;
  }

  @Test
  void absentPagesOfAnonymousMemoryAreNew() {
    long address = memory.anonymous(PAGES);
    TestMappings.touch(address, 16);
    assertEquals(LockCost.of(PAGES - 16, 0), cost(address, PAGES));
  }

  @Test
  void memoryThatWasOnlyReadIsCopied() throws IOException {
    long address = memory.anonymous(PAGES);
    TestMappings.read(address, PAGES);
    TestMappings.touch(address, 5);
    assertEquals(
        PAGES, linux.residency(address, (long) PAGES * PAGE).residentPages().orElseThrow());
    long before = anonymousPages(address);

    assertEquals(LockCost.of(PAGES - 5, 0), cost(address, PAGES));

    linux.lock(address, (long) PAGES * PAGE);
    assertEquals(PAGES - 5, anonymousPages(address) - before, "smaps: what the lock has added");
    assertEquals(LockCost.NONE, cost(address, PAGES));
    linux.unlock(address, (long) PAGES * PAGE);
    assertEquals(LockCost.NONE, cost(address, PAGES));
  }

  @Test
  void aPrivateMappingOfAFileIsCopied() throws IOException {
    Path file = ColdFile.of(PAGES);
    try {
      Files.readAllBytes(file);
      long address = memory.privateFile(file, PAGES);
      TestMappings.read(address, PAGES);
      TestMappings.touch(address, 7);
      long before = anonymousPages(address);

      assertEquals(LockCost.of(PAGES - 7, 0), cost(address, PAGES));

      linux.lock(address, (long) PAGES * PAGE);
      assertEquals(PAGES - 7, anonymousPages(address) - before, "smaps: what the lock has added");
      assertEquals(LockCost.NONE, cost(address, PAGES));
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void pageCacheOfAFileIsItsOwn() throws IOException {
    Path file = ColdFile.of(PAGES);
    try {
      long address = ColdFile.map(memory, file, PAGES, 24);
      assumeTrue(
          linux.residency(address, (long) PAGES * PAGE).residentPages().orElseThrow() == 24,
          "the file did not become cold");
      assertEquals(LockCost.of(PAGES - 24, 24), cost(address, PAGES));
      // By whomever: pages that are locked already were not to be reclaimed.
      RawLibC.mlock(address, 10L * PAGE);
      assertEquals(LockCost.of(PAGES - 24, 14), cost(address, PAGES));
      RawLibC.mlock(address, (long) PAGES * PAGE);
      assertEquals(LockCost.NONE, cost(address, PAGES));
    } finally {
      Files.delete(file);
    }
  }

  /** A mapping that is locked on fault maps only what was touched. */
  @Test
  void pageCacheThatALockedMappingDoesNotMapIsItsOwn() throws IOException {
    Path file = ColdFile.of(PAGES);
    try {
      Files.readAllBytes(file);
      long address = memory.file(file, PAGES);
      assertEquals(0, RawLibC.mlock2(address, (long) PAGES * PAGE, Linux.MLOCK_ONFAULT));
      assertEquals(LockCost.of(0, PAGES), cost(address, PAGES));
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void holesOfATmpfsAreNewAndItsPagesAreNoPageCache() throws IOException {
    Path shm = Path.of("/dev/shm");
    assumeTrue(Files.isWritable(shm), "there is no /dev/shm to write to");
    Path file = Files.createTempFile(shm, "pagelock", "");
    try {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.allocate(3 * PAGE));
        channel.write(ByteBuffer.allocate(1), (long) PAGES * PAGE - 1);
      }
      long address = memory.file(file, PAGES);
      assertEquals(LockCost.of(PAGES - 4, 0), cost(address, PAGES));
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void whatCannotBeLockedCostsNothing() {
    long address = memory.anonymous(PAGES);
    memory.unmap(address + 10L * PAGE, 10);
    memory.forbid(address + 30L * PAGE, 10);
    assertEquals(LockCost.of(PAGES - 20, 0), cost(address, PAGES));
  }

  @Test
  void severalSpansCountTheirOwnPagesOnly() {
    long address = memory.anonymous(PAGES);
    TestMappings.touch(address + 8L * PAGE, 1);
    List<PageSpan> spans =
        List.of(
            new PageSpan(address, 4L * PAGE),
            new PageSpan(address + 6L * PAGE, 4L * PAGE),
            new PageSpan(address + 60L * PAGE, 4L * PAGE));
    assertEquals(LockCost.of(11L * PAGE, 0), linux.cost(spans));
  }

  /** A direct buffer of the JDK is zeroed, so all of it is there; huge pages are seen too. */
  @Test
  void memoryThatWasWrittenCostsNothing() {
    int pages = (64 << 20) / PAGE;
    long address = memory.anonymous(pages);
    RawLibC.madvise(address, (long) pages * PAGE, 14); // MADV_HUGEPAGE
    TestMappings.touch(address, pages);
    assertEquals(LockCost.NONE, cost(address, pages));
  }

  /** Others may read that file, and mincore pretends to them. */
  @Test
  void ofAForeignFileTheMappedPagesAreKnown() throws IOException {
    assumeTrue(
        ProcStatus.read(ProcFs.ofThisSystem()).fileSystemUid() == 0,
        "only root can start a JVM as another user");
    Path file = ColdFile.of(PAGES);
    try {
      ChildJvm.run(List.of(), List.of("chmod", "644", file.toString()));
      ChildJvm.Result foreign =
          ChildJvm.run(
              ChildJvm.AS_NOBODY, ChildJvm.java(CostMain.class, file.toString(), "" + PAGES, "12"));
      assertEquals(0, foreign.exit(), foreign.output());
      assertEquals("" + LockCost.of((PAGES - 12L) * PAGE, 12L * PAGE), foreign.value("mapped"));
      assertEquals("" + LockCost.of((PAGES - 12L) * PAGE, 0), foreign.value("locked"));
    } finally {
      Files.delete(file);
    }
  }

  /** Without a page in the pool: nothing touches it. */
  @Test
  void hugePagesOfTheirOwnKindCostNothing() {
    long bytes = 4L << 20;
    int hugeAndNotReserved = 0x40000 | 0x4000;
    long address =
        RawLibC.mmap(
            0,
            bytes,
            RawLibC.PROT_READ | RawLibC.PROT_WRITE,
            RawLibC.MAP_PRIVATE | RawLibC.MAP_ANONYMOUS | hugeAndNotReserved,
            -1,
            0);
    assumeTrue(address != -1, "this kernel maps no huge pages");
    try {
      assertEquals(Set.of("ht"), kept(Smaps.now().at(address).flags(), "ht"));
      assertEquals(LockCost.NONE, cost(address, (int) (bytes / PAGE)));
    } finally {
      RawLibC.munmap(address, bytes);
    }
  }

  private static Set<String> kept(Set<String> flags, String flag) {
    return flags.contains(flag) ? Set.of(flag) : Set.of();
  }

  private static Mapping mapping(String name) {
    return new Mapping(0, PAGE, "r--s", 0, 7, name);
  }

  @Test
  void theFileSystemIsThatOfTheLongestMountPoint() {
    MountTypes types =
        new MountTypes(
            """
            22 1 8:1 / / rw - ext4 /dev/root rw
            30 22 0:26 / /dev/shm rw shared:4 - tmpfs tmpfs rw
            31 22 0:27 / /mnt/huge\\040pages rw - hugetlbfs none rw
            32 30 8:1 /x /dev/shm/disk rw - ext4 /dev/root rw
            """);
    assertTrue(types.isPageCache(mapping("/var/lib/index")));
    assertTrue(types.isPageCache(mapping("/dev/shm/disk/index (deleted)")));
    assertTrue(types.isPageCache(mapping("/dev/shmem/index")));
    assertFalse(types.isPageCache(mapping("/dev/shm/index")));
    assertFalse(types.isPageCache(mapping("/memfd:index (deleted)")));
    assertTrue(types.isHuge(mapping("/mnt/huge pages/index")));
    assertFalse(types.isHuge(mapping("/mnt/huge")));
  }
}
