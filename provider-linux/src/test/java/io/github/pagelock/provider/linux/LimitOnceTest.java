package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A limit counts each page once, as the kernel does, for somebody whom it binds. */
class LimitOnceTest {
  @Test
  void whatTheKernelCountsOnceIsNotRefused() {
    assumeTrue(
        ProcStatus.read(ProcFs.ofThisSystem()).fileSystemUid() == 0,
        "only root can start a JVM as another user");
    long limit = LimitOnceMain.LIMIT_PAGES * (long) PAGE;
    List<String> prefix = new ArrayList<>(List.of("prlimit", "--memlock=" + limit + ":" + limit));
    prefix.addAll(ChildJvm.AS_NOBODY);
    ChildJvm.Result rows = ChildJvm.run(prefix, ChildJvm.java(LimitOnceMain.class));
    assertEquals(0, rows.exit(), rows.output());

    assertEquals("LOCKED VmLck " + PAGE, rows.value("rangesInOnePage"));
    assertEquals("0", rows.value("sameRangeTwice.refused"));
    assertEquals("LIMIT_EXCEEDED 0", rows.value("byHand.onePageMoreThanFits"));
    assertEquals("LOCKED VmLck " + limit, rows.value("byHand.allThatFits"));
    assertEquals("LOCKED VmLck " + limit, rows.value("byHand.pending"));

    if (!rows.value("secret").equals("none here")) {
      assertEquals("0", rows.value("secret.locked"), "it is in VmLck");
      assertNotEquals("LIMIT_EXCEEDED 0", rows.value("secret"));
    }

    assertEquals("ENOMEM", rows.value("lowered2.raw"));
    assertEquals("LOCKED", rows.value("lowered2.plain"));
    assertEquals("LOCKED", rows.value("lowered2.onFault"));
    assertEquals("EPERM", rows.value("lowered0.raw"));
    assertEquals("LOCKED", rows.value("lowered0.plain"));
    assertEquals("LOCKED", rows.value("lowered0.onFault"));
    assertEquals("NOT_PERMITTED 1", rows.value("lowered.replaced"));
    assertEquals("PARTLY", rows.value("held"));
  }
}
