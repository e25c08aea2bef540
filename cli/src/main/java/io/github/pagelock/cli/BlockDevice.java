package io.github.pagelock.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A disk or a part of one. */
final class BlockDevice {
  private static final int S_IFMT = 0xf000;
  private static final int S_IFBLK = 0x6000;

  private BlockDevice() {}

  /** Whether a name stands for one; symbolic links are followed. */
  static boolean isOne(Path path) throws IOException {
    try {
      Object mode = Files.getAttribute(path, "unix:mode");
      return mode instanceof Integer number && (number & S_IFMT) == S_IFBLK;
    } catch (UnsupportedOperationException notUnix) {
      return false;
    }
  }

  /** Bytes; the size of a name is 0. */
  static long size(Path device) throws IOException {
    try (FileChannel channel = FileChannel.open(device, StandardOpenOption.READ)) {
      return channel.size();
    }
  }
}
