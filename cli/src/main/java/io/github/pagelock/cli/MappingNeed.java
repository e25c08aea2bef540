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
import io.github.pagelock.spi.MappingRoom;
import java.util.List;

/** How many mappings more the files need, so that they are not mapped one by one in vain. */
record MappingNeed(long more) {
  static MappingRoom roomNow() {
    return new ProcMaps(ProcFs.ofThisSystem()).room();
  }

  /**
   * Refuses to map more files than there is room for.
   *
   * @throws PageLockException LIMIT_EXCEEDED
   */
  void requireIn(MappingRoom room) {
    if (room.hasRoomFor(more)) {
      return;
    }
    String explanation =
        "the files need "
            + more
            + " mappings more, the process has "
            + room.count()
            + " and may have "
            + room.max()
            + " (vm.max_map_count), of which the JVM needs "
            + MappingRoom.KEPT_FREE_PERCENT
            + " % to live";
    Remedy remedy =
        Remedy.of(
            "lock fewer files at a time, or as root: sysctl -w vm.max_map_count="
                + MappingRoom.neededFor(room.count() + more),
            false);
    Cure cure = Cure.of(Launcher.UNKNOWN, List.of(remedy), List.of());
    throw LockFailure.of(Diagnosis.of(Cause.MAPPINGS, explanation, cure), "mmap", 0, 0).build();
  }
}
