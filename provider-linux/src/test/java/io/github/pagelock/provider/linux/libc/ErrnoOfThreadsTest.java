package io.github.pagelock.provider.linux.libc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.posix.PipeReading;
import io.github.pagelock.provider.linux.TestMappings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who fails beside others reads his own errno, by each bridge. */
class ErrnoOfThreadsTest {
  private static final int ROUNDS = 5_000;

  /** The last page below 64 KiB, or page 0: nobody has mapped it. */
  private static final long NOWHERE = (64 << 10) - TestMappings.PAGE;

  private static final long TCGETS = 0x5401; // asm-generic/ioctls.h

  /** The calls, each with the number of asm-generic/errno.h that it ends with. */
  @SuppressWarnings("ImmutableEnumChecker") // the functions have no state
  enum Failing {
    ENOENT(2, open -> -open.libc.openForReading("/nowhere")),
    EBADF(9, open -> open.libc.close(-1)),
    ENOMEM(12, open -> open.libc.mlock(NOWHERE, TestMappings.PAGE)),
    EFAULT(14, open -> open.pipe.writeByte(open.pipeEnds[1], NOWHERE)),
    ENOTDIR(20, open -> -open.libc.openForReading("/dev/null/nowhere")),
    EINVAL(22, open -> open.libc.getrlimit(-1, new long[2])),
    ENOTTY(25, open -> open.libc.ioctl(open.pipeEnds[0], TCGETS, new byte[64])),
    ENAMETOOLONG(36, open -> -open.libc.openForReading("/" + "long".repeat(100)));

    private final int number;
    private final Call call;

    Failing(int number, Call call) {
      this.number = number;
      this.call = call;
    }
  }

  @FunctionalInterface
  interface Call {
    int errno(Open open);
  }

  /** What the calls need. */
  private static final class Open implements AutoCloseable {
    final LibC libc;
    final PipeReading.Calls pipe;
    final int[] pipeEnds = new int[2];

    Open(Way way) {
      libc = way.loadOrAbort();
      pipe = (PipeReading.Calls) libc;
      assertEquals(0, pipe.pipe(pipeEnds));
    }

    @Override
    public void close() {
      libc.close(pipeEnds[0]);
      libc.close(pipeEnds[1]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void eightThreadsThatFailDifferentlyReadTheirOwn(Way way) throws Exception {
    failAtOnce(way, Executors.newFixedThreadPool(Failing.values().length), 1);
  }

  @ParameterizedTest
  @EnumSource
  void soDoVirtualThreads(Way way) throws Exception {
    assumeTrue(Runtime.version().feature() >= 21, "virtual threads are there since Java 21");
    ExecutorService virtual =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    failAtOnce(way, virtual, 8);
  }

  private static void failAtOnce(Way way, ExecutorService threads, int times) throws Exception {
    try (Open open = new Open(way)) {
      List<Callable<String>> tasks = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        Arrays.stream(Failing.values())
            .forEach(each -> tasks.add(() -> repeat(each, open, ROUNDS / times)));
      }
      for (Future<String> wrong : threads.invokeAll(tasks)) {
        assertEquals("", wrong.get());
      }
    } finally {
      threads.shutdown();
      threads.awaitTermination(1, TimeUnit.MINUTES);
    }
  }

  private static String repeat(Failing failing, Open open, int rounds) {
    for (int i = 0; i < rounds; i++) {
      int errno = failing.call.errno(open);
      if (errno != failing.number) {
        return failing + " was " + errno + " in round " + i;
      }
      LockSupport.parkNanos(1); // a virtual thread may go on elsewhere
    }
    return "";
  }
}
