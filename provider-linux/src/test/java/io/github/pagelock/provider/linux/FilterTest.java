package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real seccomp filter, which refuses a call or answers as if the kernel did not have it. */
class FilterTest {
  private static ChildJvm.Result under(String call, int errno) {
    ChildJvm.Result result =
        ChildJvm.run(List.of(), ChildJvm.java(FilterMain.class, call, "" + errno));
    assertEquals(0, result.exit(), result.output());
    return result;
  }

  @ParameterizedTest
  @CsvSource({"mlock, 1", "mlock, 38"})
  void aLockThatItRefusesIsAPolicyWhateverItAnswers(String call, int errno) {
    ChildJvm.Result result = under(call, errno);
    assertEquals("NOT_PERMITTED", result.value("reason"));
    assertEquals("POLICY", result.value("cause"));
    String message = result.value("message");
    assertTrue(message.contains("a seccomp filter (it is on"), message);
    assertFalse(message.contains("before 4.4"), message);
    assertFalse(message.contains("lock plainly"), message);
  }

  @ParameterizedTest
  @CsvSource({"msync, 1, 4", "msync, 38, 4", "mincore, 1, -1", "mincore, 38, -1"})
  void whatItKeepsFromBeingAskedIsReadFromSmaps(String call, int errno, long residency) {
    ChildJvm.Result result = under(call, errno);
    assertEquals("LOCKED", result.value("verify"));
    assertEquals("" + residency, result.value("residency"));
  }

  /** What is claimed where the filter forbids a call. */
  private static List<String> claimed(String call) {
    String all = under(call, 1).value("capabilities");
    return List.of(all.substring(1, all.length() - 1).split(", ", -1));
  }

  @Test
  void whatItForbidsOfAMappersCallsIsNotClaimed() {
    List<String> withoutSecrets = claimed("memfd_secret");
    assertFalse(withoutSecrets.contains("SECRET_MEMORY"), withoutSecrets::toString);
    assertTrue(withoutSecrets.contains("WIPE_ON_FORK"), withoutSecrets::toString);
    List<String> withoutAdvice = claimed("madvise");
    assertFalse(withoutAdvice.contains("NO_DUMP"), withoutAdvice::toString);
    assertFalse(withoutAdvice.contains("WIPE_ON_FORK"), withoutAdvice::toString);
    assertTrue(withoutAdvice.contains("GUARD_PAGES"), withoutAdvice::toString);
  }
}
