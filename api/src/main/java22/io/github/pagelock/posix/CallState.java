package io.github.pagelock.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Where the linker saves errno right behind a call: on a Unix nothing else is saved. */
final class CallState {
  /** A thread's own: another's call in between would change it. */
  private static final ThreadLocal<CallState> OF_THREAD = ThreadLocal.withInitial(CallState::new);

  final MemorySegment memory = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());

  /** The same memory: reading it by a layout's VarHandle takes a JVM that starts much longer. */
  private final ByteBuffer bytes = memory.asByteBuffer().order(ByteOrder.nativeOrder());

  static CallState ofThread() {
    return OF_THREAD.get();
  }

  int errno() {
    return bytes.getInt(0);
  }
}
