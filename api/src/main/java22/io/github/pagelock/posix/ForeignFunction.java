package io.github.pagelock.posix;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * A function of C. All are called by one handle, since to link another would take some milliseconds
 * each; errno is read in Java, since to combine handles would take as long. The handle is a
 * constant, so that the JIT compiler makes the call a part of its caller; it is there before the
 * first call (X5).
 */
final class ForeignFunction implements Ffm.Function {
  private static final MethodHandle CALL = ForeignCalls.linked(6);

  private final String name;
  private final @Nullable MemorySegment address;

  /** Null stands for the address of one that is missing. */
  ForeignFunction(String name, @Nullable MemorySegment address) {
    this.name = name;
    this.address = address;
  }

  @Override
  public long word(long a, long b, long c, long d, long e, long f) {
    if (address == null) {
      throw new UnsatisfiedLinkError("the C library has no " + name);
    }
    try {
      return (long) CALL.invokeExact(address, CallState.ofThread(), a, b, c, d, e, f);
    } catch (Error | RuntimeException thrown) {
      throw thrown;
    } catch (Throwable checked) {
      throw new AssertionError(checked);
    }
  }
}
