package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pagelock.Capability;
import io.github.pagelock.provider.linux.proc.ProcFs;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is claimed is what works on one page. */
class MapperTrialTest {
  private static final Set<Capability> ALL =
      EnumSet.of(
          Capability.GUARD_PAGES,
          Capability.NO_DUMP,
          Capability.WIPE_ON_FORK,
          Capability.SEAL,
          Capability.SECRET_MEMORY);

  /** Refuses one advice. */
  private static final class Advised extends ScriptedLibC {
    final Set<Integer> refused;
    final int errno;

    Advised(int errno, Integer... refused) {
      this.refused = Set.of(refused);
      this.errno = errno;
    }

    @Override
    public int madvise(long address, long byteCount, int advice) {
      return refused.contains(advice) ? errno : super.madvise(address, byteCount, advice);
    }
  }

  private static Set<Capability> claimed(ScriptedLibC libc) {
    LinuxPageOperations linux = new LinuxPageOperations(libc, ProcFs.ofThisSystem());
    Set<Capability> claimed = EnumSet.copyOf(linux.capabilities());
    claimed.retainAll(ALL);
    assertEquals(!claimed.isEmpty(), linux.mapper().isPresent());
    return claimed;
  }

  private static Set<Capability> allBut(Capability... missing) {
    Set<Capability> rest = EnumSet.copyOf(ALL);
    rest.removeAll(Set.of(missing));
    return rest;
  }

  @Test
  void withoutMappingOrProtectingThereIsNoMapper() {
    ScriptedLibC libc = new ScriptedLibC();
    libc.mmap = Linux.EPERM;
    assertEquals(Set.of(), claimed(libc));
    libc.mmap = 0;
    libc.mprotect = Linux.EPERM;
    assertEquals(Set.of(), claimed(libc));
  }

  @ParameterizedTest
  @CsvSource({"1", "22", "38"})
  void adviceThatFailsIsNotClaimed(int errno) {
    assertEquals(allBut(Capability.NO_DUMP), claimed(new Advised(errno, Linux.MADV_DONTDUMP)));
    assertEquals(
        allBut(Capability.WIPE_ON_FORK),
        claimed(new Advised(errno, Linux.MADV_WIPEONFORK, Linux.MADV_DONTFORK)));
  }

  /** Before 4.14. */
  @Test
  void whereNothingIsWipedChildrenDoNotGetIt() {
    assertEquals(ALL, claimed(new Advised(Linux.EINVAL, Linux.MADV_WIPEONFORK)));
  }

  @ParameterizedTest
  @CsvSource({"1", "24", "38"})
  void secretMemoryThatCannotBeMadeIsNotClaimed(int errno) {
    ScriptedLibC libc = new ScriptedLibC();
    libc.memfdSecret = errno;
    assertEquals(allBut(Capability.SECRET_MEMORY), claimed(libc));
  }

  @Test
  void theTrialUnmapsItsPage() {
    Set<Long> mapped = new HashSet<>();
    claimed(
        new ScriptedLibC() {
          @Override
          public long mmap(
              long address, long bytes, int protection, int flags, int file, long offset) {
            long made = super.mmap(address, bytes, protection, flags, file, offset);
            mapped.add(made);
            return made;
          }

          @Override
          public int mremap(long address, long byteCount, long to) {
            mapped.remove(address);
            return super.mremap(address, byteCount, to);
          }

          @Override
          public int munmap(long address, long byteCount) {
            mapped.remove(address);
            return super.munmap(address, byteCount);
          }
        });
    assertEquals(Set.of(), mapped);
  }

  /** As after the move by Linux 6.12. */
  @Test
  void secretMemoryThatIsNotLockedIsNotClaimed() {
    ScriptedLibC libc =
        new ScriptedLibC() {
          @Override
          public int msync(long address, long byteCount, int flags) {
            return 0;
          }
        };
    assertEquals(allBut(Capability.SECRET_MEMORY), claimed(libc));
  }
}
