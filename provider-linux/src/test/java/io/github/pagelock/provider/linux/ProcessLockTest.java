package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.ProcessScope;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole process, by VmLck and VmSize of JVMs of its own, as docs/process.md has it. */
class ProcessLockTest {
  /** [vvar], [vdso] and the like, and what a JVM unmaps in between. */
  private static final long NOT_LOCKABLE_KIB = 4_000;

  private static void needsThePrivilege() {
    try (PageLocker locker = PageLocker.builder().provider(new LinuxProvider()).build()) {
      Diagnosis found = locker.diagnoseProcess(ProcessScope.CURRENT, LockMode.ON_FAULT, 4L << 30);
      Assumptions.assumeFalse(found.isProblem(), () -> "cannot be locked here: " + found);
    }
  }

  private static long number(ChildJvm.Result result, String name) {
    return Long.parseLong(result.value(name));
  }

  @ParameterizedTest
  @CsvSource({"PLAIN,true", "PLAIN,false", "ON_FAULT,true", "ON_FAULT,false"})
  void everythingIsLockedAndOnlyWhatIsHeldStays(LockMode mode, boolean preTouched) {
    needsThePrivilege();
    ChildJvm.Result result =
        ChildJvm.run(
            List.of(),
            ChildJvm.java(
                ChildJvm.classPath(),
                List.of("-Xms512m", "-Xmx512m", preTouched ? "-XX:+AlwaysPreTouch" : "-ea"),
                ProcessLockMain.class,
                "lock",
                mode.name()));
    assertEquals(0, result.exit(), result::output);
    assertEquals(0, number(result, "before.VmLck"), result::output);
    long notLocked = number(result, "locked.VmSize") - number(result, "locked.VmLck");
    assertTrue(notLocked >= 0 && notLocked < NOT_LOCKABLE_KIB, result::output);
    boolean isResident = number(result, "locked.VmRSS") > 512 << 10;
    assertEquals(mode == LockMode.PLAIN || preTouched, isResident, result::output);
    assertEquals("LOCKED", result.value("held.locked"));
    assertEquals("LOCKED", result.value("held.after"));
    assertEquals(64, number(result, "after.VmLck"), result::output);
    assertEquals(0, number(result, "end.VmLck"), result::output);
  }

  /** What Elasticsearch does: the whole process, by mlockall(MCL_CURRENT), past the library. */
  @ParameterizedTest
  @CsvSource({"1", "2", "3", "6"})
  void closeOfARangeDoesNotUndoSomebodyElsesMlockall(int flags) throws Exception {
    needsThePrivilege();
    try (TestMappings memory = new TestMappings();
        PageLocker locker = PageLocker.builder().provider(new LinuxProvider()).build()) {
      Assumptions.assumeTrue(locker.capabilities().contains(Capability.PROCESS_BY_CHUNKS));
      long address = memory.anonymous(4);
      LockedRange range =
          locker.lock(MemoryRange.ofAddress(address, 4L * TestMappings.PAGE, memory));
      Thread.sleep(20); // nothing that was seen before is remembered
      assertEquals(0, RawLibC.mlockall(flags));
      try {
        range.close();
        assertEquals(4L * TestMappings.PAGE, locked(address));
      } finally {
        RawLibC.munlockall();
      }
      Thread.sleep(20);
      locker.lock(MemoryRange.ofAddress(address, 4L * TestMappings.PAGE, memory)).close();
      assertEquals(0, locked(address));
    }
  }

  private static long locked(long address) {
    return Smaps.now().lockedBytes(address, 4L * TestMappings.PAGE);
  }

  @Test
  void withoutTheCallTheCapabilityIsMissing() {
    ScriptedLibC libc = new ScriptedLibC();
    libc.mlockall = Linux.EPERM;
    LinuxPageOperations forbidden =
        new LinuxPageOperations(libc, io.github.pagelock.provider.linux.proc.ProcFs.ofThisSystem());
    assertTrue(forbidden.process().isEmpty());
    assertTrue(!forbidden.capabilities().contains(Capability.PROCESS));
    libc.mlockall = 0;
    libc.mlock2 = Linux.ENOSYS;
    LinuxPageOperations old =
        new LinuxPageOperations(libc, io.github.pagelock.provider.linux.proc.ProcFs.ofThisSystem());
    assertTrue(old.capabilities().contains(Capability.PROCESS));
    assertTrue(!old.capabilities().contains(Capability.PROCESS_BY_CHUNKS));
  }

  @Test
  void aLimitThatIsTooLowIsRefusedWithTheSum() {
    ChildJvm.Result result =
        ChildJvm.run(
            List.of("prlimit", "--memlock=1048576:1048576", "setpriv", "--bounding-set=-ipc_lock"),
            ChildJvm.java(ProcessRefusedMain.class));
    assertEquals(0, result.exit(), result::output);
    assertTrue(result.value("CURRENT").startsWith("LIMIT_EXCEEDED"), result::output);
    assertTrue(result.value("CURRENT_AND_FUTURE").contains("bytes more"), result::output);
    assertTrue(result.value("FUTURE").contains("bytes too low"), result::output);
    assertEquals("0", result.value("VmLck"));
    assertEquals("started", result.value("thread"));
  }
}
