package io.github.pagelock.provider.freebsd;

import static io.github.pagelock.provider.freebsd.FakeFreeBsd.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.MemoryMapper;
import io.github.pagelock.spi.MemoryMapper.Access;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Memory of Pagelock's own, where FreeBSD's calls succeed and fail. */
class MemoryMapperTest {
  private static final Set<Capability> ALL =
      EnumSet.of(
          Capability.GUARD_PAGES, Capability.NO_DUMP, Capability.WIPE_ON_FORK, Capability.SEAL);

  private final FakeFreeBsd kernel = new FakeFreeBsd(8);

  private MemoryMapper mapper() {
    return kernel.operations().mapper().orElseThrow();
  }

  private Set<Capability> claimed() {
    Set<Capability> claimed = EnumSet.copyOf(kernel.operations().capabilities());
    claimed.retainAll(ALL);
    return claimed;
  }

  private PageLockException failure(Consumer<MemoryMapper> call, Runnable before) {
    MemoryMapper mapper = mapper();
    before.run();
    return assertThrows(PageLockException.class, () -> call.accept(mapper));
  }

  private static void assertFailure(
      Reason reason, String errnoName, String says, PageLockException failure) {
    assertEquals(reason, failure.reason());
    assertEquals(errnoName, failure.errnoName());
    assertTrue(failure.getMessage().contains(says), failure::toString);
  }

  @Test
  void openingTriesAllAndLeavesNothingMapped() {
    assertEquals(ALL, claimed());
    assertEquals(8, kernel.mapped.size());
  }

  @Test
  void whatDoesNotWorkIsNotClaimed() {
    kernel.minheritErrno = FreeBsd.EINVAL;
    assertEquals(
        EnumSet.of(Capability.GUARD_PAGES, Capability.NO_DUMP, Capability.SEAL), claimed());
    kernel.madviseErrno = FreeBsd.ECAPMODE;
    assertEquals(EnumSet.of(Capability.GUARD_PAGES, Capability.SEAL), claimed());
    assertEquals(8, kernel.mapped.size());
  }

  @Test
  void withoutMemoryOrAccessToItThereIsNoMapper() {
    kernel.mprotectErrno = FreeBsd.EACCES;
    assertEquals(Set.of(), claimed());
    kernel.mmapErrno = FreeBsd.ENOMEM;
    assertEquals(Set.of(), claimed());
    assertTrue(kernel.operations().mapper().isEmpty());
    assertEquals(8, kernel.mapped.size());
  }

  @Test
  void aLibraryWithoutACallIsOneThatCannot() {
    FakeFreeBsd old =
        new FakeFreeBsd(8) {
          @Override
          public int minherit(long address, long byteCount, int inheritance) {
            throw new UnsatisfiedLinkError("minherit");
          }
        };
    FreeBsdPageOperations operations = old.operations();
    assertFalse(operations.capabilities().contains(Capability.WIPE_ON_FORK));
    assertTrue(operations.capabilities().contains(Capability.NO_DUMP));
  }

  @Test
  void accessIsThatOfTheHeader() {
    MemoryMapper mapper = mapper();
    long address = mapper.map(3L * PAGE);
    assertEquals(0, kernel.mapped.get(address));
    for (Map.Entry<Access, Integer> each :
        Map.of(Access.NONE, 0, Access.READ, 1, Access.READ_WRITE, 3).entrySet()) {
      mapper.protect(address + PAGE, PAGE, each.getKey());
      assertEquals(each.getValue(), kernel.mapped.get(address + PAGE));
    }
    mapper.unmap(address, 3L * PAGE);
    assertEquals(8, kernel.mapped.size());
  }

  @Test
  void promisesAndDiscardingReachTheKernel() {
    MemoryMapper mapper = mapper();
    long address = mapper.map(2L * PAGE);
    mapper.promise(address, PAGE, Capability.NO_DUMP);
    mapper.promise(address, PAGE, Capability.WIPE_ON_FORK);
    assertEquals(8, kernel.advised.get(address));
    assertEquals(3, kernel.inherited.get(address));
    assertFalse(kernel.advised.containsKey(address + PAGE));
    mapper.discard(address, PAGE);
    assertEquals(5, kernel.advised.get(address));
    assertThrows(
        IllegalArgumentException.class, () -> mapper.promise(address, PAGE, Capability.SEAL));
  }

  @Test
  void whatIsKeptIsWhatTheMapSays() {
    MemoryMapper mapper = mapper();
    long address = mapper.map(4L * PAGE);
    mapper.protect(address + PAGE, 2L * PAGE, Access.READ_WRITE);
    mapper.promise(address + PAGE, 2L * PAGE, Capability.WIPE_ON_FORK);
    assertEquals(Set.of(Capability.GUARD_PAGES), mapper.kept(address + PAGE, 2L * PAGE));

    mapper.promise(address + PAGE, PAGE, Capability.NO_DUMP);
    assertEquals(Set.of(Capability.GUARD_PAGES), mapper.kept(address + PAGE, 2L * PAGE));
    mapper.promise(address + 2L * PAGE, PAGE, Capability.NO_DUMP);
    assertEquals(
        Set.of(Capability.GUARD_PAGES, Capability.NO_DUMP), mapper.kept(address + PAGE, 2L * PAGE));
    assertEquals(Set.of(Capability.NO_DUMP), mapper.kept(address + PAGE, PAGE));

    mapper.protect(address + PAGE, 2L * PAGE, Access.NONE);
    assertEquals(
        Set.of(Capability.GUARD_PAGES, Capability.NO_DUMP), mapper.kept(address + PAGE, 2L * PAGE));
  }

  @Test
  void aHoleIsNoGuard() {
    MemoryMapper mapper = mapper();
    long address = mapper.map(3L * PAGE);
    mapper.protect(address + PAGE, PAGE, Access.READ_WRITE);
    kernel.mapped.remove(address + 2L * PAGE);
    assertEquals(Set.of(), mapper.kept(address + PAGE, PAGE));
    kernel.mapped.put(address + 2L * PAGE, 0);
    kernel.mapped.remove(address);
    assertEquals(Set.of(), mapper.kept(address + PAGE, PAGE));
  }

  @Test
  void withoutTheMapNothingIsKnown() {
    PageLockException failure =
        failure(mapper -> mapper.kept(PAGE, PAGE), () -> kernel.mapErrno = FreeBsd.ECAPMODE);
    assertEquals(Reason.OTHER, failure.reason());
    assertTrue(failure.getMessage().contains("KERN_PROC_VMMAP"), failure::toString);
  }

  @Test
  void noAddressSpaceIsALimit() {
    Consumer<MemoryMapper> map = mapper -> mapper.map(4L * PAGE);
    assertFailure(
        Reason.LIMIT_EXCEEDED,
        "ENOMEM",
        "no room in the address space",
        failure(map, () -> kernel.mmapErrno = FreeBsd.ENOMEM));
    kernel.mmapErrno = 0;
    kernel.addressSpace = 10L * PAGE;
    assertFailure(
        Reason.LIMIT_EXCEEDED,
        "ENOMEM",
        4 * PAGE
            + " bytes to "
            + 8 * PAGE
            + " bytes of address space, and the limit on that is "
            + 10 * PAGE
            + " bytes",
        failure(map, () -> kernel.mmapErrno = FreeBsd.ENOMEM));
    kernel.mmapErrno = 0;
    assertFailure(
        Reason.LIMIT_EXCEEDED,
        "ENOMEM",
        "`limits -v " + 12 * (PAGE / 1024) + "k PROGRAM`",
        failure(map, () -> kernel.mmapErrno = FreeBsd.ENOMEM));
    kernel.mmapErrno = 0;
    assertFailure(
        Reason.OTHER, "EINVAL", "not expected", failure(map, () -> kernel.mmapErrno = 22));
  }

  @Test
  void accessThatIsRefusedSaysWhy() {
    Consumer<MemoryMapper> protect = mapper -> mapper.protect(PAGE, PAGE, Access.READ_WRITE);
    assertFailure(
        Reason.LIMIT_EXCEEDED,
        "ENOMEM",
        "vm.overcommit=0",
        failure(protect, () -> kernel.mprotectErrno = FreeBsd.ENOMEM));
    kernel.mprotectErrno = 0;
    assertFailure(
        Reason.OTHER,
        "EACCES",
        "may never be accessed so",
        failure(protect, () -> kernel.mprotectErrno = FreeBsd.EACCES));
    kernel.mprotectErrno = 0;
    assertFailure(
        Reason.OTHER, "EINVAL", "not expected", failure(protect, () -> kernel.mprotectErrno = 22));
  }

  @Test
  void aPromiseThatTheKernelDoesNotKnowIsUnsupported() {
    Consumer<MemoryMapper> wipe = mapper -> mapper.promise(PAGE, PAGE, Capability.WIPE_ON_FORK);
    Consumer<MemoryMapper> noDump = mapper -> mapper.promise(PAGE, PAGE, Capability.NO_DUMP);
    assertFailure(
        Reason.UNSUPPORTED,
        "EINVAL",
        "minherit(INHERIT_ZERO)",
        failure(wipe, () -> kernel.minheritErrno = FreeBsd.EINVAL));
    assertFailure(
        Reason.UNSUPPORTED,
        "ENOSYS",
        "madvise(MADV_NOCORE)",
        failure(noDump, () -> kernel.madviseErrno = FreeBsd.ENOSYS));
    kernel.madviseErrno = 0;
    assertFailure(
        Reason.OTHER,
        "ENOMEM",
        "not expected",
        failure(noDump, () -> kernel.madviseErrno = FreeBsd.ENOMEM));
  }

  @Test
  void whatWasNotMappedIsNotUnmapped() {
    assertFailure(
        Reason.OTHER,
        "EINVAL",
        "not expected of munmap",
        failure(mapper -> mapper.unmap(PAGE, PAGE), () -> kernel.unmapErrno = FreeBsd.EINVAL));
  }
}
