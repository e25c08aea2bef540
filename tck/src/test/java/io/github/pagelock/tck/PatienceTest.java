package io.github.pagelock.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatienceTest {
  @Test
  void withoutASettingItIsHalfAMinute() {
    assertEquals(Duration.ofSeconds(30), Patience.of(null));
  }

  @Test
  void aSettingIsMilliseconds() {
    assertEquals(Duration.ofMinutes(2), Patience.of("120000"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "2 s", "1e3", "99999999999999999999"})
  void anythingElseIsRefusedByName(String millis) {
    Exception refused = assertThrows(IllegalStateException.class, () -> Patience.of(millis));

    assertTrue(
        String.valueOf(refused.getMessage()).contains("-D" + Patience.PROPERTY + "=" + millis));
  }

  /** An impatient kit of a machine that is not slow has its minute. */
  @Test
  void aTestMayTakeTwiceAsLong() {
    assertEquals(Duration.ofMinutes(4), TimeLimit.of(Duration.ofMinutes(2)));
    assertEquals(Duration.ofMinutes(1), TimeLimit.of(Duration.ofSeconds(1)));
  }
}
