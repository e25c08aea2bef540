package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.provider.linux.libc.Way;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The soft limit is raised to the hard one; the kernel's own file is the witness. */
class RaisedLimitTest {
  private static final int PAGES = 32;

  @ParameterizedTest
  @EnumSource
  void theSoftLimitBecomesTheHardOneAndLocksMore(Way way) {
    way.loadOrAbort();
    assumeTrue(
        ProcStatus.read(ProcFs.ofThisSystem()).fileSystemUid() == 0,
        "only root can start a JVM as another user");
    long hard = (long) PAGES * TestMappings.PAGE;
    long soft = hard / 2;
    List<String> prefix = new ArrayList<>(List.of("prlimit", "--memlock=" + soft + ":" + hard));
    prefix.addAll(ChildJvm.AS_NOBODY);
    ChildJvm.Result raised =
        ChildJvm.run(prefix, ChildJvm.java(RaisedLimitMain.class, way.name(), "" + PAGES));
    assertEquals(0, raised.exit(), raised.output());
    assertEquals(soft + " " + hard, raised.value("before"));
    assertEquals("LIMIT_EXCEEDED", raised.value("lockedBefore"));
    assertEquals(hard + " " + hard, raised.value("after"));
    assertEquals("" + hard, raised.value("told"));
    assertEquals("" + hard, raised.value("lockedAfter"));
    assertEquals(hard + " " + hard, raised.value("again"));
  }
}
