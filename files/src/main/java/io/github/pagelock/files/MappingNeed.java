package io.github.pagelock.files;

import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.Launcher;
import io.github.pagelock.Remedy;
import io.github.pagelock.spi.FileStatus;
import io.github.pagelock.spi.FileStatus.Kind;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.MappingRoom;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Refuses to map more files than there is room for, before the first is mapped. */
final class MappingNeed {
  private MappingNeed() {}

  /** Each file takes one mapping. */
  static void require(Path directory, FileFilter filter, FileSource source, MappingRoom room)
      throws IOException {
    if (room.count() == MappingRoom.UNKNOWN || room.max() == MappingRoom.UNKNOWN) {
      return;
    }
    require(count(directory, filter, source), room);
  }

  private static void require(long more, MappingRoom room) {
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
            "follow fewer files, or as root: sysctl -w vm.max_map_count="
                + MappingRoom.neededFor(room.count() + more),
            false);
    Cure cure = Cure.of(Launcher.UNKNOWN, List.of(remedy), List.of());
    throw LockFailure.of(Diagnosis.of(Cause.MAPPINGS, explanation, cure), "mmap", 0, 0).build();
  }

  private static long count(Path top, FileFilter filter, FileSource source) throws IOException {
    long count = 0;
    Deque<Path> directories = new ArrayDeque<>(List.of(top));
    while (!directories.isEmpty()) {
      Path directory = directories.pop();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
        for (Path entry : entries) {
          Path relative = top.relativize(entry);
          FileStatus status = filter.enters(relative) ? source.status(entry) : null;
          if (status != null && status.kind() == Kind.DIRECTORY) {
            directories.push(entry);
          } else if (status != null
              && status.byteCount() > 0
              && filter.wants(relative, status.byteCount())) {
            count++;
          }
        }
      } catch (DirectoryIteratorException | IOException unreadable) {
        // It is said when it is followed.
        if (directory.equals(top)) {
          throw unreadable instanceof DirectoryIteratorException wrapped
              ? wrapped.getCause()
              : (IOException) unreadable;
        }
      }
    }
    return count;
  }
}
