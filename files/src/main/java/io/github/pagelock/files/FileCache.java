package io.github.pagelock.files;

import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.function.LongPredicate;

/**
 * What the kernel keeps of files in RAM without a lock, until it needs the room. Thread-safe.
 *
 * @see MappedFile#residency()
 */
public final class FileCache {
  private static final int CHUNK_BYTES = 1 << 20;

  private final PageLocker locker;

  private FileCache(PageLocker locker) {
    this.locker = locker;
  }

  /**
   * The cache, by a locker's provider.
   *
   * @param locker such as {@link PageLocker#system()}; nothing is locked
   * @return always able to touch; to evict as far as the provider can
   */
  public static FileCache of(PageLocker locker) {
    return new FileCache(Objects.requireNonNull(locker, "locker"));
  }

  /**
   * Reads parts of a file, so that they are in RAM. Waits for it.
   *
   * @param path of the file; a symbolic link is followed
   * @param parts of it; none for all of it. What lies beyond the end is left out
   * @param goOn told after each MiB how many bytes were read by now; false ends it
   * @throws IOException if it cannot be opened or read
   */
  public void touch(Path path, List<FileRange> parts, LongPredicate goOn) throws IOException {
    requireMappable(path);
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long read = 0;
      for (FileRange part : wanted(parts, channel.size())) {
        for (long at = part.offset(); at < part.end(); ) {
          chunk.clear().limit((int) Math.min(CHUNK_BYTES, part.end() - at));
          int count = channel.read(chunk, at);
          if (count <= 0) {
            break; // it became shorter
          }
          at += count;
          read += count;
          if (!goOn.test(read)) {
            return;
          }
        }
      }
    }
  }

  /**
   * Asks the kernel to drop parts of a file from its cache. Pages that are locked, mapped and in
   * use by any process, or not written back yet, stay, and their neighbours where the kernel keeps
   * both in one piece; {@link MappedFile#residency()} tells which.
   *
   * @param path of the file; a symbolic link is followed
   * @param parts of it; none for all of it
   * @throws IOException if it cannot be opened, or the kernel refuses
   * @throws PageLockException UNSUPPORTED where the provider cannot
   */
  public void evict(Path path, List<FileRange> parts) throws IOException {
    Wish wish = Wish.of(locker, LockMode.PLAIN, List.of(), false);
    try (OpenFile file = wish.source().open(path)) {
      wish.parts(path, file, file.status()); // refuses what has no pages
      List<FileRange> pages =
          Extents.ofPages(wanted(parts, file.status().byteCount()), locker.pageSize());
      for (FileRange part : pages) {
        file.drop(part);
      }
    }
  }

  private void requireMappable(Path path) throws IOException {
    Wish wish = Wish.of(locker, LockMode.PLAIN, List.of(), false);
    // To open a pipe here might wait for who writes to it.
    try (OpenFile file = wish.source().open(path)) {
      wish.parts(path, file, file.status());
    }
  }

  private static List<FileRange> wanted(List<FileRange> parts, long size) {
    return parts.isEmpty() ? List.of(new FileRange(0, size)) : Extents.before(parts, size);
  }
}
