package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class MappingLimitTest {
  @Test
  void atTheMostMappingsASplitIsRefusedAndExplained() {
    ChildJvm.Result result =
        ChildJvm.run(
            List.of(),
            ChildJvm.java(
                ChildJvm.classPath(),
                List.of("-XX:+UseSerialGC", "-Xms64m", "-XX:+AlwaysPreTouch", "-Xint"),
                MappingLimitMain.class));
    assertEquals(0, result.exit(), result.output());
    assertEquals("ENOMEM", result.value("raw.lock"));
    assertEquals("ENOMEM", result.value("raw.unlock"));
    assertTrue(result.value("lock").startsWith("LIMIT_EXCEEDED mlock("), result.output());
    assertTrue(result.value("lock").contains("sysctl -w vm.max_map_count="), result.output());
    assertTrue(result.value("unlock").startsWith("UNLOCK_FAILED munlock("), result.output());
    assertTrue(result.value("unlock").contains("would split its mapping"), result.output());
    assertEquals("0", result.value("changed"), "all stays locked");
    assertEquals("done", result.value("later"));
    assertEquals("" + TestMappings.PAGE, result.value("unlocked"));
  }
}
