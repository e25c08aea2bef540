package io.github.pagelock.provider.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Finds the first page of a range that no privilege could lock, and says why. */
final class UnlockablePage {
  private final Mincore mincore;
  private final int pageSize;

  UnlockablePage(Mincore mincore, int pageSize) {
    this.mincore = mincore;
    this.pageSize = pageSize;
  }

  /** Where it is and why, as a sentence without a full stop; empty if there is none. */
  String first(List<Mapping> mappings, long from, long to) {
    long at = from;
    for (Mapping mapping : mappings) {
      if (mapping.start() > at) {
        break;
      }
      if (!mapping.accessible()) {
        return page(at, from, to) + " may not be accessed (PROT_NONE)";
      }
      long end = Math.min(to, mapping.end());
      if (mapping.isFile()) {
        String reason = ofFile(mapping, at, end);
        if (!reason.isEmpty()) {
          return page(firstBeyond(mapping, at, end), from, to) + reason;
        }
      }
      at = end;
    }
    return at < to ? page(at, from, to) + " is not mapped" : "";
  }

  private String ofFile(Mapping mapping, long from, long to) {
    long size = size(mapping);
    if (size >= 0) {
      return roundUp(size) < mapping.offset() + to - mapping.start()
          ? " lies beyond the end of " + mapping.name() + ", which has " + size + " bytes"
          : "";
    }
    // The file has no name any more. The kernel populates up to the page that it cannot have.
    return firstBeyond(mapping, from, to) < to
        ? " cannot be read from " + mapping.name() + ": it probably lies beyond the file's end"
        : "";
  }

  private long firstBeyond(Mapping mapping, long from, long to) {
    long size = size(mapping);
    if (size >= 0) {
      return Math.max(from, mapping.start() + roundUp(size) - mapping.offset());
    }
    long resident = Math.max(0, mincore.residentPagesUntilOneIsNot(from, to));
    return from + resident * pageSize;
  }

  private long roundUp(long bytes) {
    return (bytes + pageSize - 1) / pageSize * pageSize;
  }

  /** The file's size in bytes, or -1 if the name leads to another file or to none. */
  private static long size(Mapping mapping) {
    try {
      Map<String, Object> attributes =
          Files.readAttributes(Path.of(mapping.name()), "unix:ino,size");
      boolean same = attributes.get("ino") instanceof Long inode && inode == mapping.inode();
      return same && attributes.get("size") instanceof Long size ? size : -1;
    } catch (IOException | InvalidPathException | UnsupportedOperationException noName) {
      return -1;
    }
  }

  private String page(long address, long from, long to) {
    return "the page at 0x"
        + Long.toHexString(address)
        + " (number "
        + (address - from) / pageSize
        + " of "
        + (to - from) / pageSize
        + ", counted from 0)";
  }
}
