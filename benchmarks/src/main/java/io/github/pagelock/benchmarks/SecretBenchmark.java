package io.github.pagelock.benchmarks;

import io.github.pagelock.secrets.Secret;
import io.github.pagelock.secrets.SecretPool;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A secret of 32 bytes: created and closed, and used, in a pool that has others. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SecretBenchmark {
  private static final int OTHERS = 1_000;

  /** A pool that is accessible. */
  @State(Scope.Thread)
  public static class Open {
    final byte[] bytes = new byte[32];
    final SecretPool pool;
    final Secret[] secrets = new Secret[OTHERS];

    /** An unsealed one. */
    public Open() {
      this(SecretPool.open());
    }

    Open(SecretPool pool) {
      this.pool = pool;
    }

    @Setup
    public void fill() {
      for (int i = 0; i < OTHERS; i++) {
        bytes[0] = (byte) i;
        secrets[i] = pool.copy(bytes);
      }
    }

    @TearDown
    public void close() {
      pool.close();
    }
  }

  /** A pool that is inaccessible but for the time of a use. */
  @State(Scope.Thread)
  public static class Sealed extends Open {
    /** A sealed one. */
    public Sealed() {
      super(SecretPool.builder().sealed().build());
    }
  }

  @Benchmark
  public void createAndClose(Open open) {
    open.pool.copy(open.bytes).close();
  }

  @Benchmark
  public byte use(Open open) {
    return open.secrets[OTHERS / 2].<Byte>apply(bytes -> bytes.get(31));
  }

  @Benchmark
  public void createAndCloseSealed(Sealed sealed) {
    sealed.pool.copy(sealed.bytes).close();
  }

  @Benchmark
  public byte useSealed(Sealed sealed) {
    return sealed.secrets[OTHERS / 2].<Byte>apply(bytes -> bytes.get(31));
  }
}
