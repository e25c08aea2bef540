package io.github.pagelock.segments;

import io.github.pagelock.LockedMemory;
import io.github.pagelock.MemoryRange;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.Function;

/** Makes ranges of memory segments, and segments of locked memory. Safe for use by several threads. */
public final class Segments {
  private Segments() {}

  /**
   * The bytes of a native segment, of any size, of memory or of a mapped file.
   *
   * <p>A lock, {@code verify} and {@code residency} of the range look at the segment's scope as any
   * access does, before a page is touched: where its arena is closed they throw the JDK's {@link
   * IllegalStateException}, and on another thread than that of a confined arena its {@link
   * WrongThreadException}.
   *
   * <p>Keep the arena open for as long as the range is locked, or is going to be. The JDK has no
   * public way to keep it so: an arena that is closed while a lock of its memory is pending does
   * close, and the lock fails with NOT_MAPPED and leaves nothing locked. One that is closed after
   * that takes the pages of an open handle with it; {@link
   * io.github.pagelock.LockedRange#verify()} says so.
   *
   * @param segment a native one; it stays reachable as long as the range is locked, and with it an
   *     automatic arena stays open
   * @return the range, of {@code segment.byteSize()} bytes
   * @throws IllegalArgumentException if the segment is on the heap (the collector moves it, and a
   *     copy would be locked), or has no bytes
   * @throws IllegalStateException if its arena is closed
   * @throws WrongThreadException if it is confined to another thread
   */
  public static MemoryRange range(MemorySegment segment) {
    Objects.requireNonNull(segment, "segment");
    if (!segment.isNative()) {
      throw new IllegalArgumentException(
          "a heap segment cannot be locked: the garbage collector moves it, so that a copy would be"
              + " locked; use an arena's");
    }
    MemoryRange range = MemoryRange.ofAddress(segment.address(), segment.byteSize(), segment);
    range.checkAccess();
    return range;
  }

  /**
   * Gives a function all of a locked memory, of any size, as a segment, to read and write. The
   * segment belongs to an arena of the calling thread that is closed when the function returns: one
   * that is kept throws the JDK's {@link IllegalStateException} at every access.
   *
   * @param <R> what the function returns
   * @param memory open; what is sealed is accessible meanwhile
   * @param user gets the segment
   * @return what it returned
   * @throws IllegalStateException if the memory is closed
   */
  @SuppressWarnings("restricted") // the memory stays where it is while it is used
  public static <R> R apply(
      LockedMemory memory, Function<? super MemorySegment, ? extends R> user) {
    Objects.requireNonNull(memory, "memory");
    Objects.requireNonNull(user, "user");
    // A use of no byte keeps all of them in place.
    return memory.apply(
        0,
        0,
        nothing -> {
          try (Arena arena = Arena.ofConfined()) {
            return user.apply(
                MemorySegment.ofAddress(memory.address())
                    .reinterpret(memory.byteCount(), arena, null));
          }
        });
  }
}
