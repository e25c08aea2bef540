package io.github.pagelock.it;

import com.sun.jna.Native;
import io.github.pagelock.posix.NativeAccess;
import io.github.pagelock.provider.fallback.FallbackProvider;
import io.github.pagelock.provider.linux.LinuxProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jnr.constants.Constant;

/** Pagelock's own providers, each with all that it needs beside the API. */
final class ProviderJars {
  static final Path JNA = jar(Native.class);
  static final List<Path> LINUX = List.of(jar(LinuxProvider.class), jar(NativeAccess.class), JNA);
  static final List<Path> FALLBACK =
      List.of(jar(FallbackProvider.class), jar(NativeAccess.class), JNA, jar(Constant.class));
  static final List<Path> BOTH =
      Stream.concat(LINUX.stream(), FALLBACK.stream()).distinct().toList();

  private ProviderJars() {}

  private static Path jar(Class<?> type) {
    return Path.of(JarMaker.location(type));
  }
}
