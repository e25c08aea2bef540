package io.github.pagelock.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Limits are raised to what getrlimit says, whatever number is unlimited. */
class RlimitTest {
  private final List<Long> set = new ArrayList<>();

  private Posix libc(long soft, long hard, int getErrno, int setErrno) {
    return (Posix)
        Proxy.newProxyInstance(
            Posix.class.getClassLoader(),
            new Class<?>[] {Posix.class},
            (proxy, method, arguments) -> {
              long[] softAndHard = (long[]) arguments[1];
              if (method.getName().equals("getrlimit")) {
                softAndHard[0] = soft;
                softAndHard[1] = hard;
                return getErrno;
              }
              assertEquals("setrlimit", method.getName());
              set.addAll(List.of(softAndHard[0], softAndHard[1]));
              return setErrno;
            });
  }

  @Test
  void theSoftLimitBecomesTheHardOne() {
    Rlimit.raise(libc(1, 2, 0, 0), 8);
    assertEquals(List.of(2L, 2L), set);
    set.clear();
    Rlimit.raise(libc(1, -1, 0, 0), 8);
    assertEquals(List.of(-1L, -1L), set);
  }

  @Test
  void whatIsRaisedAlreadyIsLeft() {
    Rlimit.raise(libc(2, 2, 0, Errno.EPERM), 8);
    assertTrue(set.isEmpty(), set::toString);
  }

  @Test
  void whoCannotIsTold() {
    assertFailure(Reason.UNSUPPORTED, libc(0, 0, Errno.EINVAL, 0));
    assertFailure(Reason.NOT_PERMITTED, libc(1, 2, 0, Errno.EPERM));
    assertFailure(Reason.OTHER, libc(1, 2, 0, Errno.EFAULT));
  }

  private static void assertFailure(Reason reason, Posix libc) {
    PageLockException e = assertThrows(PageLockException.class, () -> Rlimit.raise(libc, 8));
    assertEquals(reason, e.reason());
    assertTrue(e.errno() != 0, e.toString());
    assertTrue(
        String.valueOf(e.getMessage()).contains("the limit on locked memory cannot be raised"),
        e.toString());
  }
}
