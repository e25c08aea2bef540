package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Best effort needs no thread of its own: a process that may have no more gets its handles. */
class NoThreadsTest {
  /** Threads are counted by user, so this one has no other processes. */
  private static final String USER = "61205";

  @Test
  void bestEffortEndsWhereNoThreadCanBeStarted() {
    assumeTrue(
        ProcStatus.read(ProcFs.ofThisSystem()).fileSystemUid() == 0,
        "only root can start a JVM as another user");
    String limit = "--memlock=" + TestMappings.PAGE + ":" + TestMappings.PAGE;
    List<String> prefix = new ArrayList<>(List.of("prlimit", limit, "setpriv", "--clear-groups"));
    prefix.addAll(List.of("--reuid=" + USER, "--regid=" + USER, "--bounding-set=-all"));
    ChildJvm.Result result = ChildJvm.run(prefix, ChildJvm.java(NoThreadsMain.class));
    assertEquals(0, result.exit(), result.output());
    for (String threads : List.of("0", "1")) {
      for (String call : List.of("lock", "lockAsync")) {
        assertEquals("LIMIT_EXCEEDED []", result.value("asking." + threads + "." + call));
        String read = result.value("reading." + threads + "." + call);
        assertTrue(read.startsWith("LIMIT_EXCEEDED "), call + ": " + read);
      }
    }
    // Nothing could be read, and the handles say so.
    assertEquals("LIMIT_EXCEEDED [OutOfMemoryError]", result.value("reading.0.lock"));
    assertEquals("LIMIT_EXCEEDED [OutOfMemoryError]", result.value("reading.0.lockAsync"));
  }
}
