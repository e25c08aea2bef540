package io.github.pagelock.provider.linux;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.LockPolicy;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/** Locks part of a file that cannot be read: FILE OFFSET BYTES [private|best-effort|async]. */
final class UnreadableFileMain {
  private UnreadableFileMain() {}

  /** Ends without exit code 0 only if something is not as it should be. */
  public static void main(String[] args) throws Exception {
    MappedByteBuffer buffer = map(args);
    String how = args[3];
    long before = VmLck.bytes();
    PageLocker locker =
        PageLocker.builder()
            .provider(new LinuxProvider())
            .workers(1)
            .policy(how.equals("best-effort") ? LockPolicy.BEST_EFFORT : LockPolicy.REQUIRED)
            .build();
    Optional<PageLockException> failure =
        how.equals("async") ? async(locker, buffer) : sync(locker, buffer);
    Diagnosis diagnosis = failure.orElseThrow().diagnosis().orElseThrow();
    System.out.println("cause=" + diagnosis.cause());
    System.out.println("reason=" + failure.get().reason());
    System.out.println("errno=" + failure.get().errnoName());
    System.out.println("message=" + failure.get().getMessage());
    System.out.println("locked=" + (VmLck.bytes() - before));
    locker.close(); // its worker has to be there
    System.out.println("closed=true");
  }

  private static MappedByteBuffer map(String... args) throws IOException {
    StandardOpenOption[] options =
        args[3].equals("private")
            ? new StandardOpenOption[] {StandardOpenOption.READ, StandardOpenOption.WRITE}
            : new StandardOpenOption[] {StandardOpenOption.READ};
    try (FileChannel file = FileChannel.open(Path.of(args[0]), options)) {
      MapMode mode = args[3].equals("private") ? MapMode.PRIVATE : MapMode.READ_ONLY;
      return file.map(mode, Long.parseLong(args[1]), Long.parseLong(args[2]));
    }
  }

  private static Optional<PageLockException> sync(PageLocker locker, MappedByteBuffer buffer) {
    try (LockedRange locked = locker.lock(MemoryRange.of(buffer))) {
      return locked.degradation();
    } catch (PageLockException failure) {
      return Optional.of(failure);
    }
  }

  private static Optional<PageLockException> async(PageLocker locker, MappedByteBuffer buffer)
      throws InterruptedException {
    PendingLock<LockedRange> pending = locker.lockAsync(MemoryRange.of(buffer));
    pending.await(Duration.ofSeconds(60));
    return pending.failure();
  }
}
