package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.provider.linux.libc.JnaLibC;
import io.github.pagelock.provider.linux.proc.Privileges;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the kernel confirms of what is locked is exactly what VmLck says, and nothing else. */
class LockedCheckTest {
  private static final String EXACTLY = "true false false true";

  private static ChildJvm.Result asNobody(String memlock) {
    assumeTrue(
        ProcStatus.read(ProcFs.ofThisSystem()).fileSystemUid() == 0,
        "only root can start a JVM as another user");
    List<String> prefix = new ArrayList<>(List.of("prlimit", "--memlock=" + memlock));
    prefix.addAll(ChildJvm.AS_NOBODY);
    ChildJvm.Result result = ChildJvm.run(prefix, ChildJvm.java(LockedCheckMain.class));
    assertEquals(0, result.exit(), result.output());
    assertEquals("0", result.value("VmLck"), "the questions themselves lock nothing");
    return result;
  }

  @Test
  void theKernelConfirmsExactlyWhatIsLocked() {
    for (String memlock : List.of("65536:65536", "65536:8388608", "70000:70000")) {
      ChildJvm.Result said = asNobody(memlock);
      assertEquals(EXACTLY, said.value("nothing"), memlock);
      assertEquals(EXACTLY, said.value("allButOne"), memlock);
      assertEquals(EXACTLY, said.value("all"), memlock);
      assertEquals(EXACTLY, said.value("nothingAgain"), memlock);
    }
  }

  @Test
  void nothingIsConfirmedToAProcessThatTheLimitDoesNotBind() {
    ProcFs proc = ProcFs.ofThisSystem();
    assumeTrue(
        new Privileges(proc).count(ProcStatus.read(proc), Privileges.CAP_IPC_LOCK),
        "needs CAP_IPC_LOCK in the initial user namespace");
    long[] limits = new long[2];
    JnaLibC.load().getrlimit(Linux.RLIMIT_MEMLOCK, limits);
    assertFalse(check("6.18.5").holds(VmLck.bytes(), limits[0]));
    assertFalse(check("6.18.5").holds(0, Long.MAX_VALUE));
  }

  private static LockedCheck check(String kernel) {
    return new LockedCheck(JnaLibC.load(), TestMappings.PAGE, kernel);
  }

  @Test
  void aKernelThatWouldWalkThroughAllMappingsIsNotAsked() {
    assertTrue(LockedCheck.isQuick("6.1.0-13-amd64"));
    assertTrue(LockedCheck.isQuick("6.18"));
    assertTrue(LockedCheck.isQuick("10.0"));
    assertFalse(LockedCheck.isQuick("6.0.19"));
    assertFalse(LockedCheck.isQuick("5.10.0-30-amd64"));
    assertFalse(LockedCheck.isQuick("4.4"));
    assertFalse(LockedCheck.isQuick("unknown"));
    assertFalse(LockedCheck.isQuick(""));
  }

  /** Where the kernel's checks come in another order, or a policy answers. */
  @Test
  void otherAnswersConfirmNothing() {
    for (int errno : List.of(Linux.EINVAL, Linux.ENOMEM, Linux.EPERM, Linux.ENOSYS)) {
      ScriptedLibC libc = new ScriptedLibC();
      libc.mlock = errno;
      assertFalse(new LockedCheck(libc, TestMappings.PAGE, "6.18").holds(0, 65536), "" + errno);
    }
  }
}
