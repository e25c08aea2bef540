package io.github.pagelock.segments;

import io.github.pagelock.provider.linux.LinuxProvider;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.ForwardingOperations;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Linux, and a look into memory as it is unlocked: how many bytes are not 0. */
@SuppressWarnings("restricted") // looks at memory that others have
final class Peeking implements PageLockProvider {
  static final List<Long> FOUND = Collections.synchronizedList(new ArrayList<>());

  private final LinuxProvider linux = new LinuxProvider();

  @Override
  public String name() {
    return "peeking";
  }

  @Override
  public int priority() {
    return 1;
  }

  @Override
  public Availability availability() {
    return linux.availability();
  }

  @Override
  public PageOperations open() {
    return new ForwardingOperations(linux.open()) {
      @Override
      public void unlock(long address, long byteCount) {
        MemorySegment memory = MemorySegment.ofAddress(address).reinterpret(byteCount);
        FOUND.add(
            memory.elements(ValueLayout.JAVA_BYTE)
                .filter(each -> each.get(ValueLayout.JAVA_BYTE, 0) != 0)
                .count());
        super.unlock(address, byteCount);
      }
    };
  }
}
