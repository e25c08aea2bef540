package io.github.pagelock.cli;

import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.Launcher;
import io.github.pagelock.PageLockException;
import io.github.pagelock.Remedy;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.provider.linux.proc.ProcMaps;
import io.github.pagelock.spi.LockFailure;
import java.util.List;

/**
 * How many mappings this process has and may have. A JVM that has none left dies, so the last tenth
 * is never used.
 *
 * @param count mappings now, or {@link #UNKNOWN}
 * @param max what the kernel allows, or {@link #UNKNOWN}
 */
record MappingRoom(long count, long max) {
  static final long UNKNOWN = -1;

  static MappingRoom now() {
    var room = new ProcMaps(ProcFs.ofThisSystem()).room();
    boolean isTold = room.count() >= 0 && room.max() >= 0;
    return isTold ? new MappingRoom(room.count(), room.max()) : new MappingRoom(UNKNOWN, UNKNOWN);
  }

  /**
   * Refuses to map more files than there is room for.
   *
   * @throws PageLockException LIMIT_EXCEEDED
   */
  void require(long more) {
    if (max == UNKNOWN || count + more <= max - max / 10) {
      return;
    }
    long wanted = (count + more) * 10 / 9 + 1;
    String explanation =
        "the files need "
            + more
            + " mappings more, the process has "
            + count
            + " and may have "
            + max
            + " (vm.max_map_count), of which the JVM needs the last tenth to live";
    Remedy remedy =
        Remedy.of(
            "lock fewer files at a time, or as root: sysctl -w vm.max_map_count=" + wanted, false);
    Cure cure = Cure.of(Launcher.UNKNOWN, List.of(remedy), List.of());
    throw LockFailure.of(Diagnosis.of(Cause.MAPPINGS, explanation, cure), "mmap", 0, 0).build();
  }
}
