package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The kernel's limits on what a mapper does, each in a JVM of its own. */
class MapperLimitTest {
  @Test
  void secretMemoryCountsOnceAndIsRefusedAtTheLimit() {
    assumeTrue(
        ProcStatus.read(ProcFs.ofThisSystem()).fileSystemUid() == 0,
        "only root can start a JVM as another user");
    assumeTrue(
        new LinuxProvider().open().capabilities().contains(Capability.SECRET_MEMORY),
        "memfd_secret needs Linux 5.14, with secretmem enabled");
    List<String> prefix = new ArrayList<>(List.of("prlimit", "--memlock=65536:65536"));
    prefix.addAll(ChildJvm.AS_NOBODY);
    ChildJvm.Result rows = ChildJvm.run(prefix, ChildJvm.java(SecretLimitMain.class));
    assertEquals(0, rows.exit(), rows.output());
    assertEquals("49152", rows.value("VmLck"));
    assertEquals("NONE", rows.value("diagnosis"));
    assertEquals("LOCKED LOCKED", rows.value("held"));
    assertEquals("49152", rows.value("VmLck.held"));
    assertEquals("true", rows.value("fits"));
    assertEquals("49152", rows.value("VmLck.closed"));
    assertEquals("mmap EAGAIN LIMIT_EXCEEDED", rows.value("refused"));
    String message = rows.value("message");
    assertTrue(message.contains("it adds 49152 bytes"), message);
    assertTrue(message.contains("98304 bytes in all"), message);
    assertTrue(message.contains("the limit on locked memory is 65536 bytes"), message);
    assertTrue(message.contains("Remedy: "), message);
    assertEquals("true", rows.value("reserved"));
    assertEquals("49152", rows.value("VmLck.second"));
  }

  @Test
  void theNumberOfMappingsIsSaidToBeUsedUp() {
    ChildJvm.Result result = ChildJvm.run(List.of(), ChildJvm.java(MapperLimitMain.class));
    assertEquals(0, result.exit(), result.output());
    assertUsedUp(result.value("protect"), "mprotect");
    if (!result.value("mapSecret").equals("unsupported")) {
      assertUsedUp(result.value("mapSecret"), "m"); // mmap, or where that still could, mremap
    }
    assertUsedUp(result.value("unmap"), "munmap");
    assertEquals("1", result.value("kept"));
    assertEquals("true", result.value("reserved"));
    assertEquals("done", result.value("later"));
  }

  private static void assertUsedUp(String said, String call) {
    assertTrue(said.startsWith("LIMIT_EXCEEDED " + call), said);
    assertTrue(said.contains(" ENOMEM ") && said.contains(" mappings of at most "), said);
    assertTrue(said.contains("vm.max_map_count="), said);
  }
}
