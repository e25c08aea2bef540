package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.spi.MemoryMapper;
import io.github.pagelock.spi.MemoryMapper.Access;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Each call of a mapper fails in turn: what is said of it, and what is left. */
class MapperFailureTest {
  private static final long SMALL = 2L * PAGE;

  @TempDir Path directory;
  private final ScriptedLibC libc = new ScriptedLibC();
  private MemoryMapper mapper;
  private long address;

  @BeforeEach
  void map() {
    mapper = mapper(ProcFs.ofThisSystem());
    address = mapper.map(SMALL);
  }

  @AfterEach
  void unmap() {
    libc.munmap = 0;
    mapper.unmap(address, SMALL);
  }

  private MemoryMapper mapper(ProcFs proc) {
    return new LinuxPageOperations(libc, proc).mapper().orElseThrow();
  }

  /** Where /proc says nothing but this. */
  private MemoryMapper where(String path, String text) {
    return mapper(new FixtureRoot(directory).with(path, text).proc());
  }

  private static void assertFails(
      String call, String errno, Cause cause, Executable refused, String... words) {
    PageLockException failure = assertThrows(PageLockException.class, refused);
    String text = failure.toString();
    assertEquals(call, failure.operation(), text);
    assertEquals(errno, failure.errnoName(), text);
    assertEquals(cause, failure.diagnosis().orElseThrow().cause(), text);
    assertEquals(cause.reason(), failure.reason(), text);
    for (String word : words) {
      assertTrue(text.contains(word), text);
    }
  }

  private void assertStillReserved() {
    assertFalse(Smaps.now().at(address).flags().contains("rd"));
    mapper.protect(address, SMALL, Access.READ_WRITE);
    assertEquals(0, mapper.buffer(address, 1).get(0));
  }

  @Test
  void eachErrorIsNamedWithItsCall() {
    libc.mmap = Linux.ENOMEM;
    assertFails("mmap", "ENOMEM", Cause.UNKNOWN, () -> mapper.map(SMALL), "neither");
    libc.mmap = Linux.EPERM;
    assertFails("mmap", "EPERM", Cause.UNKNOWN, () -> mapper.map(SMALL), "not expected of mmap");
    libc.mmap = 0;
    libc.mprotect = Linux.EACCES;
    assertFails(
        "mprotect", "EACCES", Cause.UNKNOWN, () -> mapper.protect(address, SMALL, Access.READ));
    libc.madvise = Linux.EPERM;
    assertFails(
        "madvise",
        "EPERM",
        Cause.UNKNOWN,
        () -> mapper.promise(address, SMALL, Capability.NO_DUMP));
    mapper.discard(address, SMALL); // nothing is promised by it
    libc.munmap = Linux.EINVAL;
    assertFails("munmap", "EINVAL", Cause.UNKNOWN, () -> mapper.unmap(address, SMALL));
  }

  @Test
  void nothingElseCanBePromised() {
    assertThrows(
        IllegalArgumentException.class, () -> mapper.promise(address, SMALL, Capability.SEAL));
  }

  @Test
  void theNumberOfMappingsIsFoundOut() {
    MemoryMapper few = where("/proc/self/maps", "1000-2000 rw-p 00000000 00:00 0\n".repeat(94));
    new FixtureRoot(directory).with("/proc/sys/vm/max_map_count", "100\n");
    libc.mprotect = Linux.ENOMEM;
    assertFails(
        "mprotect",
        "ENOMEM",
        Cause.MAPPINGS,
        () -> few.protect(address, SMALL, Access.READ),
        "94 mappings of at most 100",
        "vm.max_map_count=");
    new FixtureRoot(directory).with("/proc/sys/vm/max_map_count", "101\n");
    assertFails(
        "mprotect", "ENOMEM", Cause.UNKNOWN, () -> few.protect(address, SMALL, Access.READ));
  }

  @Test
  void aLimitOfTheProcessIsFoundOut() {
    MemoryMapper limited = where("/proc/self/status", "VmSize:\t 100 kB\nVmData:\t 50 kB\n");
    libc.mmap = Linux.ENOMEM;
    libc.softAndHard = 100 * 1024 + SMALL - 1;
    assertFails(
        "mmap",
        "ENOMEM",
        Cause.MEMORY,
        () -> limited.map(SMALL),
        SMALL + " bytes to 102400 bytes of address space",
        "limit on that is " + (100 * 1024 + SMALL - 1) + " bytes",
        "ulimit -v unlimited",
        "LimitAS=infinity");
    new FixtureRoot(directory).with("/proc/self/status", "VmSize:\t 0 kB\nVmData:\t 100 kB\n");
    assertFails(
        "mmap",
        "ENOMEM",
        Cause.MEMORY,
        () -> limited.map(SMALL),
        "102400 bytes of private memory that may be written",
        "ulimit -d unlimited");
    libc.softAndHard = 100 * 1024 + SMALL;
    assertFails("mmap", "ENOMEM", Cause.UNKNOWN, () -> limited.map(SMALL));
  }

  @Test
  void theCommitLimitIsFoundOut() {
    MemoryMapper strict = where("/proc/sys/vm/overcommit_memory", "2\n");
    new FixtureRoot(directory)
        .with("/proc/meminfo", "CommitLimit:    20 kB\nCommitted_AS:   19 kB\n");
    libc.mprotect = Linux.ENOMEM;
    assertFails(
        "mprotect",
        "ENOMEM",
        Cause.MEMORY,
        () -> strict.protect(address, SMALL, Access.READ_WRITE),
        "of 20480 bytes",
        "19456 are given away",
        "vm.overcommit_memory=0");
  }

  @Test
  void memoryThatMayNotBeLockedIsOfTheLimit() {
    MemoryMapper limited = where("/proc/self/status", "VmLck:\t 60 kB\nCapEff:\t0\n");
    libc.softAndHard = 64 * 1024;
    libc.mmap = Linux.EAGAIN;
    assertFails(
        "mmap",
        "EAGAIN",
        Cause.LIMIT,
        () -> limited.mapSecret(address, SMALL),
        "adds " + SMALL + " bytes",
        (60 * 1024 + SMALL) + " bytes in all",
        "the limit on locked memory is 65536",
        "Remedy: ");
    libc.softAndHard = 0;
    assertFails("mmap", "EAGAIN", Cause.LIMIT_ZERO, () -> limited.mapSecret(address, SMALL));
    libc.softAndHard = 1 << 20;
    assertFails(
        "mmap",
        "EAGAIN",
        Cause.LIMIT,
        () -> limited.mapSecret(address, SMALL),
        "another thread has unlocked since");
    libc.softAndHard = -1;
    assertFails("mmap", "EAGAIN", Cause.UNKNOWN, () -> limited.mapSecret(address, SMALL));
    libc.mmap = 0;
    assertStillReserved();
  }

  @Test
  void aKernelWithoutSecretMemoryIsSaidToBeOne() {
    libc.memfdSecret = Linux.ENOSYS;
    assertFails(
        "memfd_secret",
        "ENOSYS",
        Cause.MISSING_CALL,
        () -> mapper.mapSecret(address, SMALL),
        "since 5.14",
        "secretmem.enable=1");
    libc.memfdSecret = Linux.EMFILE;
    assertFails(
        "memfd_secret",
        "EMFILE",
        Cause.UNKNOWN,
        () -> mapper.mapSecret(address, SMALL),
        "file descriptor");
    libc.memfdSecret = Linux.EPERM;
    assertFails("memfd_secret", "EPERM", Cause.UNKNOWN, () -> mapper.mapSecret(address, SMALL));
    assertStillReserved();
  }

  @Test
  void secretMemoryThatCannotBeMadeLeavesThePagesAndNothingElse() {
    int files = Path.of("/proc/self/fd").toFile().list().length;
    long locked = VmLck.bytes();
    libc.ftruncate = Linux.EINVAL;
    assertFails("ftruncate", "EINVAL", Cause.UNKNOWN, () -> mapper.mapSecret(address, SMALL));
    libc.ftruncate = 0;
    libc.mremap = Linux.ENOMEM;
    assertFails("mremap", "ENOMEM", Cause.UNKNOWN, () -> mapper.mapSecret(address, SMALL));
    assertEquals(locked, VmLck.bytes());
    assertEquals(files, Path.of("/proc/self/fd").toFile().list().length);
    assertStillReserved();
  }

  /** As a kernel would that has unmapped the pages before it failed. */
  @Test
  void pagesThatAreGoneAreReservedAgain() {
    ScriptedLibC losing =
        new ScriptedLibC() {
          @Override
          public int mremap(long from, long byteCount, long to) {
            munmap(to, byteCount);
            return Linux.ENOMEM;
          }
        };
    MemoryMapper other =
        new LinuxPageOperations(losing, ProcFs.ofThisSystem()).mapper().orElseThrow();
    assertFails("mremap", "ENOMEM", Cause.UNKNOWN, () -> other.mapSecret(address, SMALL));
    assertStillReserved();
  }

  @Test
  void withoutSmapsNobodyTellsWhatIsKept() {
    MemoryMapper blind = where("/proc/self/maps", "");
    PageLockException failure =
        assertThrows(PageLockException.class, () -> blind.kept(address, SMALL));
    assertEquals(Reason.OTHER, failure.reason());
    assertTrue(failure.toString().contains("/proc/self/smaps"), failure.toString());
    assertTrue(failure.toString().contains("mount /proc"), failure.toString());
  }
}
