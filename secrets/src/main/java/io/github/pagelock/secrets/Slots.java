package io.github.pagelock.secrets;

/** Which slots of a slab are taken: a bit for each. Not safe for use by several threads. */
final class Slots {
  private final int count;
  private final long[] taken;
  private int free;

  /** No word before it has a free slot. */
  private int firstWord;

  Slots(int count) {
    this.count = count;
    this.free = count;
    this.taken = new long[(count + Long.SIZE - 1) / Long.SIZE];
    int beyond = taken.length * Long.SIZE - count;
    if (beyond > 0) {
      taken[taken.length - 1] = -1L << (Long.SIZE - beyond);
    }
  }

  boolean isFull() {
    return free == 0;
  }

  boolean isEmpty() {
    return free == count;
  }

  int countTaken() {
    return count - free;
  }

  /** Takes one; there is one. */
  int take() {
    while (taken[firstWord] == -1L) {
      firstWord++;
    }
    int bit = Long.numberOfTrailingZeros(~taken[firstWord]);
    taken[firstWord] |= 1L << bit;
    free--;
    return firstWord * Long.SIZE + bit;
  }

  void giveBack(int slot) {
    int word = slot / Long.SIZE;
    taken[word] &= ~(1L << slot);
    firstWord = Math.min(firstWord, word);
    free++;
  }
}
