package io.github.pagelock.it.freebsd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.KernelState;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.provider.freebsd.FreeBsdOnLibrary;
import io.github.pagelock.spi.MemoryMapper;
import io.github.pagelock.spi.MemoryMapper.Access;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory of Pagelock's own by the calls of the simulator; what Linux's smaps says of it is the
 * oracle.
 */
class MemoryMapperOnSimulatorTest {
  @TempDir private static Path directory;
  private static SimulatorFixture fixture;
  private static PageOperations operations;
  private static MemoryMapper mapper;
  private static long page;

  /** Four pages, of which the second and the third are accessible. */
  private long mapped;

  private long inner;

  @BeforeAll
  static void load() throws Exception {
    fixture = new SimulatorFixture(directory, 1);
    operations = FreeBsdOnLibrary.provider(fixture.library).open();
    mapper = operations.mapper().orElseThrow();
    page = fixture.page;
  }

  @BeforeEach
  void map() {
    mapped = mapper.map(4 * page);
    inner = mapped + page;
    mapper.protect(inner, 2 * page, Access.READ_WRITE);
  }

  @AfterEach
  void unmap() {
    fixture.simulator.sim_reset();
    mapper.unmap(mapped, 4 * page);
    assertTrue(LinuxMapping.at(mapped).isEmpty());
  }

  private static LinuxMapping at(long address) {
    return LinuxMapping.at(address).orElseThrow();
  }

  private KernelState state() {
    return operations.verify(List.of(new PageSpan(inner, 2 * page))).get(0);
  }

  @Test
  void allOfItsCapabilitiesAreClaimedButSecretMemory() {
    Set<Capability> ofMapper =
        EnumSet.of(
            Capability.GUARD_PAGES,
            Capability.NO_DUMP,
            Capability.WIPE_ON_FORK,
            Capability.SEAL,
            Capability.SECRET_MEMORY);
    ofMapper.retainAll(operations.capabilities());
    assertEquals(
        EnumSet.of(
            Capability.GUARD_PAGES, Capability.NO_DUMP, Capability.WIPE_ON_FORK, Capability.SEAL),
        ofMapper);
    PageLockException none =
        assertThrows(PageLockException.class, () -> mapper.mapSecret(inner, page));
    assertEquals(Reason.UNSUPPORTED, none.reason());
  }

  @Test
  void onlyWhatIsProtectedForItIsAccessible() {
    assertEquals("---p", at(mapped).access());
    assertEquals("rw-p", at(inner).access());
    assertEquals("rw-p", at(inner + page).access());
    assertEquals("---p", at(inner + 2 * page).access());
    assertEquals(Set.of(Capability.GUARD_PAGES), mapper.kept(inner, 2 * page));

    mapper.protect(inner, page, Access.READ);
    assertEquals("r--p", at(inner).access());
    assertEquals(Set.of(), mapper.kept(inner, page));
  }

  @Test
  void promisesAreKeptByTheKernel() {
    mapper.promise(inner, 2 * page, Capability.NO_DUMP);
    mapper.promise(inner, 2 * page, Capability.WIPE_ON_FORK);

    assertTrue(at(inner).flags().containsAll(Set.of("dd", "wf")), at(inner)::toString);
    assertFalse(at(mapped).flags().contains("dd"), at(mapped)::toString);
    assertEquals(Set.of(Capability.GUARD_PAGES, Capability.NO_DUMP), mapper.kept(inner, 2 * page));
    // Not all four pages: what lies beside them, a thread's guard perhaps, is not ours to know.
    assertEquals(Set.of(), mapper.kept(mapped, 2 * page));
  }

  @Test
  void whatIsSealedStaysLockedAndIsUnlockedSealed() {
    mapper.promise(inner, 2 * page, Capability.NO_DUMP);
    mapper.buffer(inner, 4).putInt(0, 0x12345678);
    operations.lock(inner, 2 * page);
    mapper.protect(inner, 2 * page, Access.NONE);

    assertEquals("---p", at(inner).access());
    assertTrue(at(inner).flags().contains("lo"), at(inner)::toString);
    assertEquals(KernelState.LOCKED, state());
    assertEquals(Set.of(Capability.GUARD_PAGES, Capability.NO_DUMP), mapper.kept(inner, 2 * page));

    mapper.protect(inner, 2 * page, Access.READ_WRITE);
    assertEquals(0x12345678, mapper.buffer(inner, 4).getInt(0));
    assertEquals(KernelState.LOCKED, state());
    mapper.protect(inner, 2 * page, Access.NONE);
    operations.unlock(inner, 2 * page);
    assertEquals(KernelState.NOT_LOCKED, state());
  }

  @Test
  void aBufferIsExactlyThoseBytesAndKeepsNothing() {
    ByteBuffer buffer = mapper.buffer(inner + 3, 7);

    assertTrue(buffer.isDirect());
    assertEquals(7, buffer.capacity());
    assertEquals(ByteOrder.BIG_ENDIAN, buffer.order());
    assertEquals(inner + 3, operations.addressOf(buffer));
    assertEquals(0, buffer.getInt(0));
    buffer.put(6, (byte) 42);
    assertEquals(42, mapper.buffer(inner, (int) page).get(9));
  }

  @Test
  void whatIsDiscardedIsGivenBackWhenItIsNeeded() {
    ByteBuffer buffer = mapper.buffer(inner, (int) (2 * page));
    buffer.put(0, (byte) 1).put((int) page, (byte) 1);
    assertEquals(2 * page, at(inner).dirtyBytes());
    mapper.discard(inner, 2 * page);
    assertEquals(0, at(inner).dirtyBytes());
    assertEquals("rw-p", at(inner).access());
  }

  @Test
  void theLimitOfTheAddressSpaceIsTold() {
    fixture.simulator.sim_address_space(100 * page);
    PageLockException failure = assertThrows(PageLockException.class, () -> mapper.map(4 * page));
    assertEquals(Reason.LIMIT_EXCEEDED, failure.reason());
    assertEquals("ENOMEM", failure.errnoName());
    assertTrue(failure.getMessage().contains("RLIMIT_VMEM"), failure::toString);
  }

  @Test
  void whatIsNoRangeIsNotUnmapped() {
    PageLockException failure = assertThrows(PageLockException.class, () -> mapper.unmap(inner, 0));
    assertEquals(Reason.OTHER, failure.reason());
    assertEquals("EINVAL", failure.errnoName());
  }
}
