package io.github.pagelock.provider.linux.worstday;

import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/** The flight recorder, which has the library make its events, in every other batch of rounds. */
final class Recorded {
  private static final int BATCH = 500;

  private static @Nullable Recording recording;

  private Recorded() {}

  static void inRound(int round) {
    boolean wanted = round / BATCH % 2 == 1;
    Recording known = recording;
    if (wanted && known == null) {
      Recording begun = new Recording();
      for (String event : new String[] {"Lock", "Unlock", "Pending", "LockFailed"}) {
        begun.enable("io.github.pagelock." + event).withoutThreshold();
      }
      begun.start();
      recording = begun;
    } else if (!wanted && known != null) {
      known.close();
      recording = null;
    }
  }
}
