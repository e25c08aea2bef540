package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.Capability;
import io.github.pagelock.PageLocker;
import io.github.pagelock.posix.NativeAccess;
import io.github.pagelock.spi.Availability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AvailabilityTest {
  private static final String BY_JNA = "-D" + NativeAccess.BRIDGE_PROPERTY + "=jna";
  private static final Path TOO_OLD =
      Path.of("target", "other-jna", "jna-too-old.jar").toAbsolutePath();

  /** On the OS where it must work, so that nothing passes by falling back in silence. */
  @Test
  void itIsAvailableHereWithAllItsCapabilities() {
    LinuxProvider provider = new LinuxProvider();
    Availability availability = provider.availability();
    assertTrue(availability.isAvailable(), availability::reason);
    boolean isJna = "jna".equals(System.getProperty(NativeAccess.BRIDGE_PROPERTY));
    String bridge = ChildJvm.haveFfm() && !isJna ? "ffm: " : "jna: ";
    assertTrue(availability.bridge().startsWith(bridge), availability::bridge);
    assertEquals("linux", provider.name());
    assertEquals(100, provider.priority());
    EnumSet<Capability> expected = EnumSet.complementOf(EnumSet.of(Capability.NATIVE_ASYNC));
    if (!hasSecretMemory()) {
      expected.remove(Capability.SECRET_MEMORY);
    }
    assertEquals(expected, provider.open().capabilities());
    assertEquals("process", provider.open().domain());
  }

  /** Since Linux 5.14, if it is not switched off; 6.12 does not keep it locked. */
  private static boolean hasSecretMemory() {
    int descriptor = (int) RawLibC.syscall(447, 0);
    return descriptor >= 0
        && RawLibC.close(descriptor) == 0
        && !System.getProperty("os.version").startsWith("6.12.");
  }

  /** These tests run on the module path; the other JVMs of these tests, on the class path. */
  @Test
  void itIsFoundOnTheModulePath() {
    assertTrue(LinuxProvider.class.getModule().isNamed());
    assertEquals("linux", PageLocker.candidates().get(0).name());
    assertEquals("linux", PageLocker.system().provider().name());
  }

  @Test
  void anotherSystemIsNamed() {
    assertEquals(
        "this is FreeBSD, and the provider is for Linux",
        Platform.unsuitable("FreeBSD", "64", "amd64"));
    assertTrue(Platform.unsuitable("Linux", "32", "x86").contains("64-bit"));
    assertEquals("", Platform.unsuitable("Linux", "64", "riscv64"));
  }

  /** Elsewhere no class of JNA is touched: here there is none to touch. */
  @Test
  void onAnotherSystemNothingIsLoaded() {
    ChildJvm.Result result =
        available(List.of(), ChildJvm.classPathWithoutJna(), List.of("-Dos.name=FreeBSD"));
    assertEquals("this is FreeBSD, and the provider is for Linux", result.value("reason"));
  }

  @Test
  void withoutJnaItSaysWhatToAdd() {
    ChildJvm.Result result = byJna(List.of(), ChildJvm.classPathWithoutJna(), List.of());
    assertEquals("false", result.value("available"));
    assertTrue(
        result.value("reason").contains("add net.java.dev.jna:jna (or jna-jpms)"), result.output());
    assertEquals("true", result.value("again"));
  }

  /** What works, alone and beside another, is in the integration tests, on both paths. */
  @Test
  void aJnaThatIsTooOldIsNamedWithTheOneThatItHides() {
    List<Path> classPath = new ArrayList<>(ChildJvm.classPath());
    classPath.add(0, TOO_OLD);
    ChildJvm.Result result = byJna(List.of(), classPath, List.of());
    assertEquals("false", result.value("available"));
    String reason = result.value("reason");
    assertTrue(reason.startsWith("this JNA is too old: use 5.13 or later"), reason);
    assertTrue(reason.contains(TOO_OLD + " and in " + ChildJvm.jna()), reason);
    assertTrue(reason.contains("Leave only the newest"), reason);
  }

  @Test
  void anOldJnaBehindTheOneThatIsUsedIsNoMatter() {
    List<Path> classPath = new ArrayList<>(ChildJvm.classPath());
    classPath.add(TOO_OLD);
    ChildJvm.Result result = byJna(List.of(), classPath, List.of());
    assertEquals("true", result.value("available"));
    assertFalse(result.output().contains("more than once"), result.output());
  }

  /** Where JNA may not execute what it unpacks, the reason holds the cure, and the cure works. */
  @Test
  void aFileSystemMountedNoexecIsNamedAndTheRemedyWorks(@TempDir Path directory)
      throws IOException {
    Path noexec = Files.createDirectory(directory.resolve("noexec"));
    Path mayExecute = Files.createDirectory(directory.resolve("exec"));
    List<String> mounted =
        List.of(
            "unshare",
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs -o noexec,mode=1777 none " + noexec + " && exec \"$0\" \"$@\"");
    assumeTrue(
        ChildJvm.run(mounted, List.of("true")).exit() == 0, "mounting a file system needs root");
    List<String> options = List.of("-Djava.io.tmpdir=" + noexec, "-Duser.home=" + noexec);

    ChildJvm.Result failed = byJna(mounted, ChildJvm.classPath(), options);
    assertEquals("false", failed.value("available"));
    String reason = failed.value("reason");
    assertTrue(reason.contains("to " + noexec), reason);
    assertTrue(reason.contains("mounted noexec): start with -Djna.tmpdir=DIR"), reason);

    List<String> cured = new ArrayList<>(options);
    cured.add("-Djna.tmpdir=" + mayExecute);
    ChildJvm.Result result = byJna(mounted, ChildJvm.classPath(), cured);
    assertEquals("true", result.value("available"), result.output());

    if (ChildJvm.haveFfm()) {
      ChildJvm.Result byFfm = available(mounted, ChildJvm.classPathWithoutJna(), options);
      assertEquals("true", byFfm.value("available"), byFfm.output());
    }
  }

  @Test
  void aDirectoryThatIsNotThereIsExplained() {
    ChildJvm.Result result =
        byJna(List.of(), ChildJvm.classPath(), List.of("-Djna.tmpdir=/proc/nowhere"));
    assertEquals("false", result.value("available"));
    assertTrue(
        result.value("reason").startsWith("JNA cannot unpack its native library: start with"),
        result.output());
  }

  @Test
  void aNativeLibraryThatIsMissingIsExplained() {
    ChildJvm.Result result =
        byJna(List.of(), ChildJvm.classPath(), List.of("-Djna.noclasspath=true"));
    assertEquals("false", result.value("available"));
    assertTrue(result.value("reason").contains("-Djna.boot.library.path=DIR"), result.output());
  }

  @Test
  void forbiddenNativeAccessIsExplained() {
    assumeTrue(
        Runtime.version().feature() >= 24, "the JVM can forbid native access since version 24");
    List<String> java =
        ChildJvm.java(
            ChildJvm.classPath(),
            List.of("--illegal-native-access=deny", BY_JNA),
            AvailabilityMain.class);
    java.remove("--enable-native-access=ALL-UNNAMED");
    ChildJvm.Result result = ChildJvm.run(List.of(), java);
    assertEquals("false", result.value("available"), result.output());
    assertTrue(
        result.value("reason").contains("--enable-native-access=com.sun.jna"), result.output());
  }

  private static ChildJvm.Result byJna(
      List<String> prefix, List<Path> classPath, List<String> options) {
    List<String> all = new ArrayList<>(options);
    all.add(BY_JNA);
    return available(prefix, classPath, all);
  }

  private static ChildJvm.Result available(
      List<String> prefix, List<Path> classPath, List<String> options) {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(prefix));
    builder.command().addAll(ChildJvm.java(classPath, options, AvailabilityMain.class));
    builder.environment().remove("XDG_CACHE_HOME"); // JNA would unpack there first
    ChildJvm.Result result = ChildJvm.run(builder);
    assertEquals(0, result.exit(), result.output());
    return result;
  }
}
