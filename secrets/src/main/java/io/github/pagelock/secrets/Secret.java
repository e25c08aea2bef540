package io.github.pagelock.secrets;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.crypto.SecretKey;
import javax.security.auth.Destroyable;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in a slot of a {@link SecretPool}: a password, a key. They are locked in RAM from before
 * they are there until they are overwritten, by {@link #close()} or that of the pool.
 *
 * <p>A buffer that a function is given is valid while that function runs. One that is kept shows,
 * once the secret is closed, zeros or whatever secret has the slot next; in a sealed pool using it
 * ends the process.
 *
 * <p>Safe for use by several threads, as far as the access is concerned: what they read and write
 * at the same place is theirs to order. A secret that is lost without being closed is overwritten
 * by a later call of its pool, which warns once through {@link System.Logger}.
 */
public final class Secret implements AutoCloseable, Destroyable {
  private final Lease lease;

  Secret(LeaseMaker leases, Slab slab, int slot, int length) {
    this.lease = leases.make(this, slab, slot, length);
  }

  Lease lease() {
    return lease;
  }

  /**
   * How long it is; also after its end.
   *
   * @return bytes, 1 or more
   */
  public int length() {
    return lease.length();
  }

  /**
   * Gives a function the bytes, to read.
   *
   * @param user gets a read-only buffer of exactly these bytes, big-endian, at position 0
   * @throws IllegalStateException if it is closed
   * @throws CorruptedSecretException if one of its pool was found corrupted
   * @throws io.github.pagelock.PageLockException OTHER, if a sealed pool cannot be made accessible
   */
  public void use(Consumer<? super ByteBuffer> user) {
    Objects.requireNonNull(user, "user");
    apply(
        bytes -> {
          user.accept(bytes);
          return true;
        });
  }

  /**
   * As {@link #use}, with a result.
   *
   * @param <R> what the function returns
   * @param user gets a read-only buffer of exactly these bytes, big-endian, at position 0
   * @return what it returned
   * @throws IllegalStateException if it is closed
   * @throws CorruptedSecretException if one of its pool was found corrupted
   * @throws io.github.pagelock.PageLockException OTHER, if a sealed pool cannot be made accessible
   */
  public <R> R apply(Function<? super ByteBuffer, ? extends R> user) {
    Objects.requireNonNull(user, "user");
    try {
      return lease.read(user);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Gives a function the bytes, to read and write, for a key that is replaced or derived in place.
   *
   * @param user gets a buffer of exactly these bytes, big-endian, at position 0
   * @throws IllegalStateException if it is closed
   * @throws CorruptedSecretException if one of its pool was found corrupted
   * @throws io.github.pagelock.PageLockException OTHER, if a sealed pool cannot be made accessible
   */
  public void write(Consumer<? super ByteBuffer> user) {
    Objects.requireNonNull(user, "user");
    try {
      lease.write(
          bytes -> {
            user.accept(bytes);
            return true;
          });
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * Copies the bytes to an array, where nothing protects them: whoever calls this overwrites it
   * when it is not needed any more.
   *
   * @param target is written from its beginning
   * @throws IllegalArgumentException if it is shorter than the secret: nothing is copied
   * @throws IllegalStateException if it is closed
   * @throws CorruptedSecretException if one of its pool was found corrupted
   */
  public void copyTo(byte[] target) {
    copyTo(ByteBuffer.wrap(Objects.requireNonNull(target, "target")));
  }

  /**
   * Copies the bytes to a buffer, where this secret does not protect them.
   *
   * @param target is written from its position, which is moved behind them
   * @throws IllegalArgumentException if it has less room: nothing is copied
   * @throws java.nio.ReadOnlyBufferException if it is read-only
   * @throws IllegalStateException if it is closed
   * @throws CorruptedSecretException if one of its pool was found corrupted
   */
  public void copyTo(ByteBuffer target) {
    Objects.requireNonNull(target, "target");
    if (target.remaining() < length()) {
      throw new IllegalArgumentException(
          "the secret has " + length() + " bytes, the target room for " + target.remaining());
    }
    use(target::put);
  }

  /**
   * Compares the bytes with others, in a time that depends on the lengths alone.
   *
   * @param bytes to compare with
   * @return whether they are the same
   * @throws IllegalStateException if it is closed
   * @throws CorruptedSecretException if one of its pool was found corrupted
   */
  public boolean contentEquals(byte[] bytes) {
    return contentEquals(ByteBuffer.wrap(Objects.requireNonNull(bytes, "bytes")));
  }

  /**
   * Compares the bytes with others, in a time that depends on the lengths alone.
   *
   * @param bytes to compare with, from its position to its limit; neither is changed
   * @return whether they are the same
   * @throws IllegalStateException if it is closed
   * @throws CorruptedSecretException if one of its pool was found corrupted
   */
  public boolean contentEquals(ByteBuffer bytes) {
    Objects.requireNonNull(bytes, "bytes");
    return apply(mine -> Bytes.areEqual(mine, bytes));
  }

  /**
   * Compares the bytes with those of another secret, of whatever pool, in a time that depends on
   * the lengths alone. A closed secret equals itself alone.
   *
   * @throws CorruptedSecretException if one of the pools was found corrupted
   */
  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof Secret that) || isDestroyed() || that.isDestroyed()) {
      return false;
    }
    try {
      return that.<Boolean>apply(this::contentEquals);
    } catch (IllegalStateException overtaken) {
      if (isDestroyed() || that.isDestroyed()) {
        return false;
      }
      throw overtaken;
    }
  }

  /**
   * Depends on the length alone, so that it tells nothing of the bytes. Secrets of one length make
   * poor keys of a hash table.
   */
  @Override
  public int hashCode() {
    return length();
  }

  /**
   * A key of these bytes, for interfaces that want one. It has no copy of them, but the JDK's
   * ciphers and MACs ask it for one, on the heap, which is theirs.
   *
   * @param algorithm such as {@code AES}
   * @return a key that lives as long as this secret; destroying it closes this secret
   * @throws IllegalArgumentException if the algorithm is empty
   */
  public SecretKey asKey(String algorithm) {
    if (Objects.requireNonNull(algorithm, "algorithm").isEmpty()) {
      throw new IllegalArgumentException("the algorithm of a key needs a name");
    }
    return new PooledKey(this, algorithm);
  }

  /**
   * Overwrites the bytes with zeros, and gives their slot to others. Waits for the uses that are
   * running in other threads, interrupted or not; later ones fail. The second and later calls do
   * nothing, but wait for the first.
   *
   * @throws IllegalStateException if this thread is using it, which it can do nothing against
   * @throws CorruptedSecretException if a canary beside it was overwritten, and nobody was told of
   *     any of its pool before: it is wiped and closed all the same
   * @throws io.github.pagelock.PageLockException UNLOCK_FAILED, if it was the last of its slab and
   *     the slab cannot be unlocked; OTHER, if a sealed pool cannot be made accessible: it is not
   *     closed then, which may be tried again
   */
  @Override
  public void close() {
    try {
      lease.close();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** The same as {@link #close()}. */
  @Override
  public void destroy() {
    close();
  }

  /**
   * Whether it is closed, or being closed.
   *
   * @return true from the first call of {@link #close()} on, or that of its pool
   */
  @Override
  public boolean isDestroyed() {
    return lease.isClosed();
  }

  @Override
  public String toString() {
    return (isDestroyed() ? "closed secret of " : "secret of ") + length() + " bytes";
  }
}
