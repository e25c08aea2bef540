package io.github.pagelock.internal.book;

/**
 * The book in numbers, at one moment.
 *
 * @param bookedBytes includes those being locked and unlocked
 * @param lockingBytes those that were ABSENT and whose lock call is under way
 * @param unlockingBytes those whose last hold is gone and whose unlock call is under way
 * @param reservedBytes those that are reserved and not in the book
 */
public record Totals(
    long bookedBytes, long lockingBytes, long unlockingBytes, long reservedBytes, int intervals) {
  public static final Totals NONE = new Totals(0, 0, 0, 0, 0);

  /** Bytes that the kernel's sum may have or not. */
  public long unclearBytes() {
    return lockingBytes + unlockingBytes;
  }
}
