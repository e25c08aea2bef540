package io.github.pagelock.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Where the linker saves errno right behind a call: on a Unix nothing else is saved. */
final class CallState {
  /**
   * A thread's own: another's call in between would change it. The same memory twice, since reading
   * errno by a layout's VarHandle takes a JVM that starts much longer. The array is the JDK's: a
   * type of ours would keep our class loader for as long as the thread lives (X6).
   */
  private static final ThreadLocal<Object[]> OF_THREAD = ThreadLocal.withInitial(CallState::make);

  private CallState() {}

  private static Object[] make() {
    MemorySegment memory = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());
    return new Object[] {memory, memory.asByteBuffer().order(ByteOrder.nativeOrder())};
  }

  static MemorySegment ofThread() {
    return (MemorySegment) OF_THREAD.get()[0];
  }

  static int errno() {
    return ((ByteBuffer) OF_THREAD.get()[1]).getInt(0);
  }
}
