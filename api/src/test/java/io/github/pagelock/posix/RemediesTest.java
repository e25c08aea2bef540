package io.github.pagelock.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RemediesTest {
  @Test
  void aLimitIsWrittenInKibThatAreEnough() {
    assertEquals(0, Remedies.inKib(0));
    assertEquals(1, Remedies.inKib(1));
    assertEquals(1, Remedies.inKib(1024));
    assertEquals(2, Remedies.inKib(1025));
    assertEquals(1L << 53, Remedies.inKib(Long.MAX_VALUE));
  }

  @Test
  void aLimitIsWithinAnotherOnlyWithAllOfItsKib() {
    assertTrue(Remedies.isWithin(2, 2048));
    assertFalse(Remedies.isWithin(2, 2047));
    assertFalse(Remedies.isWithin(1, -1));
  }

  @Test
  void aSoftLimitIsRaisedAloneWhereTheHardOneIsEnough() {
    assertTrue(Remedies.inTheShell("64").startsWith("run `ulimit -S -l 64`"));
    assertTrue(Remedies.loginClass(true, 64, "me").contains("`memorylocked-cur=64K`"));
    assertTrue(Remedies.loginClass(false, 64, "me").contains("`memorylocked=64K`"));
  }
}
