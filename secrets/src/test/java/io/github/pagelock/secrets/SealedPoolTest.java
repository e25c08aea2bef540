package io.github.pagelock.secrets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedMemory;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.fake.FakeProvider;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A sealed pool is inaccessible but for the time of a use; what a provider lacks is told. */
class SealedPoolTest {
  private final FakeMachine machine = new FakeMachine();
  private final List<LockedMemory> slabs = new ArrayList<>();

  private boolean isAccessible() {
    return machine.kernel.isAccessible(slabs.get(0).address());
  }

  @Test
  void itIsAccessibleWhileASecretIsUsedAlone() {
    try (SecretPool pool =
        SecretPool.builder().locker(Seam.spying(machine.locker, slabs::add)).sealed().build()) {
      Secret secret = pool.copy(FakeMachine.bytes(32, 5));
      assertFalse(isAccessible());
      secret.use(bytes -> assertTrue(isAccessible()));
      assertFalse(isAccessible());
      secret.write(bytes -> bytes.put(0, (byte) 6));
      assertFalse(isAccessible());
      assertEquals(6, FakeMachine.read(secret)[0]);
      Secret same = pool.fill(32, bytes -> secret.copyTo(bytes));
      assertEquals(secret, same);
      pool.check();
      assertFalse(isAccessible());
      secret.close();
      assertFalse(isAccessible());
      assertArrayEquals(FakeMachine.read(same), FakeMachine.read(same));
    }
    assertEquals(0, machine.kernel.lockedBytes());
  }

  @Test
  void aPoolThatIsNotSealedIsAccessible() {
    try (SecretPool pool =
        SecretPool.builder().locker(Seam.spying(machine.locker, slabs::add)).build()) {
      pool.copy(new byte[1]);
      assertTrue(isAccessible());
      assertEquals(
          Set.of(Capability.GUARD_PAGES, Capability.NO_DUMP, Capability.WIPE_ON_FORK),
          slabs.get(0).promises());
    }
  }

  @Test
  void promisesAreAddedAndLeftOut() {
    try (SecretPool pool =
        SecretPool.builder()
            .locker(Seam.spying(machine.locker, slabs::add))
            .without(Capability.WIPE_ON_FORK, Capability.GUARD_PAGES)
            .with(Capability.SECRET_MEMORY)
            .build()) {
      pool.copy(new byte[1]);
      assertEquals(Set.of(Capability.NO_DUMP, Capability.SECRET_MEMORY), slabs.get(0).promises());
    }
  }

  @Test
  void aPromiseThatTheProviderLacksIsRefused() {
    Set<Capability> fewer = EnumSet.allOf(Capability.class);
    fewer.removeAll(Set.of(Capability.SEAL, Capability.NATIVE_ASYNC));
    machine.kernel.setCapabilities(fewer);
    try (PageLocker poor = PageLocker.builder().provider(new FakeProvider(machine.kernel)).build();
        SecretPool pool = SecretPool.builder().locker(poor).sealed().build()) {
      PageLockException refused =
          assertThrows(PageLockException.class, () -> pool.copy(new byte[1]));
      assertEquals(PageLockException.Reason.UNSUPPORTED, refused.reason());
      assertTrue(refused.getMessage().contains("SEAL"), refused.getMessage());
    }
  }

  @Test
  void aLockerThatDoesItsBestSaysWhatIsMissing() {
    machine.kernel.setLockLimit(0);
    try (PageLocker best =
            PageLocker.builder()
                .provider(new FakeProvider(machine.kernel))
                .policy(LockPolicy.BEST_EFFORT)
                .build();
        SecretPool pool = SecretPool.builder().locker(best).build()) {
      assertTrue(pool.degradation().isEmpty());
      assertEquals(5, FakeMachine.read(pool.copy(new byte[] {5}))[0]);
      assertTrue(pool.degradation().isPresent());
    }
  }
}
