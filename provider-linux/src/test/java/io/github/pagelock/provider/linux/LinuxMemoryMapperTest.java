package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.KernelState;
import io.github.pagelock.provider.linux.libc.Way;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.spi.MemoryMapper;
import io.github.pagelock.spi.MemoryMapper.Access;
import io.github.pagelock.spi.PageSpan;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the kernel does for a mapper, by each bridge; smaps is the witness. */
class LinuxMemoryMapperTest {
  private static final int PAGES = 3;
  private static final long BYTES = PAGES * PAGE;

  /** With a page before and a page behind. */
  private static final long ALL = BYTES + 2 * PAGE;

  private long whole;
  private long inner;

  private static LinuxPageOperations linux(Way way) {
    return new LinuxPageOperations(way.loadOrAbort(), ProcFs.ofThisSystem());
  }

  private MemoryMapper mapped(LinuxPageOperations linux) {
    MemoryMapper mapper = linux.mapper().orElseThrow();
    whole = mapper.map(ALL);
    inner = whole + PAGE;
    return mapper;
  }

  private MemoryMapper withSecret(LinuxPageOperations linux) {
    assumeTrue(
        linux.capabilities().contains(Capability.SECRET_MEMORY),
        "memfd_secret needs Linux 5.14, with secretmem enabled");
    MemoryMapper mapper = mapped(linux);
    mapper.mapSecret(inner, BYTES);
    return mapper;
  }

  private static Set<String> flags(long address) {
    return Smaps.now().at(address).flags();
  }

  private static void assertFlags(long address, String are, String areNot) {
    Set<String> flags = flags(address);
    assertTrue(flags.containsAll(List.of(are.split(" ", -1))), () -> address + ": " + flags);
    for (String not : areNot.split(" ", -1)) {
      assertFalse(flags.contains(not), () -> not + " in " + flags);
    }
  }

  private static int openFiles() {
    return Path.of("/proc/self/fd").toFile().list().length;
  }

  @ParameterizedTest
  @EnumSource
  void whatIsMappedTakesNothingAndCannotBeAccessed(Way way) {
    MemoryMapper mapper = mapped(linux(way));
    for (long at = whole; at < whole + ALL; at += PAGE) {
      assertFlags(at, "mr mw", "rd wr ex sh lo");
      assertEquals(0, Smaps.now().at(at).residentBytes());
    }
    mapper.unmap(whole, ALL);
    long gone = inner;
    assertThrows(IllegalStateException.class, () -> Smaps.now().at(gone));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsMadeReadableReadsAsZerosBetweenPagesThatStayForbidden(Way way) {
    MemoryMapper mapper = mapped(linux(way));
    mapper.protect(inner, BYTES, Access.READ_WRITE);
    assertFlags(inner, "rd wr", "ex sh");
    assertFlags(whole, "mr mw", "rd wr ex");
    assertFlags(inner + BYTES, "mr mw", "rd wr ex");
    ByteBuffer buffer = mapper.buffer(inner, (int) BYTES);
    for (int i = 0; i < BYTES; i++) {
      assertEquals(0, buffer.get(i));
    }
    mapper.protect(inner, BYTES, Access.READ);
    assertFlags(inner, "rd", "wr ex");
    mapper.protect(inner, BYTES, Access.NONE);
    assertFlags(inner, "mr", "rd wr ex");
    mapper.unmap(whole, ALL);
  }

  @ParameterizedTest
  @EnumSource
  void eachPromiseIsKeptByItself(Way way) {
    MemoryMapper mapper = mapped(linux(way));
    mapper.protect(inner, BYTES, Access.READ_WRITE);
    assertEquals(Set.of(Capability.GUARD_PAGES), mapper.kept(inner, BYTES));
    mapper.promise(inner, BYTES, Capability.NO_DUMP);
    assertFlags(inner, "dd", "wf dc");
    assertEquals(Set.of(Capability.GUARD_PAGES, Capability.NO_DUMP), mapper.kept(inner, BYTES));
    mapper.promise(inner, BYTES, Capability.WIPE_ON_FORK);
    assertFlags(inner, "dd wf", "dc");
    Set<Capability> all =
        Set.of(Capability.GUARD_PAGES, Capability.NO_DUMP, Capability.WIPE_ON_FORK);
    assertEquals(all, mapper.kept(inner, BYTES));
    mapper.protect(inner, BYTES, Access.NONE);
    assertEquals(all, mapper.kept(inner, BYTES), "sealed");
    mapper.unmap(whole, ALL);
  }

  @ParameterizedTest
  @EnumSource
  void onlyWhatEveryPageHasIsKept(Way way) {
    MemoryMapper mapper = mapped(linux(way));
    mapper.protect(inner, BYTES, Access.READ_WRITE);
    mapper.promise(inner, 2 * PAGE, Capability.NO_DUMP);
    assertEquals(Set.of(Capability.GUARD_PAGES), mapper.kept(inner, BYTES));
    assertEquals(Set.of(Capability.NO_DUMP), mapper.kept(inner, 2 * PAGE), "none behind");
    assertEquals(Set.of(Capability.NO_DUMP), mapper.kept(inner + PAGE, PAGE), "none before");
    mapper.unmap(whole, ALL);
    assertEquals(Set.of(), mapper.kept(inner, BYTES), "unmapped");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsDiscardedIsInRamNoMoreAndReadsAsZeros(Way way) {
    MemoryMapper mapper = mapped(linux(way));
    mapper.protect(inner, BYTES, Access.READ_WRITE);
    TestMappings.touch(inner, PAGES);
    assertEquals(BYTES, Smaps.now().at(inner).residentBytes());
    mapper.discard(inner, BYTES);
    assertEquals(0, Smaps.now().at(inner).residentBytes());
    assertEquals(0, mapper.buffer(inner + PAGE, 1).get(0));
    mapper.unmap(whole, ALL);
  }

  @ParameterizedTest
  @EnumSource
  void secretMemoryTakesThePlaceOfPagesAndCountsAsLocked(Way way) {
    LinuxPageOperations linux = linux(way);
    int files = openFiles();
    long before = VmLck.bytes();
    MemoryMapper mapper = withSecret(linux);
    assertEquals(files, openFiles());
    assertEquals(before + BYTES, VmLck.bytes());
    assertFlags(inner, "rd wr sh lo", "wf dc");
    assertFlags(whole, "mr mw", "rd wr ex sh lo");
    assertFlags(inner + BYTES, "mr mw", "rd wr ex sh lo");
    assertEquals(0, mapper.buffer(inner, (int) BYTES).getLong(PAGE));

    mapper.promise(inner, BYTES, Capability.WIPE_ON_FORK);
    mapper.promise(inner, BYTES, Capability.NO_DUMP);
    assertFlags(inner, "dd dc", "wf");
    assertEquals(
        Set.of(
            Capability.GUARD_PAGES,
            Capability.NO_DUMP,
            Capability.WIPE_ON_FORK,
            Capability.SECRET_MEMORY),
        mapper.kept(inner, BYTES));
    mapper.discard(inner, BYTES);
    mapper.unmap(whole, ALL);
    assertEquals(before, VmLck.bytes());
  }

  @ParameterizedTest
  @EnumSource
  void secretMemoryThatWasTouchedIsLockedAsAnyOther(Way way) {
    LinuxPageOperations linux = linux(way);
    MemoryMapper mapper = withSecret(linux);
    TestMappings.touch(inner, PAGES);
    linux.lock(inner, BYTES);
    assertEquals(List.of(KernelState.LOCKED), linux.verify(List.of(new PageSpan(inner, BYTES))));
    linux.unlock(inner, BYTES);
    mapper.unmap(whole, ALL);
  }

  @ParameterizedTest
  @EnumSource
  void secretMemoryCanBeForbiddenToo(Way way) {
    MemoryMapper mapper = withSecret(linux(way));
    mapper.buffer(inner, 1).put(0, (byte) 7);
    mapper.protect(inner, BYTES, Access.NONE);
    assertFlags(inner, "mr", "rd wr ex");
    assertTrue(mapper.kept(inner, BYTES).contains(Capability.SECRET_MEMORY));
    mapper.protect(inner, BYTES, Access.READ_WRITE);
    assertEquals(7, mapper.buffer(inner, 1).get(0));
    mapper.unmap(whole, ALL);
  }
}
