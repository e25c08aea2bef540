package io.github.pagelock.provider.linux;

import io.github.pagelock.LockLimits;
import io.github.pagelock.provider.linux.proc.Privileges;
import io.github.pagelock.provider.linux.proc.ProcFs;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How this process was started and as whom it runs: what cures depend on and what does not change,
 * so it is looked for once, when the first cure is asked for.
 */
final class Circumstances {
  private final ProcFs proc;
  private final Privileges privileges;
  private final Map<String, String> environment;
  private final String userName;
  private volatile @Nullable Found found;

  private record Found(Origin origin, Credentials user) {}

  Circumstances(
      ProcFs proc, Privileges privileges, Map<String, String> environment, String userName) {
    this.proc = proc;
    this.privileges = privileges;
    this.environment = environment;
    this.userName = userName;
  }

  static Circumstances ofThisProcess(ProcFs proc, Privileges privileges) {
    return new Circumstances(
        proc, privileges, System.getenv(), System.getProperty("user.name", "?"));
  }

  /** With the numbers of one moment. */
  Cures cures(LockLimits limits, Situation.Group memory) {
    Found now = found();
    return new Cures(new Situation(now.origin(), now.user(), limits, memory));
  }

  private Found found() {
    Found known = found;
    if (known == null) {
      known =
          new Found(
              new LauncherSearch(proc, environment).find(),
              Credentials.read(proc, privileges, userName));
      found = known;
    }
    return known;
  }
}
