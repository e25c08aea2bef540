package io.github.pagelock.it.containers;

import com.google.gson.Gson;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import io.github.pagelock.PageLocker;
import io.github.pagelock.cli.Main;
import io.github.pagelock.files.ResidentFile;
import io.github.pagelock.it.containers.inside.KitMain;
import io.github.pagelock.it.freebsd.FreeBsdOracle;
import io.github.pagelock.jna.JnaBridge;
import io.github.pagelock.provider.fallback.FallbackProvider;
import io.github.pagelock.provider.freebsd.FreeBsdProvider;
import io.github.pagelock.provider.linux.KernelOracle;
import io.github.pagelock.provider.linux.LinuxProvider;
import io.github.pagelock.tck.PageLockConformance;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.launcher.Launcher;
import org.opentest4j.AssertionFailedError;
import picocli.CommandLine;

/** A directory with all that runs inside: jars, this module's own classes, files to lock. */
final class Payload {
  /** Where it is in a container or guest. */
  static final String INSIDE = "/pagelock";

  /** JNA's own library, unpacked. */
  static final String INSIDE_NATIVE = INSIDE + "/native";

  static final String BIG = "big";
  static final long MIB = 1 << 20;
  static final String CLASS_PATH = classPath(INSIDE);

  /** A class of each jar. A provider more is a line more. */
  private static final List<Class<?>> JARS =
      List.of(
          PageLocker.class,
          JnaBridge.class,
          LinuxProvider.class,
          KernelOracle.class,
          FreeBsdProvider.class,
          FallbackProvider.class,
          PageLockConformance.class,
          Main.class,
          ResidentFile.class,
          Native.class,
          CommandLine.class,
          ProgressBar.class,
          com.github.freva.asciitable.AsciiTable.class,
          Gson.class,
          Test.class,
          JupiterTestEngine.class,
          Launcher.class,
          TestEngine.class,
          ReflectionSupport.class,
          AssertionFailedError.class);

  /** The packages of this module that run inside. */
  private static final List<Class<?>> CLASSES = List.of(KitMain.class, FreeBsdOracle.class);

  private Payload() {}

  static String classPath(String inside) {
    return inside + "/classes:" + inside + "/lib/*";
  }

  /** Made once. */
  static Path directory() {
    return Made.DIRECTORY;
  }

  private static final class Made {
    static final Path DIRECTORY = in(Lab.directory().resolve("payload"));
  }

  private static Path in(Path directory) {
    try {
      Path lib = Files.createDirectories(directory.resolve("lib"));
      int number = 0;
      for (Class<?> type : JARS) {
        copy(location(type), lib.resolve(++number + ".jar"));
      }
      for (Class<?> type : CLASSES) {
        Path inside = Path.of(type.getPackageName().replace('.', '/'));
        copy(
            location(type).resolve(inside),
            Files.createDirectories(directory.resolve("classes").resolve(inside)));
      }
      unpackJna(Files.createDirectories(directory.resolve("native")));
      file(directory.resolve("mib"), MIB);
      file(directory.resolve("more"), 16 * MIB);
      for (String provider : Cell.PROVIDERS) {
        file(directory.resolve(big(provider)), 512 * MIB);
      }
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String big(String provider) {
    return BIG + "-" + provider;
  }

  private static Path location(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  private static void copy(Path from, Path to) throws IOException {
    if (Files.isRegularFile(from)) {
      Files.copy(from, to);
      return;
    }
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName().toString()));
      }
    }
  }

  private static void unpackJna(Path directory) throws IOException {
    String name = System.mapLibraryName("jnidispatch");
    String resource = "/com/sun/jna/" + Platform.RESOURCE_PREFIX + "/" + name;
    try (InputStream library = Native.class.getResourceAsStream(resource)) {
      Files.copy(Objects.requireNonNull(library, resource), directory.resolve(name));
    }
  }

  /** Sparse. */
  private static void file(Path file, long bytes) throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(bytes);
    }
  }
}
