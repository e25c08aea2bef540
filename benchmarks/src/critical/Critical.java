import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Locale;

/**
 * What Linker.Option.critical would save of a call, for docs/bridges.md. Java 22 and later run this
 * file as it is; it is no case of Pagelock's, which makes no call critical:
 *
 * <pre>java --enable-native-access=ALL-UNNAMED benchmarks/src/critical/Critical.java</pre>
 */
@SuppressWarnings("restricted") // to call C is what this is for
final class Critical {
  private static final int ROUNDS = 21;
  private static final int CALLS = 200_000;
  /** asm-generic/mman-common.h; of a page that is not locked, so that it does not fail. */
  private static final long MS_INVALIDATE = 2;

  private static final MethodHandle NOTHING = linked("getpagesize");
  private static final MethodHandle NOTHING_CRITICAL = linked("getpagesize", critical());
  private static final MethodHandle MLOCK = linked("mlock");
  private static final MethodHandle MLOCK_CRITICAL = linked("mlock", critical());
  private static final MethodHandle MSYNC = linked("msync");
  private static final MethodHandle MSYNC_CRITICAL = linked("msync", critical());

  private static final long PAGE = pageSize();
  private static final long LOCKED = page();
  private static final long UNLOCKED = page();

  private Critical() {}

  private static long pageSize() {
    try {
      return (long) NOTHING.invokeExact(0L, 0L, 0L);
    } catch (Throwable none) {
      throw new IllegalStateException(none);
    }
  }

  interface Call {
    long call() throws Throwable;
  }

  public static void main(String[] args) throws Throwable {
    compare(
        "getpagesize",
        () -> (long) NOTHING.invokeExact(0L, 0L, 0L),
        () -> (long) NOTHING_CRITICAL.invokeExact(0L, 0L, 0L));
    compare(
        "mlock",
        () -> (long) MLOCK.invokeExact(LOCKED, PAGE, 0L),
        () -> (long) MLOCK_CRITICAL.invokeExact(LOCKED, PAGE, 0L));
    compare(
        "msync",
        () -> (long) MSYNC.invokeExact(UNLOCKED, PAGE, MS_INVALIDATE),
        () -> (long) MSYNC_CRITICAL.invokeExact(UNLOCKED, PAGE, MS_INVALIDATE));
  }

  /** In turn, so that both see the same machine. */
  private static void compare(String name, Call plain, Call critical) throws Throwable {
    double[] plainNanos = new double[ROUNDS];
    double[] criticalNanos = new double[ROUNDS];
    double[] saved = new double[ROUNDS];
    for (int round = -ROUNDS; round < ROUNDS; round++) { // the first half warms up
      int at = Math.floorMod(round, ROUNDS);
      plainNanos[at] = nanos(plain);
      criticalNanos[at] = nanos(critical);
      saved[at] = plainNanos[at] - criticalNanos[at];
    }
    System.out.printf(
        Locale.ROOT,
        "%-12s %7.1f ns, critical %7.1f ns, saved %5.1f ns%n",
        name,
        median(plainNanos),
        median(criticalNanos),
        median(saved));
  }

  private static double nanos(Call call) throws Throwable {
    long failed = 0;
    long start = System.nanoTime();
    for (int i = 0; i < CALLS; i++) {
      failed |= call.call();
    }
    long end = System.nanoTime();
    if (failed < 0) {
      throw new IllegalStateException("a call failed");
    }
    return (double) (end - start) / CALLS;
  }

  private static double median(double[] numbers) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static long page() {
    return Arena.global().allocate(PAGE, PAGE).fill((byte) 1).address();
  }

  private static Linker.Option critical() {
    return Linker.Option.critical(false);
  }

  private static MethodHandle linked(String name, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor words =
        FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG);
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), words, options);
  }
}
