package io.github.pagelock.benchmarks;

import com.godaddy.asherah.securememory.Secret;
import com.godaddy.asherah.securememory.SecretFactory;
import com.godaddy.asherah.securememory.protectedmemoryimpl.ProtectedMemorySecretFactory;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The same as {@link SecretBenchmark} with Asherah's securememory, whose secrets are sealed. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AsherahBenchmark {
  /** What makes secrets. */
  @State(Scope.Thread)
  public static class Factory {
    final SecretFactory factory = new ProtectedMemorySecretFactory();
    final byte[] bytes = new byte[32];
  }

  /** A secret that is there. */
  @State(Scope.Thread)
  public static class Held extends Factory {
    final Secret secret = factory.createSecret(bytes);

    @TearDown
    public void close() {
      secret.close();
    }
  }

  @Benchmark
  public void createAndClose(Factory factory) {
    factory.factory.createSecret(factory.bytes).close();
  }

  @Benchmark
  public byte use(Held held) {
    return held.secret.<Byte>withSecretBytes(bytes -> bytes[31]);
  }
}
