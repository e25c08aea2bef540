package io.github.pagelock.fake;

import io.github.pagelock.Capability;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.MemoryMapper;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Maps pages of the fake address space. What is in them is in direct buffers, one for each part
 * that is asked for; parts may not overlap.
 */
public final class FakeMapper implements MemoryMapper {
  private static final Set<Capability> OF_PAGES =
      Set.of(Capability.NO_DUMP, Capability.WIPE_ON_FORK, Capability.SECRET_MEMORY);

  private final FakeSettings kernel;
  private final Map<Long, Mapping> mappings = new HashMap<>();

  /** One that was not unmapped. */
  private record Mapping(long address, long byteCount, Set<Capability> kept) {
    boolean holds(long from, long bytes) {
      return from >= address && from + bytes <= address + byteCount;
    }
  }

  FakeMapper(FakeSettings kernel) {
    this.kernel = kernel;
  }

  @Override
  public synchronized long map(long byteCount) {
    long address = kernel.map((int) (byteCount / kernel.pageSize));
    kernel.protectNone(address, byteCount);
    mappings.put(address, new Mapping(address, byteCount, EnumSet.noneOf(Capability.class)));
    return address;
  }

  @Override
  public synchronized void mapSecret(long address, long byteCount) {
    require(Capability.SECRET_MEMORY);
    mapping(address, byteCount).kept().add(Capability.SECRET_MEMORY);
    kernel.allow(address, byteCount);
  }

  @Override
  public synchronized void protect(long address, long byteCount, Access access) {
    mapping(address, byteCount);
    if (access == Access.NONE) {
      kernel.protectNone(address, byteCount);
    } else {
      kernel.allow(address, byteCount);
    }
  }

  @Override
  public synchronized void promise(long address, long byteCount, Capability promise) {
    require(promise);
    mapping(address, byteCount).kept().add(promise);
  }

  @Override
  public synchronized Set<Capability> kept(long address, long byteCount) {
    Set<Capability> kept = EnumSet.noneOf(Capability.class);
    kept.addAll(mapping(address, byteCount).kept());
    if (!kernel.isAccessible(address - kernel.pageSize)
        && !kernel.isAccessible(address + byteCount)) {
      kept.add(Capability.GUARD_PAGES);
    }
    return kept;
  }

  @Override
  public synchronized ByteBuffer buffer(long address, int byteCount) {
    mapping(address, byteCount);
    return ByteBuffer.allocateDirect(byteCount);
  }

  @Override
  public synchronized void discard(long address, long byteCount) {
    mapping(address, byteCount);
    kernel.drop(address, byteCount);
  }

  @Override
  public synchronized void unmap(long address, long byteCount) {
    Mapping mapping = mappings.remove(address);
    if (mapping == null || mapping.byteCount() != byteCount) {
      throw kernel.misuse.violated("unmaps what was not mapped");
    }
    kernel.unmap(address, byteCount);
  }

  /** How many there are. */
  public synchronized int mapped() {
    return mappings.size();
  }

  /** Whether a page is part of one, and has a promise. */
  public synchronized boolean keeps(long address, Capability promise) {
    return mappings.values().stream()
        .anyMatch(each -> each.holds(address, 1) && each.kept().contains(promise));
  }

  private Mapping mapping(long address, long byteCount) {
    return mappings.values().stream()
        .filter(each -> each.holds(address, byteCount))
        .findFirst()
        .orElseThrow(() -> kernel.misuse.violated("uses what was not mapped"));
  }

  private void require(Capability capability) {
    if (!OF_PAGES.contains(capability) || !kernel.capabilities.contains(capability)) {
      throw LockFailure.of(Reason.UNSUPPORTED, "promise", 0, 0)
          .because("the fake does not have " + capability)
          .build();
    }
  }
}
