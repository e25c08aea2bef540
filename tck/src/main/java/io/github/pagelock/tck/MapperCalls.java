package io.github.pagelock.tck;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls that reached a mapper, in order, and one that shall throw. */
final class MapperCalls {
  /** One that came. */
  record Call(Kind kind, long address, long byteCount) {}

  enum Kind {
    MAP,
    MAP_SECRET,
    PROTECT,
    PROMISE,
    BUFFER,
    DISCARD,
    UNMAP
  }

  private final List<Call> calls = new ArrayList<>();

  private int throwAt;

  private @Nullable Throwable thrown;

  /** The n-th call from now on throws, and does nothing; 1: the next. */
  synchronized void throwAt(int n, Throwable planned) {
    throwAt = n;
    thrown = planned;
  }

  /** Whether the call that shall throw is yet to come. */
  synchronized boolean isThrowLeft() {
    return thrown != null;
  }

  synchronized void clear() {
    thrown = null;
  }

  void came(Kind kind, long address, long byteCount) {
    throwIfPlanned();
    did(kind, address, byteCount);
  }

  void throwIfPlanned() {
    Throwable now = null;
    synchronized (this) {
      if (thrown != null && --throwAt == 0) {
        now = thrown;
        thrown = null;
      }
    }
    if (now != null) {
      PlannedThrows.rethrow(now);
    }
  }

  synchronized void did(Kind kind, long address, long byteCount) {
    calls.add(new Call(kind, address, byteCount));
  }

  synchronized List<Call> all() {
    return List.copyOf(calls);
  }

  synchronized long count(Kind kind) {
    return calls.stream().filter(call -> call.kind() == kind).count();
  }

  /** Bytes that were mapped and not unmapped. */
  synchronized long mappedBytes() {
    return bytes(Kind.MAP) - bytes(Kind.UNMAP);
  }

  private long bytes(Kind kind) {
    return calls.stream().filter(call -> call.kind() == kind).mapToLong(Call::byteCount).sum();
  }
}
