package io.github.pagelock.secrets;

import io.github.pagelock.PageLockException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Locks pages for many small secrets: they are packed into slabs of locked memory, which come and
 * go with them. There is no page, mapping or thread for each of them; one of more than 4 KiB has
 * locked memory of its own.
 *
 * {@snippet class="io.github.pagelock.secrets.GuideExample" region="keyFile"}
 *
 * <p>Each secret lies between two canaries, 8 random bytes each. They are looked at when it is
 * closed, and by {@link #check()}; once one was found overwritten the pool creates and shows no
 * secret any more.
 *
 * <p>Methods that create a secret throw {@link IllegalArgumentException} if it is empty or longer
 * than {@link #MAX_LENGTH}, {@link IllegalStateException} if the pool is closed, {@link
 * CorruptedSecretException} if it was found corrupted, {@link OutOfMemoryError} if there is no
 * memory, and {@link PageLockException} as {@link
 * io.github.pagelock.PageLocker#allocate(io.github.pagelock.Allocation)} does, where LIMIT_EXCEEDED
 * also says how many secrets there are. A failure leaves nothing behind.
 *
 * <p>A secret that is lost without being closed is overwritten by the next call that creates or
 * closes one, or {@link #check()}: where a pool may be idle for long, call that from time to time.
 * If the pool itself is lost with all its secrets, its memory is wiped and unlocked as any lost
 * {@link io.github.pagelock.LockedMemory} is.
 *
 * <p>Safe for use by several threads.
 */
public final class SecretPool implements AutoCloseable {
  /** The most bytes that a secret can have. */
  public static final int MAX_LENGTH = Integer.MAX_VALUE - 2 * Slab.CANARY_BYTES;

  private final Vault vault;

  SecretPool(Vault vault) {
    this.vault = vault;
  }

  /**
   * A pool of {@link io.github.pagelock.PageLocker#system()}, with all that {@link
   * io.github.pagelock.Allocation#of} promises.
   *
   * @return a new pool, to be closed
   * @throws PageLockException UNSUPPORTED if the system has no provider
   */
  public static SecretPool open() {
    return builder().build();
  }

  /**
   * For a pool that is unlike that of {@link #open()}.
   *
   * @return a new builder
   */
  public static SecretPoolBuilder builder() {
    return new SecretPoolBuilder();
  }

  /**
   * Copies an array, which stays as it is.
   *
   * @param source the secret's bytes
   * @return a new secret
   */
  public Secret copy(byte[] source) {
    return copy(ByteBuffer.wrap(Objects.requireNonNull(source, "source")));
  }

  /**
   * Copies an array, and overwrites it with zeros once the secret is there.
   *
   * @param source the secret's bytes; left as it is if this throws
   * @return a new secret
   */
  public Secret take(byte[] source) {
    return take(ByteBuffer.wrap(Objects.requireNonNull(source, "source")));
  }

  /**
   * Copies what remains of a buffer.
   *
   * @param source is read from its position to its limit, which its position then is
   * @return a new secret
   */
  public Secret copy(ByteBuffer source) {
    Objects.requireNonNull(source, "source");
    return fill(source.remaining(), target -> target.put(source));
  }

  /**
   * Copies what remains of a buffer, and overwrites that with zeros once the secret is there.
   *
   * @param source is read from its position to its limit, which its position then is; its bytes are
   *     left as they are if this throws
   * @return a new secret
   * @throws ReadOnlyBufferException if it is read-only: no secret is created
   */
  public Secret take(ByteBuffer source) {
    Objects.requireNonNull(source, "source");
    if (source.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    ByteBuffer original = source.slice();
    Secret secret = copy(source);
    Bytes.wipe(original);
    return secret;
  }

  /**
   * Encodes characters as UTF-8, straight into locked memory. They stay as they are.
   *
   * @param source the characters
   * @return a new secret
   * @throws IllegalArgumentException also if half of a surrogate pair is among them
   */
  public Secret copy(char[] source) {
    Objects.requireNonNull(source, "source");
    return fill(Utf8.length(source), target -> Utf8.encode(source, target));
  }

  /**
   * Encodes characters as UTF-8, straight into locked memory, and overwrites them with zeros once
   * the secret is there.
   *
   * @param source the characters, such as {@link java.io.Console#readPassword()} returns; left as
   *     they are if this throws
   * @return a new secret
   * @throws IllegalArgumentException also if half of a surrogate pair is among them
   */
  public Secret take(char[] source) {
    Secret secret = copy(source);
    Arrays.fill(source, '\0');
    return secret;
  }

  /**
   * Reads a number of bytes, and leaves what follows in the stream. They pass through an array of
   * at most 4 KiB on the heap, which is overwritten, and through whatever the stream has.
   *
   * @param source where they come from
   * @param byteCount how many, 1 or more
   * @return a new secret
   * @throws java.io.EOFException if there are fewer
   * @throws IOException if they cannot be read
   */
  public Secret read(InputStream source, int byteCount) throws IOException {
    return Intake.of(Objects.requireNonNull(source, "source")).exactly(this, byteCount);
  }

  /**
   * Reads a stream to its end, as {@link #read(InputStream, int)} does.
   *
   * @param source where it comes from
   * @param atMost bytes, 1 or more; so much is locked meanwhile
   * @return a new secret of what there was
   * @throws java.io.EOFException if there is nothing
   * @throws IOException if there is more, or it cannot be read
   */
  public Secret readAll(InputStream source, int atMost) throws IOException {
    return Intake.of(Objects.requireNonNull(source, "source")).all(this, atMost);
  }

  /**
   * Reads a number of bytes, and leaves what follows in the channel. A channel of a file, a pipe or
   * a socket reads straight into the locked memory.
   *
   * @param source where they come from; one that can be selected has to be in blocking mode
   * @param byteCount how many, 1 or more
   * @return a new secret
   * @throws java.io.EOFException if there are fewer
   * @throws IOException if they cannot be read
   * @throws java.nio.channels.IllegalBlockingModeException if it does not block
   */
  public Secret read(ReadableByteChannel source, int byteCount) throws IOException {
    return Intake.of(Objects.requireNonNull(source, "source")).exactly(this, byteCount);
  }

  /**
   * Reads a channel to its end, as {@link #read(ReadableByteChannel, int)} does.
   *
   * @param source where it comes from; one that can be selected has to be in blocking mode
   * @param atMost bytes, 1 or more; so much is locked meanwhile
   * @return a new secret of what there was
   * @throws java.io.EOFException if there is nothing
   * @throws IOException if there is more, or it cannot be read
   * @throws java.nio.channels.IllegalBlockingModeException if it does not block
   */
  public Secret readAll(ReadableByteChannel source, int atMost) throws IOException {
    return Intake.of(Objects.requireNonNull(source, "source")).all(this, atMost);
  }

  /**
   * Reads a file, straight into the locked memory. The file keeps its bytes, and so does the
   * system's page cache.
   *
   * @param source the file, of the default file system
   * @param atMost bytes, 1 or more; so much is locked meanwhile
   * @return a new secret of what there was
   * @throws java.io.EOFException if there is nothing
   * @throws IOException if there is more, or it cannot be read
   */
  public Secret readAll(Path source, int atMost) throws IOException {
    return Intake.all(this, Objects.requireNonNull(source, "source"), atMost);
  }

  /**
   * Reads what a file descriptor of this process refers to, by {@code /dev/fd/N}, straight into the
   * locked memory. The descriptor stays open. The system opens it once more: a file is read from
   * its beginning, and this user has to be allowed to read it; a socket cannot be read so.
   *
   * @param descriptor such as whoever started this process has left open, 0 or more
   * @param atMost bytes, 1 or more; so much is locked meanwhile
   * @return a new secret of what there was
   * @throws java.io.EOFException if there is nothing
   * @throws IOException if there is more, or it cannot be read
   */
  public Secret readDescriptor(int descriptor, int atMost) throws IOException {
    if (descriptor < 0) {
      throw new IllegalArgumentException(
          "the file descriptor is " + descriptor + ", but must not be negative");
    }
    return readAll(Path.of("/dev/fd/" + descriptor), atMost);
  }

  /**
   * Has the kernel write random bytes straight into the locked memory, from {@code /dev/urandom}.
   *
   * @param byteCount how many, 1 or more
   * @return a new secret
   * @throws IOException if they cannot be read
   */
  public Secret random(int byteCount) throws IOException {
    return Intake.random(this, byteCount);
  }

  /**
   * Writes random bytes of a generator. They pass through an array of at most 4 KiB on the heap,
   * which is overwritten, and through whatever the generator has.
   *
   * @param generator where they come from
   * @param byteCount how many, 1 or more
   * @return a new secret
   */
  public Secret random(SecureRandom generator, int byteCount) {
    Objects.requireNonNull(generator, "generator");
    return fill(byteCount, target -> Intake.random(generator, target));
  }

  /**
   * Has a function write the bytes, into locked memory.
   *
   * @param byteCount how many, 1 or more
   * @param filler gets a buffer of so many bytes, zeros, big-endian, at position 0; what it throws
   *     is thrown
   * @return a new secret
   */
  public Secret fill(int byteCount, Consumer<? super ByteBuffer> filler) {
    Objects.requireNonNull(filler, "filler");
    if (byteCount <= 0) {
      throw new IllegalArgumentException("a secret of " + byteCount + " bytes: it needs 1 or more");
    }
    if (byteCount > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a secret of " + byteCount + " bytes: it may have at most " + MAX_LENGTH);
    }
    return vault.create(byteCount, filler);
  }

  /**
   * Looks at all canaries, and overwrites secrets that were lost.
   *
   * @throws CorruptedSecretException if one was overwritten, now or before
   * @throws IllegalStateException if the pool is closed
   */
  public void check() {
    vault.check();
  }

  /**
   * How many secrets are there, those included that were lost and are not overwritten yet.
   *
   * @return a number that may have changed already
   */
  public int secretCount() {
    return vault.live();
  }

  /**
   * How much memory it has, in whole slabs.
   *
   * @return bytes; locked, unless {@link #degradation()} says why not
   */
  public long byteCount() {
    return vault.lockedBytes();
  }

  /**
   * Why not all of its memory is as it was asked for, under {@link
   * io.github.pagelock.LockPolicy#BEST_EFFORT}.
   *
   * @return the last failure that {@link io.github.pagelock.LockPolicy#REQUIRED} would have thrown;
   *     empty if there was none
   */
  public Optional<PageLockException> degradation() {
    return vault.degradation();
  }

  /**
   * Closes all secrets, as {@link Secret#close()} does, and gives all memory back. What somebody is
   * creating meanwhile fails, and is overwritten then. The second and later calls do nothing.
   *
   * @throws IllegalStateException if this thread is using a secret of it: nothing is closed
   * @throws CorruptedSecretException if a canary was found overwritten now: all is closed
   * @throws PageLockException UNLOCK_FAILED, as {@link io.github.pagelock.LockedMemory#close()}:
   *     all else is closed
   */
  @Override
  public void close() {
    vault.close();
  }

  @Override
  public String toString() {
    return "pool of " + secretCount() + " secrets in " + byteCount() + " bytes";
  }
}
