package io.github.pagelock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.spi.LimitNumbers;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LimitTest {
  @Test
  void aNumberAllowsWhatDoesNotExceedIt() {
    Limit limit = Limit.of(5000);
    assertEquals(OptionalLong.of(5000), limit.bytes());
    assertTrue(limit.isKnown());
    assertFalse(limit.isUnlimited());
    assertTrue(limit.allows(5000));
    assertFalse(limit.allows(5001));
    assertFalse(Limit.of(0).allows(1));
    assertEquals("5000 bytes", limit.toString());
    assertEquals(Limit.of(5000), limit);
    assertEquals(Limit.of(5000).hashCode(), limit.hashCode());
    assertThrows(IllegalArgumentException.class, () -> Limit.of(-1));
  }

  @Test
  void whatIsUnlimitedOrUnknownIsNoNumberAndForbidsNothing() {
    for (Limit limit : new Limit[] {Limit.UNLIMITED, Limit.UNKNOWN}) {
      assertEquals(OptionalLong.empty(), limit.bytes());
      assertTrue(limit.allows(Long.MAX_VALUE));
      assertNotEquals(Limit.of(0), limit);
    }
    assertTrue(Limit.UNLIMITED.isUnlimited());
    assertTrue(Limit.UNLIMITED.isKnown());
    assertFalse(Limit.UNKNOWN.isUnlimited());
    assertFalse(Limit.UNKNOWN.isKnown());
    assertNotEquals(Limit.UNKNOWN, Limit.UNLIMITED);
    assertEquals("unlimited", Limit.UNLIMITED.toString());
    assertEquals("unknown", Limit.UNKNOWN.toString());
  }

  @Test
  void whatIsLockedHasTheSystemsName() {
    LockLimits limits = LimitNumbers.of(1, 2, 3);
    assertEquals("locked memory", limits.lockedName());
    LockLimits named = limits.withLockedName("VmLck").withExemption(true, "power");
    assertEquals("VmLck", named.lockedName());
    assertTrue(named.exempt());
    assertEquals(OptionalLong.of(3), named.lockedBytes());
    assertTrue(limits.withExemption(true, "power").withLockedName("VmLck").exempt());
    assertThrows(IllegalArgumentException.class, () -> limits.withLockedName(" "));
  }

  @Test
  void numbersToCountWithComeBack() {
    LockLimits limits = LimitNumbers.of(LimitNumbers.UNLIMITED, LimitNumbers.UNKNOWN, 0);
    assertEquals(LockLimits.of(Limit.UNLIMITED, Limit.UNKNOWN, OptionalLong.of(0)), limits);
    assertEquals(LimitNumbers.UNLIMITED, LimitNumbers.soft(limits));
    assertEquals(LimitNumbers.UNKNOWN, LimitNumbers.hard(limits));
    assertEquals(0, LimitNumbers.locked(limits));
    assertEquals(LimitNumbers.UNKNOWN, LimitNumbers.locked(LockLimits.ALL_UNKNOWN));
    assertEquals(7, LimitNumbers.soft(LimitNumbers.of(7, 8, 9)));
  }
}
