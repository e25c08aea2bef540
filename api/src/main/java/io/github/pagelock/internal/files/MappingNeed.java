package io.github.pagelock.internal.files;

import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.Launcher;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.Remedy;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.MappingRoom;
import java.util.List;

/**
 * Refuses more files than there is room for mappings, so that they are not mapped one by one in
 * vain. A file takes a mapping.
 */
public final class MappingNeed {
  private MappingNeed() {}

  /**
   * Refuses what there is no room for in this process.
   *
   * @param files how many are to be mapped
   * @param locker whose provider tells how many there are and may be
   * @throws PageLockException LIMIT_EXCEEDED
   */
  public static void require(long files, PageLocker locker) {
    require(files, roomOf(locker));
  }

  /**
   * Refuses what there is no room for.
   *
   * @param files how many are to be mapped
   * @param room where they are
   * @throws PageLockException LIMIT_EXCEEDED
   */
  public static void require(long files, MappingRoom room) {
    if (room.hasRoomFor(files)) {
      return;
    }
    String explanation =
        "the files need "
            + files
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
                + MappingRoom.neededFor(room.count() + files),
            false);
    Cure cure = Cure.of(Launcher.UNKNOWN, List.of(remedy), List.of());
    throw LockFailure.of(Diagnosis.of(Cause.MAPPINGS, explanation, cure), "mmap", 0, 0).build();
  }

  /**
   * How many mappings there are and may be.
   *
   * @param locker whose provider tells it
   * @return the numbers now; unknown of a locker that is not Pagelock's own
   */
  public static MappingRoom roomOf(PageLocker locker) {
    return locker instanceof MapsFiles maps ? maps.mappings() : MappingRoom.ALL_UNKNOWN;
  }
}
