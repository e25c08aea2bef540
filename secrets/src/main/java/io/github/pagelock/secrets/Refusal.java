package io.github.pagelock.secrets;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.PageLockException;
import io.github.pagelock.spi.LockFailure;
import java.util.Optional;

/** Says what a pool holds when it cannot grow. */
final class Refusal {
  private Refusal() {}

  /**
   * The same failure, in words of the pool.
   *
   * @param length bytes of the secret that there is no room for
   */
  static PageLockException of(
      PageLockException refused, int length, SizeClass home, int live, long lockedBytes) {
    String held =
        "the pool holds "
            + live
            + " secrets in "
            + lockedBytes
            + " bytes, of which "
            + home.live()
            + " of up to "
            + home.slotBytes
            + " bytes, and no more fit";
    Optional<Diagnosis> known = refused.diagnosis();
    LockFailure failure =
        LockFailure.of(refused.reason(), "allocate", refused.address(), length)
            .errno(refused.errno(), refused.errnoName())
            .causedBy(refused);
    refused.limits().ifPresent(failure::limits);
    if (known.isPresent()) {
      Diagnosis why = known.get();
      failure.diagnosis(Diagnosis.of(why.cause(), held + ": " + why.explanation(), why.cure()));
    } else {
      failure.because(held + ": " + refused.getMessage());
    }
    return failure.build();
  }
}
