package io.github.pagelock.jna;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Explains in a sentence why JNA could not be loaded and what to do.
 *
 * @param copies where JNA was found
 * @param isMusl whether the C library is musl instead of glibc
 * @param unpackedTo where JNA put its native library before it tried to load it, or null
 */
record JnaFailure(JnaCopies copies, boolean isMusl, @Nullable String unpackedTo) {
  static JnaFailure ofThisProcess(JnaCopies copies) {
    return new JnaFailure(copies, hasMuslLoaded(), System.getProperty("jnidispatch.path"));
  }

  /** Whether this is what a second use of a class says whose first use failed. */
  static boolean isRepeated(Throwable failure) {
    return failure instanceof NoClassDefFoundError
        && String.valueOf(failure.getMessage()).startsWith("Could not initialize class");
  }

  private static boolean hasMuslLoaded() {
    try {
      // File names are bytes.
      return Files.readString(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)
          .contains("ld-musl-");
    } catch (IOException notLinux) {
      return false;
    }
  }

  String explain(Throwable thrown) {
    Throwable failure = thrown;
    while (failure instanceof ExceptionInInitializerError && failure.getCause() != null) {
      failure = failure.getCause();
    }
    String message = String.valueOf(failure.getMessage()).strip().replaceAll("\\s+", " ");
    String reason = reason(failure, message);
    return mayComeOfTwo(failure, message) && copies.isAmbiguous()
        ? reason + ". " + copies.describe()
        : reason;
  }

  /** Two copies of fitting versions do no harm: the first is used, whole. */
  private static boolean mayComeOfTwo(Throwable failure, String message) {
    return isTooOld(failure) || isOfAnotherVersion(message);
  }

  private static boolean isTooOld(Throwable failure) {
    return failure instanceof IncompatibleClassChangeError; // NoSuchMethodError and the like
  }

  private static boolean isOfAnotherVersion(String message) {
    return message.contains("incompatible JNA native library");
  }

  private String reason(Throwable failure, String message) {
    if (failure instanceof NoClassDefFoundError && copies.places().isEmpty()) {
      return "JNA is not on the class path: add net.java.dev.jna:jna (or jna-jpms) there";
    }
    if (isOfAnotherVersion(message)) {
      return "JNA's classes and its native library are of different versions: leave one JNA on the"
          + " class path and in jna.boot.library.path, and do not set jna.nosys=false ("
          + shorten(message)
          + ")";
    }
    if (failure instanceof IllegalCallerException || message.startsWith("Illegal native access")) {
      return "the JVM forbids native access: start it with --enable-native-access=com.sun.jna, or"
          + " =ALL-UNNAMED if JNA is on the class path";
    }
    if (failure instanceof UnsatisfiedLinkError) {
      return linkError(message);
    }
    if (isTooOld(failure)) {
      return "this JNA is too old: use 5.13 or later (" + shorten(message) + ")";
    }
    return "JNA could not be loaded: " + failure.getClass().getName() + ": " + shorten(message);
  }

  private String linkError(String message) {
    if (message.startsWith("Unable to load library '")) { // JNA's own is loaded by then
      return "the system's library cannot be loaded (" + shorten(message) + ")";
    }
    if (isMusl) {
      return "the C library is musl and JNA's native library is made for glibc: install the"
          + " system's own build (Alpine: apk add java-jna-native, then start with"
          + " -Djna.boot.library.path=/usr/lib) or a glibc layer (apk add gcompat) ("
          + shorten(message)
          + ")";
    }
    if (message.contains("failed to map segment") || message.contains("Operation not permitted")) {
      return "JNA unpacks its native library to "
          + directory().orElse("the temporary directory")
          + ", where nothing may be executed (mounted noexec): start with -Djna.tmpdir=DIR, where"
          + " DIR is a directory on a file system that may execute";
    }
    if (message.contains("not found in resource path") || message.contains("JNA native support")) {
      return "the JNA jar has no native library for this machine ("
          + System.getProperty("os.arch")
          + "): use the complete jar, or start with -Djna.boot.library.path=DIR, where DIR holds"
          + " JNA's native library (libjnidispatch)";
    }
    if (message.contains("temporary")) {
      return "JNA cannot unpack its native library: start with -Djna.tmpdir=DIR, where DIR is a"
          + " directory that can be written ("
          + shorten(message)
          + ")";
    }
    return "JNA's native library could not be loaded: check that it fits this machine's C library ("
        + shorten(message)
        + ")";
  }

  private Optional<String> directory() {
    return Optional.ofNullable(unpackedTo)
        .map(file -> Path.of(file).getParent())
        .map(Path::toString);
  }

  private static String shorten(String message) {
    int most = 300;
    return message.length() <= most ? message : message.substring(0, most) + "…";
  }
}
