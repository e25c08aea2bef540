package io.github.pagelock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Launcher.Kind;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LauncherTest {
  @Test
  void itIsShownInWords() {
    assertEquals("unknown", Launcher.UNKNOWN.toString());
    assertEquals(
        "user's systemd unit indexer.service",
        Launcher.of(Kind.SYSTEMD_USER, "indexer.service").toString());
    assertEquals("LXD container web", Launcher.of(Kind.LXD, "web").toString());
    assertEquals("systemd-nspawn container", Launcher.of(Kind.NSPAWN, "").toString());
  }

  @Test
  void whoeverRunsAContainerSetsItsLimits() {
    Set<Kind> others =
        EnumSet.of(Kind.SHELL, Kind.SYSTEMD, Kind.SYSTEMD_USER, Kind.CRON, Kind.JAIL, Kind.UNKNOWN);
    for (Kind kind : others) {
      assertFalse(kind.isContainer(), kind + "");
    }
    for (Kind kind : EnumSet.complementOf(EnumSet.copyOf(others))) {
      assertTrue(kind.isContainer(), kind + "");
      assertTrue(
          Launcher.of(kind, "").toString().contains(kind == Kind.KUBERNETES ? "pod" : "container"));
    }
  }
}
