package io.github.pagelock.internal.memory;

import io.github.pagelock.Capability;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.internal.base.Failures;
import io.github.pagelock.spi.MemoryMapper;
import io.github.pagelock.spi.MemoryMapper.Access;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Set;

/** Pages that the provider has mapped, between a page before and one behind that nobody uses. */
final class MappedPages implements OwnPages {
  /** What one buffer covers of memory that is too large for one. */
  private static final int PART = 1 << 30;

  private final MemoryMapper mapper;
  private final long address;
  private final Layout layout;
  private final Lingering lingering;

  /** All pages, in parts of at most {@link #PART}; if there are several, nobody is given them. */
  private final ByteBuffer[] parts;

  /** Whether somebody has been given the one part. */
  private volatile boolean given;

  private MappedPages(
      MemoryMapper mapper, long address, Layout layout, ByteBuffer[] parts, Lingering lingering) {
    this.mapper = mapper;
    this.address = address;
    this.layout = layout;
    this.parts = parts;
    this.lingering = lingering;
  }

  /** Maps; all or nothing, but for the promises. */
  static MappedPages map(MemoryMapper mapper, Layout layout, Promises promises) {
    Leftovers.limit();
    long guard = layout.pageSize();
    long all = layout.pageBytes() + 2 * guard;
    long mapped = mapper.map(all);
    try {
      long address = mapped + guard;
      promises.make(mapper, address, layout.pageBytes());
      ByteBuffer[] parts = new ByteBuffer[(int) ((layout.pageBytes() + PART - 1) / PART)];
      for (int i = 0; i < parts.length; i++) {
        long at = (long) i * PART;
        parts[i] = mapper.buffer(address + at, (int) Math.min(PART, layout.pageBytes() - at));
      }
      return new MappedPages(mapper, address, layout, parts, new Lingering(mapper, mapped, all));
    } catch (Throwable failure) {
      try {
        mapper.unmap(mapped, all);
      } catch (Throwable stays) {
        Failures.first(failure, stays);
      }
      throw failure;
    }
  }

  @Override
  public MemoryRange range() {
    return MemoryRange.ofAddress(address, layout.pageBytes(), null);
  }

  @Override
  public long address() {
    return address + layout.offset();
  }

  @Override
  public ByteBuffer view(long index, int byteCount) {
    long at = layout.offset() + index;
    return parts.length == 1
        ? parts[0].slice((int) at, byteCount)
        : mapper.buffer(address + at, byteCount);
  }

  @Override
  public ByteBuffer viewToKeep(long index, int byteCount) {
    if (parts.length == 1) {
      giveAwayOnce();
      return view(index, byteCount);
    }
    ByteBuffer some = view(index, byteCount);
    lingering.giveAway(some);
    return some;
  }

  /** What is made of the one part keeps it reachable. */
  private void giveAwayOnce() {
    if (given) {
      return;
    }
    synchronized (parts) {
      if (!given) {
        lingering.giveAway(parts[0]);
        given = true;
      }
    }
  }

  @Override
  public void wipe() {
    for (ByteBuffer part : parts) {
      Zeros.fill(part);
    }
  }

  @Override
  public void protect(Access access) {
    mapper.protect(address, layout.pageBytes(), access);
  }

  @Override
  public Set<Capability> kept() {
    return mapper.kept(address, layout.pageBytes());
  }

  @Override
  public void giveBack() {
    try {
      mapper.discard(address, layout.pageBytes());
    } finally {
      lingering.close();
      Reference.reachabilityFence(parts);
    }
  }
}
