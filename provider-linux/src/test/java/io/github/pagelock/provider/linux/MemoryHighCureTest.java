package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Cure;
import io.github.pagelock.Launcher.Kind;
import io.github.pagelock.spi.Bound;
import org.junit.jupiter.api.Test;

/** What is proposed where memory.high binds: another file and another property than memory.max. */
class MemoryHighCureTest {
  private static final long MIB = 1 << 20;

  private static String cure(Kind kind, String directory, boolean outermost) {
    Situation.Group high =
        new Situation.Group(directory + "/memory.high", 64 * MIB, 10 * MIB, outermost);
    Situation situation = Situations.of(kind, Situations.USER, Situations.LIMITS, high);
    Cure cure = new Cures(situation).of(Bound.MEMORY, 19 * MIB);
    return cure.best().orElseThrow().text();
  }

  @Test
  void theFileIsMemoryHigh() {
    assertEquals(
        "as root run `echo 112197632 > /sys/fs/cgroup/app/memory.high`",
        cure(Kind.SHELL, "/sys/fs/cgroup/app", false));
  }

  @Test
  void thePropertyOfAUnitIsMemoryHigh() {
    assertEquals(
        "as root run `systemctl set-property search.service MemoryHigh=112197632`",
        cure(Kind.SYSTEMD, "/sys/fs/cgroup/system.slice/search.service", false));
  }

  /** Its runtime sets memory.max only. */
  @Test
  void aContainersIsWrittenOnTheHost() {
    String docker = cure(Kind.DOCKER, "/sys/fs/cgroup", true);
    assertTrue(docker.startsWith("as root on the host write 112197632 to memory.high"), docker);
  }
}
