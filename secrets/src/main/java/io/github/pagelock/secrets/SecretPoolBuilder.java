package io.github.pagelock.secrets;

import io.github.pagelock.Allocation;
import io.github.pagelock.Capability;
import io.github.pagelock.PageLocker;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says what a {@link SecretPool} is to be like. Not safe for use by several threads. */
public final class SecretPoolBuilder {
  private @Nullable PageLocker locker;
  private Allocation promises = Allocation.of(1);

  SecretPoolBuilder() {}

  /**
   * Who locks the memory; {@link PageLocker#system()} unless another is named. It may be closed
   * when no secrets are created any more. Under {@link io.github.pagelock.LockPolicy#BEST_EFFORT}
   * secrets may lie in memory that is not locked: see {@link SecretPool#degradation()}.
   *
   * @param locker stays the caller's
   * @return this
   */
  public SecretPoolBuilder locker(PageLocker locker) {
    this.locker = Objects.requireNonNull(locker, "locker");
    return this;
  }

  /**
   * Asks for more promises than {@link Allocation#of} has: {@link Capability#SECRET_MEMORY}, or
   * {@link Capability#SEAL}, which makes the memory inaccessible except while a secret is used.
   *
   * @param more promises
   * @return this
   * @throws IllegalArgumentException if another capability is among them
   */
  public SecretPoolBuilder with(Capability... more) {
    promises = promises.with(more);
    return this;
  }

  /**
   * Asks for fewer, where the provider cannot keep them.
   *
   * @param less promises
   * @return this
   * @throws IllegalArgumentException if another capability is among them
   */
  public SecretPoolBuilder without(Capability... less) {
    promises = promises.without(less);
    return this;
  }

  /**
   * Seals the pool: its memory is inaccessible except while a secret is used. Each use takes two
   * calls of the kernel then, and makes its whole slab accessible meanwhile, of at most 256 KiB or
   * one large secret.
   *
   * @return this, as after {@code with(Capability.SEAL)}
   */
  public SecretPoolBuilder sealed() {
    return with(Capability.SEAL);
  }

  /**
   * Makes the pool. No memory is locked yet.
   *
   * @return a new pool
   * @throws io.github.pagelock.PageLockException UNSUPPORTED if no locker was named, and the system
   *     has no provider
   */
  public SecretPool build() {
    PageLocker chosen = locker == null ? PageLocker.system() : locker;
    Set<Capability> asked = promises.promises();
    long canary = new SecureRandom().nextLong();
    return new SecretPool(new Vault(new SlabMaker(chosen, asked, canary)));
  }
}
