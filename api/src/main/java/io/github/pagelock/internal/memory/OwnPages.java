package io.github.pagelock.internal.memory;

import io.github.pagelock.Capability;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.spi.MemoryMapper.Access;
import java.nio.ByteBuffer;
import java.util.Set;

/** Whole pages that are nobody else's, and are going to be locked memory. */
interface OwnPages {
  /** All of them. */
  MemoryRange range();

  /** The address of the first byte that is asked for; 0 if nobody can find it. */
  long address();

  /** A buffer of some of what is asked for, for as long as nobody gives them back. */
  ByteBuffer view(long index, int byteCount);

  /** One that may be kept: {@link #giveBack} waits until it is gone. */
  ByteBuffer viewToKeep(long index, int byteCount);

  /** Fills all of them with zeros; they are accessible. Needs no memory. */
  void wipe();

  /** What may be done to them. */
  void protect(Access access);

  /** Which promises the kernel keeps. */
  Set<Capability> kept();

  /** Gives them back; those that somebody may still see once he cannot any more. */
  void giveBack();
}
