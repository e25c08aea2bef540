package io.github.pagelock.provider.linux.libc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.jna.CLibrary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class Mlock2Test {
  private static final int MLOCK_ONFAULT = 1;
  private static final int NO_SUCH_FLAG = 1 << 30;
  private static final int EINVAL = 22;

  private static int call(Mlock2 mlock2, int flags) {
    return mlock2.call(0, 0, flags);
  }

  @ParameterizedTest
  @EnumSource
  void theCLibraryHasIt(CLibrary way) {
    Mlock2 mlock2 = Mlock2.bind(System.getProperty("os.arch"), way);
    assertEquals(0, call(mlock2, MLOCK_ONFAULT));
    assertEquals(EINVAL, call(mlock2, NO_SUCH_FLAG));
  }

  /** The same answers by number show that it is this call and no other. */
  @Test
  void theNumberOfThisArchitectureIsRight() {
    Mlock2 mlock2 = byNumber(System.getProperty("os.arch"));
    int errno = call(mlock2, MLOCK_ONFAULT);
    assumeTrue(errno != Mlock2.ENOSYS, "the number is known for x86-64, aarch64 and riscv64");
    assertEquals(0, errno);
    assertEquals(EINVAL, call(mlock2, NO_SUCH_FLAG));
  }

  @Test
  void anArchitectureWithoutAKnownNumberHasNone() {
    assertEquals(Mlock2.ENOSYS, call(byNumber("s390x"), MLOCK_ONFAULT));
  }

  private static Mlock2 byNumber(String architecture) {
    return Mlock2.byNumber(
        architecture, CLibrary.BY_FUNCTIONS.bind(Mlock2.ByNumber.class, () -> null));
  }
}
