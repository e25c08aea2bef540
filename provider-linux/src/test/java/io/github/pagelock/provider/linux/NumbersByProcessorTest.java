package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The numbers of each processor, from its uapi/asm in the kernel's sources; where one is not known,
 * the provider does without that call. Guests with arm64 and ppc64le use theirs (docs/kernels.md).
 */
class NumbersByProcessorTest {
  @ParameterizedTest
  @CsvSource({
    // MAP_NORESERVE, MCL_CURRENT, MCL_FUTURE, MCL_ONFAULT, POSIX_FADV_DONTNEED
    "amd64,       0x4000, 1,      2,      4,      4",
    "x86_64,      0x4000, 1,      2,      4,      4",
    "aarch64,     0x4000, 1,      2,      4,      4",
    "riscv64,     0x4000, 1,      2,      4,      4",
    "loongarch64, 0x4000, 1,      2,      4,      4",
    "s390x,       0x4000, 1,      2,      4,      6",
    "ppc64le,     0x40,   0x2000, 0x4000, 0x8000, 4",
    "ppc64,       -1,     0x2000, 0x4000, 0x8000, 4",
    "'',          -1,     1,      2,      4,      4"
  })
  void ofEachProcessor(
      String processor,
      String noReserve,
      String current,
      String future,
      String onFault,
      String dontNeed) {
    assertEquals(Integer.decode(noReserve), Linux.mapNoReserve(processor));
    assertEquals(Integer.decode(current), Linux.mcl(processor, true, false, false));
    assertEquals(Integer.decode(future), Linux.mcl(processor, false, true, false));
    assertEquals(Integer.decode(onFault), Linux.mcl(processor, false, false, true));
    assertEquals(Integer.decode(dontNeed), Linux.fadviseDontNeed(processor));
    assertEquals("", Platform.unsuitable("Linux", "64", processor));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mips64", "mips64el", "alpha", "sparcv9", "sparc64", "parisc64", "hppa"})
  void whereEvenTheErrorsHaveOtherNumbersTheFallbackIsNamed(String processor) {
    String why = Platform.unsuitable("Linux", "64", processor);
    assertTrue(why.contains(processor) && why.contains("pagelock-provider-fallback"), why);
  }

  /** The layout of an ioctl's number in asm-generic/ioctl.h, and in that of powerpc. */
  @Test
  void theQueryForMappingsHasTheSameNumberInBothLayouts() {
    long size = 104;
    long rest = size << 16 | 'f' << 8 | 17;
    long generic = 3L << 30; // _IOC_READ 2 | _IOC_WRITE 1
    long powerpc = 6L << 29; // _IOC_READ 2 | _IOC_WRITE 4
    assertEquals(MappingQuery.PROCMAP_QUERY, generic | rest);
    assertEquals(MappingQuery.PROCMAP_QUERY, powerpc | rest);
  }
}
