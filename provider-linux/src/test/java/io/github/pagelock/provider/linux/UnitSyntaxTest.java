package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.spi.LimitNumbers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A shell and systemd read a drop-in as it is meant. */
class UnitSyntaxTest {
  private static ChildJvm.Result shell(String script) {
    return ChildJvm.run(List.of(), List.of("sh", "-c", script));
  }

  @ParameterizedTest
  @CsvSource({
    "search.service, 65536, 8388608, 1048576, 1048576:8388608",
    "foo\\x2dbar@1.service, 65536, 65536, 1048576, 1048576",
    "dbus-:1.2-org.example@0.service, 65536, -1, 1048576, 1048576:infinity",
  })
  void theCommandMakesADropInThatSystemdTakes(
      String unit, long soft, long hard, long needed, String expected, @TempDir Path directory)
      throws IOException {
    long hardBytes = hard < 0 ? LimitNumbers.UNLIMITED : hard;
    NewLimits limits = NewLimits.of(LimitNumbers.of(soft, hardBytes, 0), needed);
    ChildJvm.Result made =
        shell(UnitCures.dropIn(directory + "/", unit, limits, ": what is left to systemctl"));
    assertEquals(0, made.exit(), made.output());
    String text = "[Service]\nLimitMEMLOCK=" + expected + "\n";
    Path dropIn = directory.resolve(unit + ".d").resolve("memlock.conf");
    assertEquals(text, Files.readString(dropIn));

    assumeTrue(shell("command -v systemd-analyze").exit() == 0, "no systemd here");
    Path whole = directory.resolve("try.service");
    Files.writeString(whole, text + "ExecStart=/bin/true\n");
    ChildJvm.Result read = shell("systemd-analyze verify --man=no " + whole);
    assertFalse(read.output().contains("LimitMEMLOCK"), read.output());
    assertFalse(read.output().contains("imit"), read.output());
    Files.writeString(whole, text.replace("=" + expected, "=2:1") + "ExecStart=/bin/true\n");
    ChildJvm.Result refused = shell("systemd-analyze verify --man=no " + whole);
    assertEquals(true, refused.output().contains("imit"), "it says what it does not take");
  }
}
