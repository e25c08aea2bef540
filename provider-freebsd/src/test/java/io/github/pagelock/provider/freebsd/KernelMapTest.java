package io.github.pagelock.provider.freebsd;

import static io.github.pagelock.provider.freebsd.FakeFreeBsd.PAGE;
import static io.github.pagelock.provider.freebsd.FakeFreeBsd.page;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pagelock.Capability;
import io.github.pagelock.KernelState;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.PageSpan;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is read from the kernel's map of the process. */
class KernelMapTest {
  private final FakeFreeBsd kernel = new FakeFreeBsd(8);

  private static final Set<Capability> MAPPED =
      Set.of(Capability.GUARD_PAGES, Capability.NO_DUMP, Capability.WIPE_ON_FORK, Capability.SEAL);

  private static Set<Capability> with(Set<Capability> some, Capability... more) {
    Set<Capability> all = EnumSet.copyOf(some);
    all.addAll(List.of(more));
    return all;
  }

  private static PageSpan span(int first, int pages) {
    return new PageSpan(page(first), (long) pages * PAGE);
  }

  @Test
  void eachSpanHasItsState() {
    kernel.wired.addAll(Set.of(page(0), page(1), page(2), page(6)));
    kernel.absent.add(page(2));
    kernel.mapped.remove(page(4));

    assertEquals(
        List.of(
            KernelState.LOCKED,
            KernelState.NOT_RESIDENT,
            KernelState.PARTLY,
            KernelState.NOT_LOCKED,
            KernelState.NOT_MAPPED,
            KernelState.PARTLY,
            KernelState.NOT_MAPPED),
        kernel
            .operations()
            .verify(
                List.of(
                    span(0, 2),
                    span(1, 2),
                    span(2, 2),
                    span(3, 1),
                    span(4, 1),
                    span(3, 2),
                    span(100, 1))));
  }

  /** By vm.mincore_mapped it counts as absent. */
  @Test
  void whatIsLockedAndSealedIsLocked() {
    kernel.wired.addAll(Set.of(page(0), page(1), page(2)));
    kernel.absent.addAll(Set.of(page(0), page(1), page(2)));
    kernel.mapped.put(page(0), 0);
    kernel.mapped.put(page(1), 0);

    assertEquals(
        List.of(KernelState.LOCKED, KernelState.NOT_RESIDENT),
        kernel.operations().verify(List.of(span(0, 2), span(0, 3))));
  }

  @Test
  void nothingIsAskedAboutNothing() {
    assertEquals(List.of(), kernel.operations().verify(List.of()));
  }

  @Test
  void whatIsLockedIsTheSumOfTheMap() {
    kernel.wired.addAll(Set.of(page(0), page(5)));
    kernel.soft = 65536;
    assertEquals(
        LimitNumbers.of(65536, LimitNumbers.UNLIMITED, 2L * PAGE)
            .withLockedName("user-wired memory (KVME_FLAG_USER_WIRED)"),
        kernel.operations().limits());
  }

  @Test
  void aMapThatGrowsMeanwhileIsAskedForAgain() {
    kernel.wired.add(page(7));
    FreeBsdPageOperations operations = kernel.operations();
    kernel.growths = 3;
    assertEquals(PAGE, LimitNumbers.locked(operations.limits()));
  }

  @Test
  void whereItIsNotToldThereIsNoVerify() {
    kernel.mapErrno = FreeBsd.ECAPMODE;
    FreeBsdPageOperations operations = kernel.operations();

    assertEquals(
        with(
            MAPPED,
            Capability.BYTE_BUFFERS,
            Capability.RESIDENCY,
            Capability.LIMITS,
            Capability.PROCESS),
        operations.capabilities());
    assertEquals(LimitNumbers.UNKNOWN, LimitNumbers.locked(operations.limits()));
    PageLockException failure =
        assertThrows(PageLockException.class, () -> operations.verify(List.of(span(0, 1))));
    assertEquals(Reason.UNSUPPORTED, failure.reason());
  }

  @Test
  void whatItCannotDoIsMissing() {
    assertEquals(
        with(
            MAPPED,
            Capability.BYTE_BUFFERS,
            Capability.RESIDENCY,
            Capability.LIMITS,
            Capability.VERIFY,
            Capability.PROCESS),
        kernel.operations().capabilities());
    kernel.getrlimitErrno = FreeBsd.ENOSYS;
    assertFalse(kernel.operations().capabilities().contains(Capability.LIMITS));
  }

  @Test
  void theSoftLimitIsRaisedToTheHardOne() {
    kernel.soft = PAGE;
    kernel.hard = 3L * PAGE;
    kernel.operations().raiseLimit();
    assertEquals(3L * PAGE, kernel.soft);
    assertEquals(3L * PAGE, kernel.hard);
    kernel.getrlimitErrno = FreeBsd.ENOSYS;
    PageLockException failure =
        assertThrows(PageLockException.class, kernel.operations()::raiseLimit);
    assertEquals(Reason.UNSUPPORTED, failure.reason());
  }

  @Test
  void recordsThatAreCutOffEndTheMap() {
    byte[] cutOff = new byte[40];
    assertEquals(0, VmMap.of(cutOff, cutOff.length).count());
    assertEquals(0, VmMap.of(new byte[200], 200).count());
  }

  @Test
  void residencyIsCountedAndAHoleIsTold() {
    kernel.absent.add(page(1));
    FreeBsdPageOperations operations = kernel.operations();
    assertEquals(3, operations.residency(page(0), 4L * PAGE).residentPages().orElseThrow());
    PageLockException failure =
        assertThrows(PageLockException.class, () -> operations.residency(page(6), 4L * PAGE));
    assertEquals(Reason.NOT_MAPPED, failure.reason());
  }

  @Test
  void numbersOfTheKernelHaveTheirSizes() {
    kernel.numbers.put("of4", 0x7_0000_0003L);
    kernel.sizes.put("of4", 4);
    kernel.numbers.put("of8", 0x7_0000_0003L);
    kernel.numbers.put("text", 1L);
    kernel.sizes.put("text", 3);
    Sysctl sysctl = new Sysctl(kernel);
    assertEquals(3, sysctl.number("of4"));
    assertEquals(0x7_0000_0003L, sysctl.number("of8"));
    assertEquals(Sysctl.UNKNOWN, sysctl.number("text"));
    assertEquals(Sysctl.UNKNOWN, sysctl.number("none"));
  }
}
