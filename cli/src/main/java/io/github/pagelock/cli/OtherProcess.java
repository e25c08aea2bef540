package io.github.pagelock.cli;

import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Launcher;
import io.github.pagelock.LockLimits;
import io.github.pagelock.Remedy;
import io.github.pagelock.spi.Diagnoses;
import io.github.pagelock.spi.MappingRoom;
import io.github.pagelock.spi.MemoryRoom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says of another process what would prevent it from locking, as far as /proc tells. */
record OtherProcess(ProcessFacts facts, HostFacts host) {
  /** What would prevent so many bytes more. */
  Diagnosis diagnose(long bytes) {
    LockLimits limits = facts.limits();
    long all = limits.lockedBytes() + bytes;
    if (limits.binds() && all > limits.softBytes()) {
      return Diagnoses.limit(limits, bytes, all, 0, cure(all));
    }
    Long available = host.availableBytes();
    if (available != null) {
      MemoryRoom room = MemoryRoom.of(available, "MemAvailable");
      if (bytes > room.usableBytes()) {
        return Diagnoses.memory(bytes, 0, room.usableBytes(), room, Cure.NONE);
      }
    }
    Long mappings = facts.mappings();
    Long most = host.maxMappings();
    if (mappings != null
        && most != null
        && !MappingRoom.of(mappings, most).hasRoomFor(MappingRoom.PER_LOCK)) {
      return Diagnoses.fewMappingsLeft(mappings, most, Cure.NONE);
    }
    return Diagnoses.none();
  }

  /** The most that its limit allows; null if that does not bind. */
  @Nullable Long lockableBytes() {
    LockLimits limits = facts.limits();
    return limits.binds() ? Math.max(0, limits.softBytes() - limits.lockedBytes()) : null;
  }

  /** A limit may be changed while the process runs. */
  private Cure cure(long bytes) {
    String prlimit = "prlimit --pid " + facts.pid() + " --memlock=" + bytes;
    boolean withinHard = bytes <= facts.limits().hardBytes();
    Remedy remedy =
        withinHard
            ? Remedy.of(
                "as the process's own user run `" + prlimit + ":`, while the process runs", true)
            : Remedy.of(
                "as root run `" + prlimit + ":" + bytes + "`, while the process runs", false);
    return Cure.of(Launcher.UNKNOWN, List.of(remedy), List.of());
  }
}
