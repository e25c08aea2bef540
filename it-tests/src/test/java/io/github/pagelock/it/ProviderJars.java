package io.github.pagelock.it;

import com.sun.jna.Native;
import io.github.pagelock.jna.JnaBridge;
import io.github.pagelock.posix.CannotCallException;
import io.github.pagelock.posix.Ffm;
import io.github.pagelock.posix.NativeAccess;
import io.github.pagelock.provider.fallback.FallbackProvider;
import io.github.pagelock.provider.linux.LinuxProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Pagelock's own providers, each with all that it needs beside the API. */
final class ProviderJars {
  static final Path JNA = jar(Native.class);
  static final List<Path> LINUX = List.of(jar(LinuxProvider.class), jar(JnaBridge.class), JNA);
  static final List<Path> FALLBACK =
      List.of(jar(FallbackProvider.class), jar(JnaBridge.class), JNA);
  static final List<Path> BOTH =
      Stream.concat(LINUX.stream(), FALLBACK.stream()).distinct().toList();

  /** The option of a JVM that is to call C by JNA, whatever there is. */
  static final String BY_JNA = "-D" + NativeAccess.BRIDGE_PROPERTY + "=jna";

  /**
   * Whether C is called without JNA where nothing else is said: on Java 22 and later, by jars that
   * were built there.
   */
  static final boolean HAVE_FFM = haveFfm();

  private ProviderJars() {}

  private static boolean haveFfm() {
    try {
      Ffm.ofProcess();
      return true;
    } catch (CannotCallException no) {
      return false;
    }
  }

  private static Path jar(Class<?> type) {
    return Path.of(JarMaker.location(type));
  }
}
