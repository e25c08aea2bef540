package io.github.pagelock.provider.linux;

import io.github.pagelock.posix.NativeAccess;
import java.util.Locale;

/** Whether this JVM can run the provider at all, found out without native code. */
final class Platform {
  private Platform() {}

  /** Why not, in a sentence; empty if it can. */
  static String unsuitable(String osName, String dataModel, String architecture) {
    if (!osName.toLowerCase(Locale.ROOT).startsWith("linux")) {
      return "this is " + osName + ", and the provider is for Linux";
    }
    return Linux.hasOtherNumbers(architecture)
        ? "Linux on "
            + architecture
            + " has numbers of its own for calls and errors, which this provider does not know;"
            + " pagelock-provider-fallback locks there"
        : NativeAccess.unsuitable(dataModel);
  }
}
