package io.github.pagelock.benchmarks;

import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One resident page of 4 KiB through the public API, as a user would lock it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PageBenchmark {
  /** A page that nobody holds, inside a larger mapping, as every small direct buffer is. */
  @State(Scope.Thread)
  public static class Page {
    final PageLocker locker = PageLocker.system();
    final ByteBuffer buffer =
        ByteBuffer.allocateDirect(2 * Mapping.PAGE).alignedSlice(Mapping.PAGE).limit(Mapping.PAGE);
  }

  /** A page that is a mapping of its own: the kernel has no mapping to split and to join. */
  @State(Scope.Thread)
  public static class PageAlone {
    final PageLocker locker = PageLocker.system();
    final MemoryRange range = Mapping.pageAlone();
  }

  /** A page that an open handle holds. */
  @State(Scope.Thread)
  public static class HeldPage extends Page {
    private @Nullable LockedRange held;

    @Setup
    public void hold() {
      held = locker.lock(buffer);
    }

    @TearDown
    public void release() {
      if (held != null) {
        held.close();
      }
    }
  }

  @Benchmark
  public void lockAndClose(Page page) {
    page.locker.lock(page.buffer).close();
  }

  @Benchmark
  public void lockAndCloseAlone(PageAlone page) {
    page.locker.lock(page.range).close();
  }

  @Benchmark
  public void lockAndCloseNested(HeldPage page) {
    page.locker.lock(page.buffer).close();
  }
}
