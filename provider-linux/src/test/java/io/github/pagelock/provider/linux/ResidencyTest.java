package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.Residency;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcStatus;
import io.github.pagelock.spi.PageOperations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResidencyTest {
  private static final int PAGES = 16;

  private final TestMappings memory = new TestMappings();
  private final PageOperations linux = new LinuxProvider().open();

  @AfterEach
  void unmap() {
    memory.close();
  }

  @Test
  void countsThePagesThatWereTouched() {
    int pages = 10_000; // more than two batches of 4,000
    long address = memory.anonymous(pages);
    RawLibC.madvise(address, (long) pages * PAGE, 15); // MADV_NOHUGEPAGE
    assertEquals(0, linux.residency(address, (long) pages * PAGE).residentPages().orElseThrow());
    TestMappings.touch(address + 3990L * PAGE, 10);
    TestMappings.touch(address + 9999L * PAGE, 1);
    Residency residency = linux.residency(address, (long) pages * PAGE);
    assertEquals(Residency.of(pages, 11, PAGE), residency);
    assertEquals(11L * PAGE, residency.residentBytes().orElseThrow());
  }

  @Test
  void aHoleIsNotMapped() {
    long address = memory.anonymous(4);
    memory.unmap(address + PAGE, 1);
    PageLockException failure =
        assertThrows(PageLockException.class, () -> linux.residency(address, 4 * PAGE));
    assertEquals(Reason.NOT_MAPPED, failure.reason());
    assertEquals(Linux.ENOMEM, failure.errno());
  }

  /** A file that nobody has read since it was written and forgotten by the page cache. */
  private static Path coldFile(String permissions) throws IOException {
    Path file = Files.createTempFile(Path.of("/var/tmp"), "pagelock-cold", "");
    Files.write(file, new byte[PAGES * PAGE]);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    ChildJvm.Result dropped =
        ChildJvm.run(
            List.of(),
            List.of("dd", "of=" + file, "oflag=nocache", "conv=notrunc,fdatasync", "count=0"));
    assertEquals(0, dropped.exit(), dropped.output());
    return file;
  }

  private static ChildJvm.Result asNobody(Path file) {
    assumeTrue(
        ProcStatus.read(ProcFs.ofThisSystem()).fileSystemUid() == 0,
        "only root can start a JVM as another user");
    ChildJvm.Result result =
        ChildJvm.run(
            ChildJvm.AS_NOBODY, ChildJvm.java(ResidencyMain.class, file.toString(), "" + PAGES));
    assertEquals(0, result.exit(), result.output());
    return result;
  }

  @Test
  void itIsUnknownWhereMincorePretends() throws IOException {
    Path file = coldFile("rw-r--r--");
    try {
      ChildJvm.Result foreign = asNobody(file);
      assertEquals(PAGES, Integer.parseInt(foreign.value("mincore")), "mincore pretends");
      String provider = foreign.value("provider");
      assertTrue(provider.contains("residentPages=unknown,"), provider);
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void itIsKnownOfAFileThatMayBeWritten() throws IOException {
    Path file = coldFile("rw-rw-rw-");
    try {
      ChildJvm.Result writable = asNobody(file);
      String provider = writable.value("provider");
      assertTrue(provider.contains("residentPages=" + writable.value("mincore") + ","), provider);
      assumeTrue(!writable.value("mincore").equals("" + PAGES), "the file did not become cold");
    } finally {
      Files.delete(file);
    }
  }

  /** Where mincore says nothing, smaps tells whether a lock still keeps its pages. */
  @Test
  void verifyIsRightWhereMincorePretends() throws IOException {
    Path file = coldFile("rw-r--r--");
    try {
      ChildJvm.Result foreign = asNobody(file);
      assertEquals("[LOCKED]", foreign.value("verify"));
      assumeTrue(
          !foreign.value("dontneedLocked").equals("" + Linux.EINVAL),
          "MADV_DONTNEED_LOCKED needs Linux 5.18");
      assertEquals("[NOT_RESIDENT]", foreign.value("dropped"));
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void ofOnesOwnFileItIsKnown() throws IOException {
    Path file = Files.createTempFile("pagelock-own", "");
    try {
      Files.write(file, new byte[PAGES * PAGE]);
      long address = memory.file(file, PAGES);
      assertEquals(Residency.of(PAGES, PAGES, PAGE), linux.residency(address, (long) PAGES * PAGE));
    } finally {
      Files.delete(file);
    }
  }
}
