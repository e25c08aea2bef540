package io.github.pagelock.secrets;

/**
 * Memory beside a secret was overwritten: by a stray pointer of native code, or a buffer that was
 * kept from an earlier use. The secret may be overwritten, too. The pool cannot be used any more;
 * its secrets can be closed.
 */
public final class CorruptedSecretException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private CorruptedSecretException(String message) {
    super(message);
  }

  /** The pool was found corrupted before. */
  CorruptedSecretException(CorruptedSecretException first) {
    super("the pool is not used any more: " + first.getMessage(), first);
  }

  /** What lies before a slot was overwritten. */
  static CorruptedSecretException between(Slab slab, int slot) {
    return new CorruptedSecretException(
        "the canary between "
            + slab.describe(slot - 1)
            + " and "
            + slab.describe(slot)
            + " was overwritten; what is beside it may be, too");
  }

  /** Something around a slot was overwritten. */
  static CorruptedSecretException around(Slab slab, int slot, int found) {
    if ((found & Slab.BEFORE) != 0) {
      return between(slab, slot);
    }
    if ((found & Slab.BEHIND) != 0) {
      return between(slab, slot + 1);
    }
    return new CorruptedSecretException(
        "unused bytes behind " + slab.describe(slot) + " were overwritten; it may be, too");
  }
}
