package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Locks of a process that cannot start a thread (pids.max, ulimit -u). */
class WithoutThreadsTest {
  /** Nobody else's, as the limit counts a user's threads. */
  private static final List<String> AS_A_USER_OF_ITS_OWN =
      List.of("setpriv", "--reuid=61013", "--regid=61013", "--clear-groups");

  @Test
  void theFirstLockSucceedsAndHandlesThatAreLostLaterAreUnlocked() {
    assumeTrue(
        ProcStatus.read(ProcFs.ofThisSystem()).fileSystemUid() == 0,
        "only root can start a JVM as another user");

    ChildJvm.Result result =
        ChildJvm.run(AS_A_USER_OF_ITS_OWN, ChildJvm.java(WithoutThreadsMain.class));

    assertEquals("none", result.value("threads"));
    assertEquals("locked", result.value("first"), result::output);
    assertEquals("locked", result.value("second"), result::output);
    assertEquals("true", result.value("third"), result::output);
    assertEquals("0", result.value("lost"), result::output);
  }
}
