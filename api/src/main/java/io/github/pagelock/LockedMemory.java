package io.github.pagelock;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Memory of its own that is locked before anybody has it, and wiped at its end: for keys,
 * passwords, and what else must not reach a disk.
 *
 * {@snippet class="io.github.pagelock.it.ReadmeExample" region="allocate"}
 *
 * <p>It is accessed through this handle only. Safe for use by several threads, as far as the access
 * is concerned: what they read and write at the same place is theirs to order. Memory that is lost
 * without being closed is wiped, unlocked and given back by a cleaner, which warns once through
 * {@link System.Logger}.
 *
 * <p>A buffer that a function was given is valid while that function runs. One that is kept reads
 * zeros after {@link #close()}: its memory is not given to anybody else, nor unmapped, while it is
 * reachable. But where the memory is sealed, using such a buffer ends the process.
 *
 * <p>Not meant to be implemented, other than by a wrapper that delegates: methods may be added.
 *
 * @see PageLocker#allocate(Allocation)
 */
public interface LockedMemory extends AutoCloseable {
  /**
   * The size that was asked for.
   *
   * @return bytes, more than 0
   */
  long byteCount();

  /**
   * Where it is, for C. Nothing keeps the memory there but this handle, reachable and open; inside
   * a function that is given to {@link #use} or {@link #apply} it stays.
   *
   * @return the address of the first byte
   */
  long address();

  /**
   * Whether its pages are locked by this handle: false once it is closed, and where {@link
   * LockPolicy#BEST_EFFORT} could not lock them.
   *
   * @return what this handle holds; {@link #verify()} asks the kernel
   */
  boolean isLocked();

  /**
   * What was promised beside the lock, and is kept.
   *
   * @return an immutable set
   */
  Set<Capability> promises();

  /**
   * What was asked for and is missing, under {@link LockPolicy#BEST_EFFORT}.
   *
   * @return an immutable set, empty under {@link LockPolicy#REQUIRED}
   */
  Set<Capability> missing();

  /**
   * Why it is not all that was asked for, under {@link LockPolicy#BEST_EFFORT}: why it is not
   * locked, or, if it is, UNSUPPORTED with the promises that are {@linkplain #missing() missing}.
   *
   * @return the failure that {@link LockPolicy#REQUIRED} would have thrown; empty if nothing is
   *     missing
   */
  Optional<PageLockException> degradation();

  /**
   * Asks the kernel, not the library, what is true of this memory right now.
   *
   * @return the state of its pages, and the promises that are kept
   * @throws PageLockException UNSUPPORTED where {@link Capability#VERIFY} is missing; OTHER if the
   *     kernel cannot be asked
   * @throws IllegalStateException if it is closed
   */
  MemoryState verify();

  /**
   * Gives a function the memory, to read and write.
   *
   * @param user gets a buffer of all bytes, big-endian, at position 0
   * @throws IllegalStateException if it is closed
   * @throws IllegalArgumentException if it is larger than 2 GiB: see {@link #apply(long, int,
   *     Function)}
   */
  default void use(Consumer<? super ByteBuffer> user) {
    Objects.requireNonNull(user, "user");
    apply(
        buffer -> {
          user.accept(buffer);
          return true;
        });
  }

  /**
   * As {@link #use}, with a result.
   *
   * @param <R> what the function returns
   * @param user gets a buffer of all bytes, big-endian, at position 0
   * @return what it returned
   * @throws IllegalStateException if it is closed
   * @throws IllegalArgumentException if it is larger than 2 GiB
   */
  default <R> R apply(Function<? super ByteBuffer, ? extends R> user) {
    return apply(0, oneBuffer(), user);
  }

  /**
   * Gives a function a part of the memory, to read and write. What is sealed is accessible
   * meanwhile.
   *
   * @param <R> what the function returns
   * @param index of the part's first byte, from 0
   * @param count bytes, 0 or more
   * @param user gets a buffer of exactly these bytes, big-endian, at position 0
   * @return what it returned
   * @throws IllegalStateException if it is closed
   * @throws IndexOutOfBoundsException if the part is not within the memory
   */
  <R> R apply(long index, int count, Function<? super ByteBuffer, ? extends R> user);

  /**
   * Gives a function all of the memory, to read.
   *
   * @param <R> what the function returns
   * @param user gets a read-only buffer of all bytes, big-endian, at position 0
   * @return what it returned
   * @throws IllegalStateException if it is closed
   * @throws IllegalArgumentException if it is larger than 2 GiB
   */
  default <R> R read(Function<? super ByteBuffer, ? extends R> user) {
    return read(0, oneBuffer(), user);
  }

  /**
   * Gives a function a part of the memory, to read. What is sealed is readable meanwhile, and no
   * more unless somebody else writes.
   *
   * @param <R> what the function returns
   * @param index of the part's first byte, from 0
   * @param count bytes, 0 or more
   * @param user gets a read-only buffer of exactly these bytes, big-endian, at position 0
   * @return what it returned
   * @throws IllegalStateException if it is closed
   * @throws IndexOutOfBoundsException if the part is not within the memory
   */
  <R> R read(long index, int count, Function<? super ByteBuffer, ? extends R> user);

  private int oneBuffer() {
    long all = byteCount();
    if (all > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "no buffer holds " + all + " bytes: use a part of them at a time");
    }
    return (int) all;
  }

  /**
   * Reads a byte.
   *
   * @param index from 0
   * @return the byte
   * @throws IllegalStateException if it is closed
   * @throws IndexOutOfBoundsException if it is not within the memory
   */
  byte get(long index);

  /**
   * Writes a byte.
   *
   * @param index from 0
   * @param value the byte
   * @throws IllegalStateException if it is closed
   * @throws IndexOutOfBoundsException if it is not within the memory
   */
  void put(long index, byte value);

  /**
   * Copies bytes from a buffer.
   *
   * @param index of the first byte to write, from 0
   * @param source is read from its position to its limit, which its position then is
   * @throws IllegalStateException if it is closed
   * @throws IndexOutOfBoundsException if they are not within the memory: nothing is copied
   */
  void copyFrom(long index, ByteBuffer source);

  /**
   * Copies bytes to a buffer.
   *
   * @param index of the first byte to read, from 0
   * @param target is written from its position to its limit, which its position then is
   * @throws IllegalStateException if it is closed
   * @throws IndexOutOfBoundsException if they are not within the memory: nothing is copied
   */
  void copyTo(long index, ByteBuffer target);

  /**
   * Makes the memory inaccessible, but for the time of each use, whole or in part, by whatever
   * thread: where several overlap, until the last has ended. A stray pointer, and a buffer that was
   * kept, cannot read it then: the process ends. Does nothing if it is sealed already.
   *
   * @throws PageLockException UNSUPPORTED unless {@link Capability#SEAL} was promised; OTHER
   * @throws IllegalStateException if it is closed
   */
  void seal();

  /**
   * Makes sealed memory accessible again, until it is sealed the next time. Does nothing if it is
   * not sealed.
   *
   * @throws PageLockException OTHER
   * @throws IllegalStateException if it is closed
   */
  void unseal();

  /**
   * Whether it is sealed, and is to be once nobody uses it.
   *
   * @return true between {@link #seal()} and {@link #unseal()}
   */
  boolean isSealed();

  /**
   * Overwrites the memory with zeros, unlocks it and gives it back. Waits for the uses that are
   * running in other threads; later ones fail. The second and later calls do nothing, but wait for
   * the first.
   *
   * @throws IllegalStateException if this thread is using it, which it can do nothing against
   * @throws PageLockException UNLOCK_FAILED, as {@link LockedRange#close()}: it is wiped then, and
   *     stays mapped; OTHER, if sealed memory cannot be made accessible: it stays locked, and is
   *     wiped once this handle is lost
   */
  @Override
  void close();
}
