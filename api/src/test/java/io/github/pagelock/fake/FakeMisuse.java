package io.github.pagelock.fake;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Remembers what the SPI forbids and was done all the same. */
final class FakeMisuse {
  private static final long MAX_CALL_BYTES = 32L << 20;

  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final AtomicLong downgrades = new AtomicLong();

  void checkArguments(Call call, int pageSize) {
    if ((call.address() | call.byteCount()) % pageSize != 0 || call.byteCount() <= 0) {
      throw violated(call + " is not for whole pages");
    }
    if (call.byteCount() > MAX_CALL_BYTES) {
      throw violated(call + " covers more than a chunk");
    }
  }

  AssertionError violated(String complaint) {
    violations.add(complaint);
    return new AssertionError(complaint);
  }

  void countDowngrade() {
    downgrades.incrementAndGet();
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  long downgrades() {
    return downgrades.get();
  }
}
