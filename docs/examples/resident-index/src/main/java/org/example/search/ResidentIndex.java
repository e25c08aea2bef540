package org.example.search;

import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.PendingLock.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * An index file that does not fault, and the key to it that is never written to a swap device.
 *
 * <p>Whether it has to be so is for the library's user to say. {@link LockPolicy#REQUIRED}: where
 * memory cannot be locked there is no index. {@link LockPolicy#BEST_EFFORT}: it works all the same,
 * and {@link #degradation()} says what it lacks.
 */
public final class ResidentIndex implements AutoCloseable {
  private static final int KEY_BYTES = 32;

  private final PageLocker locker;
  private final ByteBuffer key = ByteBuffer.allocateDirect(KEY_BYTES);
  private final ByteBuffer index;
  private final LockedRange lockedKey;
  private final PendingLock<LockedRange> pendingIndex;

  private ResidentIndex(PageLocker locker, ByteBuffer index) {
    this.locker = locker;
    this.index = index;
    this.lockedKey = locker.lock(key); // small, and before there is a key in it
    this.pendingIndex = locker.lockAsync(index); // big: queries can begin meanwhile
  }

  /**
   * Maps the index and begins to lock it.
   *
   * @param file an index, not empty, at most 2 GiB
   * @param policy what to do where memory cannot be locked
   * @return an index that can be read at once
   * @throws IOException if the file cannot be mapped
   * @throws PageLockException if the policy is REQUIRED and the key cannot be locked
   */
  public static ResidentIndex open(Path file, LockPolicy policy) throws IOException {
    ByteBuffer index;
    try (FileChannel channel = FileChannel.open(file)) {
      index = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
    PageLocker locker = PageLocker.builder().policy(policy).build();
    try {
      return new ResidentIndex(locker, index);
    } catch (RuntimeException e) {
      locker.close();
      throw e;
    }
  }

  /**
   * Sets the key.
   *
   * @param bytes 32 of them; the caller wipes the array
   */
  public void setKey(byte[] bytes) {
    if (bytes.length != KEY_BYTES) {
      throw new IllegalArgumentException("a key has " + KEY_BYTES + " bytes, not " + bytes.length);
    }
    key.put(0, bytes);
  }

  /**
   * Looks something up, here: a byte.
   *
   * @param position in the file
   * @return the byte there, deciphered
   */
  public byte get(int position) {
    return (byte) (index.get(position) ^ key.get(position % KEY_BYTES));
  }

  /**
   * Waits until all of the index is in RAM, or cannot be kept there.
   *
   * @param timeout how long at most
   * @return false if it is not that far yet
   * @throws InterruptedException if the thread is interrupted
   * @throws PageLockException if the policy is REQUIRED and the index cannot be locked
   */
  public boolean awaitResident(Duration timeout) throws InterruptedException {
    if (!pendingIndex.await(timeout)) {
      return false;
    }
    pendingIndex.result(); // throws what went wrong
    return true;
  }

  /**
   * What is not locked, and why; for a log.
   *
   * @return the failure, or empty if key and index are locked or the index is still under way
   */
  public Optional<PageLockException> degradation() {
    return lockedKey.degradation().or(pendingIndex::failure);
  }

  /** Wipes the key and unlocks everything. */
  @Override
  public void close() {
    key.put(0, new byte[KEY_BYTES]);
    lockedKey.close();
    locker.close(); // cancels the index if it is under way
    if (pendingIndex.state() == State.LOCKED) {
      pendingIndex.result().close();
    }
  }
}
