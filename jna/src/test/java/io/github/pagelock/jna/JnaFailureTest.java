package io.github.pagelock.jna;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What cannot be brought about here: the errors as others have reported them. */
class JnaFailureTest {
  private static final JnaCopies ONE = new JnaCopies(List.of("/lib/jna.jar"));

  private static String explain(boolean isMusl, Throwable failure) {
    return new JnaFailure(ONE, isMusl, "/tmp/x/jna1.tmp").explain(failure);
  }

  @Test
  void muslIsNamedWithBothWaysOut() {
    String reason =
        explain(
            true,
            new UnsatisfiedLinkError(
                "/tmp/x/jna1.tmp: Error loading shared library ld-linux-x86-64.so.2: No such file"
                    + " or directory (needed by /tmp/x/jna1.tmp)"));
    assertTrue(reason.startsWith("the C library is musl"), reason);
    assertTrue(reason.contains("-Djna.boot.library.path="), reason);
    assertTrue(reason.contains("gcompat"), reason);
    assertTrue(reason.contains("ld-linux-x86-64.so.2"), reason);
  }

  @Test
  void twoVersionsOfJnaAreExplained() {
    String reason =
        explain(
            false,
            new Error(
                """
                There is an incompatible JNA native library installed on this system
                Expected: 7.0.4
                Found:    6.1.6
                (at /lib/x.so).
                """));
    assertTrue(reason.contains("different versions"), reason);
    assertTrue(reason.contains("Expected: 7.0.4 Found: 6.1.6"), reason);
    assertFalse(reason.contains("\n"), reason);
  }

  @Test
  void anOldJnaIsExplained() {
    String reason = explain(false, new NoSuchMethodError("com.sun.jna.Native.register"));
    assertTrue(reason.contains("too old"), reason);
  }

  @Test
  void twoCopiesAreNamedWhereTheyMayBeTheCauseAndNowhereElse() {
    JnaFailure ofTwo =
        new JnaFailure(new JnaCopies(List.of("/lib/jna-5.8.0.jar", "/lib/jna.jar")), false, null);
    String copies =
        "JNA is there more than once, in /lib/jna-5.8.0.jar and in /lib/jna.jar; the first is used";

    String tooOld = ofTwo.explain(new NoSuchMethodError("com.sun.jna.NativeLibrary.close"));
    assertTrue(tooOld.contains(copies), tooOld);
    String mixed = ofTwo.explain(new Error("There is an incompatible JNA native library"));
    assertTrue(mixed.contains(copies), mixed);

    String noexec = ofTwo.explain(new UnsatisfiedLinkError("/tmp/x: failed to map segment"));
    assertFalse(noexec.contains("more than once"), noexec);
  }

  @Test
  void theCauseOfAFailedInitializerIsWhatCounts() {
    String reason =
        explain(
            false,
            new ExceptionInInitializerError(
                new UnsatisfiedLinkError(
                    "/tmp/x/jna1.tmp: failed to map segment from shared object")));
    assertTrue(reason.contains("unpacks its native library to /tmp/x,"), reason);
  }

  @Test
  void aMachineThatJnaDoesNotKnowIsExplained() {
    String reason =
        explain(
            false,
            new UnsatisfiedLinkError(
                "Native library (com/sun/jna/linux-e2k/libjnidispatch.so) not found in resource"
                    + " path (/lib/jna.jar)"));
    assertTrue(reason.contains("no native library for this machine"), reason);
  }

  @Test
  void anythingElseIsQuoted() {
    assertEquals(
        "JNA could not be loaded: java.lang.IllegalStateException: surprise",
        explain(false, new IllegalStateException("surprise")));
  }
}
