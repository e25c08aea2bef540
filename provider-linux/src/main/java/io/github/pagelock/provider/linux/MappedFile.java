package io.github.pagelock.provider.linux;

import io.github.pagelock.provider.linux.proc.Mapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The file behind a mapping, if it can be found.
 *
 * @param path leads to it
 * @param size in bytes, or -1 if it cannot be found
 * @param device of its file system
 */
record MappedFile(String path, long size, long device) {
  private static final MappedFile LOST = new MappedFile("", -1, 0);

  /** By its name; lost if the name leads to another file or to none. */
  static MappedFile byName(Mapping mapping) {
    return at(mapping.name(), mapping.inode());
  }

  /**
   * A file that was deleted is found through /proc/self/map_files, which takes CAP_SYS_ADMIN or
   * CAP_CHECKPOINT_RESTORE.
   */
  static MappedFile byAllMeans(Mapping mapping) {
    MappedFile named = byName(mapping);
    if (named.isFound()) {
      return named;
    }
    String link = Long.toHexString(mapping.start()) + "-" + Long.toHexString(mapping.end());
    return at("/proc/self/map_files/" + link, mapping.inode());
  }

  boolean isFound() {
    return size >= 0;
  }

  private static MappedFile at(String path, long wantedInode) {
    try {
      Map<String, Object> attributes = Files.readAttributes(Path.of(path), "unix:ino,size,dev");
      return attributes.get("ino") instanceof Long inode
              && inode == wantedInode
              && attributes.get("size") instanceof Long size
              && attributes.get("dev") instanceof Long device
          ? new MappedFile(path, size, device)
          : LOST;
    } catch (IOException | InvalidPathException | UnsupportedOperationException noName) {
      return LOST;
    }
  }
}
