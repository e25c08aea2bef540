package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.Situations.GIB;
import static io.github.pagelock.provider.linux.Situations.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Cure;
import io.github.pagelock.Launcher;
import io.github.pagelock.Launcher.Kind;
import io.github.pagelock.LockLimits;
import io.github.pagelock.Remedy;
import io.github.pagelock.spi.Bound;
import io.github.pagelock.spi.LimitNumbers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The numbers of every remedy, read back from its text, beside today's limits: none is lower, and
 * all are enough.
 */
class NeverLowersTest {
  private static final long NONE = LimitNumbers.UNLIMITED;

  /** Soft and hard. The last two are no whole KiB, as prlimit(1) may set them. */
  private static final long[][] LIMITS = {
    {0, 0},
    {0, 65536},
    {0, NONE},
    {65536, 65536},
    {65536, 8 * MIB},
    {65536, NONE},
    {8 * MIB, 8 * MIB},
    {8 * MIB, 4 * GIB},
    {100_001, 100_001},
    {100_001, 200_001},
  };

  private static final long[] NEEDS = {
    1, 65_536, 65_537, 100_001, 200_001, 8 * MIB, 8 * MIB + 1, 3 * GIB, 1L << 62, Long.MAX_VALUE
  };

  private static final List<Credentials> USERS =
      List.of(
          Situations.USER,
          Situations.ROOT,
          Situations.ROOT_OF_NAMESPACE,
          Situations.ROOT_OF_SUBORDINATES,
          new Credentials(
              1000, 1000, "", false, true, false, -1, new Credentials.Owner(true, -1), false));

  private static LockLimits limits(long soft, long hard) {
    return LimitNumbers.of(soft, hard, 0);
  }

  /** Also where whoever gives the limits may have more than the process has, or is not known. */
  private static List<Origin> origins(Kind kind, long hard) {
    Launcher launcher = Situations.launcher(kind);
    List<Origin> origins = new ArrayList<>();
    for (boolean hasShell : new boolean[] {false, true}) {
      for (long givers : new long[] {LimitNumbers.UNKNOWN, hard, Math.max(hard, 2 * GIB), NONE}) {
        if (LauncherSearch.hasSystem(kind)) {
          for (Kind inside :
              List.of(Kind.SYSTEMD, Kind.SYSTEMD_USER, Kind.SHELL, Kind.CRON, Kind.UNKNOWN)) {
            Launcher within = Situations.launcher(inside);
            String manager = inside == Kind.SYSTEMD_USER ? Situations.MANAGER : "";
            long managers = hasShell ? hard : givers;
            origins.add(new Origin(launcher, within, hasShell, manager, managers, givers));
          }
        } else {
          boolean below = kind == Kind.SYSTEMD_USER || kind == Kind.SHELL || kind == Kind.UNKNOWN;
          String manager = below ? Situations.MANAGER : "";
          origins.add(new Origin(launcher, launcher, hasShell, manager, givers, -1));
        }
      }
    }
    return origins;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void noRemedyWritesALimitBelowTodays(Kind kind) {
    int seen = 0;
    for (long[] pair : LIMITS) {
      for (Origin origin : origins(kind, pair[1])) {
        for (Credentials user : USERS) {
          for (long need : NEEDS) {
            seen += assertNotLowered(origin, user, limits(pair[0], pair[1]), need);
          }
        }
      }
    }
    assertTrue(seen > LIMITS.length * NEEDS.length, kind + ": " + seen + " limits were written");
  }

  private static int assertNotLowered(
      Origin origin, Credentials user, LockLimits today, long need) {
    Cure cure = LimitCures.of(Situations.of(origin, user, today), need);
    Supplier<String> told =
        () -> origin + " " + user + " " + today + " needs " + need + ": " + cure;
    assertFalse(cure.remedies().isEmpty(), told);
    int seen = 0;
    for (Remedy remedy : cure.remedies()) {
      for (WrittenLimits written : WrittenLimits.of(remedy.text())) {
        boolean ofShell = written.hardBytes() == LimitNumbers.UNKNOWN;
        long hard = ofShell ? LimitNumbers.hard(today) : written.hardBytes();
        assertTrue(
            written.softBytes() >= LimitNumbers.soft(today), () -> written + " of " + told.get());
        assertTrue(written.softBytes() >= need, () -> written + " of " + told.get());
        assertTrue(hard >= LimitNumbers.hard(today), () -> written + " of " + told.get());
        assertTrue(written.softBytes() <= hard, () -> written + " of " + told.get());
        seen++;
      }
    }
    return seen;
  }

  /** What gives the limits loses nothing either: the numbers of a user's manager, a container. */
  @Test
  void norOneOfWhoeverGivesThem() {
    for (long need : NEEDS) {
      for (Kind kind : List.of(Kind.SYSTEMD_USER, Kind.SHELL, Kind.LXC, Kind.LXD, Kind.NSPAWN)) {
        for (long givers : new long[] {65536, 8 * MIB, GIB, 3 * GIB}) {
          boolean isContainer = LauncherSearch.hasSystem(kind);
          Launcher launcher = Situations.launcher(kind);
          Origin origin =
              new Origin(
                  launcher,
                  isContainer ? Launcher.UNKNOWN : launcher,
                  false,
                  isContainer ? "" : Situations.MANAGER,
                  givers,
                  isContainer ? givers : LimitNumbers.UNKNOWN);
          Cure cure = LimitCures.of(Situations.of(origin, Situations.USER, limits(0, 65536)), need);
          for (Remedy remedy : cure.remedies()) {
            if (remedy.text().contains(Situations.MANAGER) || remedy.text().contains("host")) {
              for (WrittenLimits written : WrittenLimits.of(remedy.text())) {
                assertTrue(written.hardBytes() >= givers, () -> written + " of " + cure);
              }
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void noOtherCauseWritesOne(Kind kind) {
    for (Credentials user : USERS) {
      for (String directory : List.of("/sys/fs/cgroup", "/sys/fs/cgroup/system.slice/a.service")) {
        for (String file : List.of("/memory.max", "/memory.high")) {
          Situation.Group group =
              new Situation.Group(directory + file, GIB, GIB - MIB, directory.length() < 20);
          Cures cures = new Cures(Situations.of(kind, user, Situations.LIMITS, group));
          List<Cure> others =
              List.of(
                  cures.of(Bound.MAPPINGS, 65_532),
                  cures.of(Bound.MEMORY, GIB),
                  cures.ofPolicy("mlock"),
                  cures.busy(),
                  cures.missingCall());
          for (Cure cure : others) {
            for (Remedy remedy : cure.remedies()) {
              assertEquals(List.of(), WrittenLimits.of(remedy.text()), remedy.text());
            }
          }
        }
      }
    }
  }

  private static final Pattern MEMORY =
      Pattern.compile(
          "(?:echo |write |MemoryMax=|MemoryHigh=|--memory |memory: |limits\\.memory )"
              + "([0-9]+)(Mi)?");

  /** Memory may have become free between the refusal and the cure. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void aMemoryCgroupIsNeverMadeSmaller(Kind kind) {
    for (long need : new long[] {1, 5000, MIB, 64 * MIB, GIB, 1L << 42}) {
      for (long left : new long[] {0, 5000, 10 * MIB, 64 * MIB}) {
        for (String directory :
            List.of(
                "/sys/fs/cgroup",
                "/sys/fs/cgroup/app",
                "/sys/fs/cgroup/system.slice/search.service",
                "/sys/fs/cgroup/user.slice/user-1.slice/user@1.service/a.slice/b.service")) {
          for (String file : List.of("/memory.max", "/memory.high")) {
            long max = 64 * MIB;
            boolean outermost = directory.equals("/sys/fs/cgroup");
            Situation.Group group = new Situation.Group(directory + file, max, left, outermost);
            Situation situation = Situations.of(kind, Situations.USER, Situations.LIMITS, group);
            String text = new Cures(situation).of(Bound.MEMORY, need).best().orElseThrow().text();
            List<MatchResult> numbers = MEMORY.matcher(text).results().toList();
            assertEquals(1, numbers.size(), text);
            long written = Long.parseLong(numbers.get(0).group(1));
            boolean inMib = numbers.get(0).group(2) != null;
            assertTrue((inMib ? written * MIB : written) > max, text);
          }
        }
      }
    }
  }

  private static final Pattern MAPPINGS = Pattern.compile("vm\\.max_map_count=([0-9]+)");

  /** It is asked for once nine tenths are used up, or all where the kernel refuses. */
  @Test
  void norAreTheMappings() {
    Cures cures = new Cures(Situations.of(Kind.SHELL));
    for (long max = 1; max < 200_000; max += max < 1000 ? 1 : 997) {
      String text = cures.of(Bound.MAPPINGS, max - max / 10 + 1).best().orElseThrow().text();
      long expected = max;
      assertEquals(2, MAPPINGS.matcher(text).results().count());
      MAPPINGS
          .matcher(text)
          .results()
          .forEach(match -> assertTrue(Long.parseLong(match.group(1)) > expected, text));
    }
  }

  /** A way that is not read above would be one that nobody compares. */
  @Test
  void thisTestKnowsEveryWayToWriteALimit() {
    assertThrows(AssertionError.class, () -> WrittenLimits.of("set MEMLOCK to 7"));
    assertThrows(AssertionError.class, () -> WrittenLimits.of("run `ulimit -l 64`"));
    assertEquals(
        List.of(new WrittenLimits(1024, NONE, "LimitMEMLOCK=1024:infinity")),
        WrittenLimits.of("LimitMEMLOCK=1024:infinity"));
  }
}
