package io.github.pagelock.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShownTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "with space",
        "it's",
        "a\033[2Jb",
        "it's \\ \033 \u009b \u202egnp.exe",
        "line\nfeed\ttab\r",
        "$(reboot)",
        "`reboot`",
        "*.idx",
        "grüße.txt",
        "\u00a0no-break",
        "~",
        "#",
        "{a,b}",
        "!x",
        "\0337",
        "日本",
        "\ud83d\ude00"
      })
  void bashReadsANameBack(String name) throws Exception {
    String shown = Shown.name(name);
    shown
        .codePoints()
        .forEach(c -> assertEquals(true, Shown.isPrintable(c), () -> "not printable: " + shown));
    ProcessBuilder bash = new ProcessBuilder("bash", "-c", "printf %s " + shown);
    bash.environment().put("LC_ALL", "C.UTF-8");
    Process process = bash.redirectErrorStream(true).start();
    assertEquals(name, new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "/var/lib/a-b_c.1+2@4:5=6%7, /var/lib/a-b_c.1+2@4:5=6%7",
        "a b, 'a b'",
        "\"\", ''",
        "it's, 'it'\\''s'"
      })
  void onlyWhatNeedsItIsQuoted(String name, String shown) {
    assertEquals(shown, Shown.name(name));
  }
}
