package io.github.pagelock.cli;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.Launcher;
import io.github.pagelock.Limit;
import io.github.pagelock.LockLimits;
import io.github.pagelock.ProviderChoice;
import io.github.pagelock.Remedy;
import io.github.pagelock.spi.LimitNumbers;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What {@code pagelock doctor} found: the document that {@code --json} prints. Null where it is not
 * told.
 *
 * @param version Pagelock's
 * @param pid the process that was looked at
 * @param provider which one is used and why, and how it calls C; null for another process
 * @param launchedBy how the process was started; null for another process
 * @param process what /proc tells of it
 * @param limits what it may lock
 * @param locked what it has locked
 * @param host the machine
 * @param lockableBytes the most that nothing is known to prevent; null if there is no bound
 * @param need what was asked for
 * @param trial what came of locking that; null if it was not tried
 * @param wholeProcess what came of --process; null without it
 * @param problem why that cannot be locked, or, if nothing was asked for, what prevents a page more
 *     than what is lockable
 * @param canLock whether what was asked for can be locked, or else a page
 */
record DoctorReport(
    String version,
    long pid,
    @Nullable Chosen provider,
    @Nullable LaunchedBy launchedBy,
    @Nullable Subject process,
    Limits limits,
    Locked locked,
    HostFacts host,
    @Nullable Long lockableBytes,
    @Nullable Long need,
    @Nullable Trial trial,
    @Nullable WholeProcess wholeProcess,
    @Nullable Problem problem,
    boolean canLock) {

  /** A provider that is used. */
  record Chosen(String name, String why, @Nullable String bridge) {
    static Chosen of(ProviderChoice choice) {
      return new Chosen(
          choice.name(), choice.why(), choice.bridge().isEmpty() ? null : choice.bridge());
    }
  }

  /** How a process was started. */
  record LaunchedBy(Launcher.Kind kind, String name) {
    static LaunchedBy of(Launcher launcher) {
      return new LaunchedBy(launcher.kind(), launcher.name());
    }

    @Override
    public String toString() {
      return Launcher.of(kind, name).toString();
    }
  }

  /** A process. */
  record Subject(
      String command,
      long uid,
      boolean userNamespace,
      @Nullable String cgroup,
      @Nullable Long mappings) {
    static Subject of(ProcessFacts facts) {
      return new Subject(
          facts.command(), facts.uid(), facts.userNamespace(), facts.cgroup(), facts.mappings());
    }
  }

  /**
   * Limits on locked memory.
   *
   * @param soft bytes, or "unlimited"
   * @param hard bytes, or "unlimited"
   * @param exempt whether they do not bind
   * @param exemption what would exempt
   */
  record Limits(@Nullable Object soft, @Nullable Object hard, boolean exempt, String exemption) {
    static Limits of(LockLimits limits) {
      return new Limits(
          bytes(limits.soft()), bytes(limits.hard()), limits.exempt(), limits.exemption());
    }

    static @Nullable Object bytes(Limit limit) {
      return limit.isUnlimited() ? limit.toString() : known(limit.bytes());
    }
  }

  /**
   * Locked bytes.
   *
   * @param bytes that the process has locked
   * @param byPagelock those that Pagelock has; null for another process
   */
  record Locked(@Nullable Long bytes, @Nullable Long byPagelock) {}

  /** What came of locking what was asked for. */
  record Trial(
      long lockedBytes,
      double seconds,
      String lockedName,
      @Nullable Long vmLckBefore,
      @Nullable Long vmLckLocked,
      @Nullable Long vmLckAfter,
      boolean stoppedBySignal) {
    static Trial of(LockTrial.Result result) {
      return new Trial(
          result.bytes(),
          result.seconds(),
          result.lockedName(),
          known(result.before()),
          known(result.locked()),
          known(result.after()),
          result.stopped());
    }
  }

  /**
   * A JVM that locks all of itself.
   *
   * @param heapBytes its largest heap
   * @param byChunks whether it would not stand still meanwhile
   */
  record WholeProcess(long heapBytes, boolean byChunks) {
    static WholeProcess of(ProcessProspect prospect) {
      return new WholeProcess(prospect.heapBytes(), prospect.byChunks());
    }
  }

  /** A diagnosis. */
  record Problem(
      Diagnosis.Cause cause, String explanation, List<ToDo> remedies, List<String> inVain) {
    static @Nullable Problem of(Diagnosis diagnosis) {
      return diagnosis.isProblem()
          ? new Problem(
              diagnosis.cause(),
              diagnosis.explanation(),
              diagnosis.cure().remedies().stream().map(ToDo::of).toList(),
              diagnosis.cure().inVain())
          : null;
    }
  }

  /** A remedy. */
  record ToDo(String text, boolean tried) {
    static ToDo of(Remedy remedy) {
      return new ToDo(remedy.text(), remedy.tried());
    }
  }

  static @Nullable Long known(long bytes) {
    return bytes == LimitNumbers.UNKNOWN ? null : bytes;
  }

  static @Nullable Long known(OptionalLong bytes) {
    return bytes.isPresent() ? bytes.getAsLong() : null;
  }
}
