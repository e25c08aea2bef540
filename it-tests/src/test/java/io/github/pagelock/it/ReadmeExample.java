package io.github.pagelock.it;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedMemory;
import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.ProcessLock;
import io.github.pagelock.ProcessScope;
import io.github.pagelock.files.ResidentDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;

/** The Java lines of README.md, and of doc comments; a test compares the former. */
abstract class ReadmeExample {
  abstract void use(ByteBuffer keys);

  @SuppressWarnings("try") // the lines do not refer to the handle
  void lock() {
    // @start region="lock"
    ByteBuffer keys = ByteBuffer.allocateDirect(64 * 1024);
    try (LockedRange locked = PageLocker.system().lock(keys)) {
      use(keys); // every page of it stays in RAM until here
    }
    // @end
  }

  void readKeyInto(ByteBuffer locked) {
    locked.put((byte) 1);
  }

  void allocate() {
    // @start region="allocate"
    try (LockedMemory key = PageLocker.system().allocate(32)) {
      key.use(bytes -> readKeyInto(bytes));
    }
    // @end
  }

  ResidentDirectory follow(Path directory) throws IOException {
    ResidentDirectory resident = ResidentDirectory.of(directory).follow();
    return resident;
  }

  void serve() {
    throw new UnsupportedOperationException("a test that wants it says what");
  }

  @SuppressWarnings("try") // the lines do not refer to the handle
  void lockProcess(PageLocker locker) {
    // @start region="process"
    try (ProcessLock all = locker.lockProcess(ProcessScope.CURRENT_AND_FUTURE, LockMode.PLAIN)) {
      serve();
    }
    // @end
  }

  abstract void report(long bytesLocked, long byteCount);

  LockedRange lockInTheBackground(ByteBuffer index) throws InterruptedException {
    // @start region="background"
    PendingLock<LockedRange> pending = PageLocker.system().lockAsync(index);
    while (!pending.await(Duration.ofMillis(100))) {
      report(pending.bytesLocked(), pending.byteCount()); // or pending.cancel()
    }
    LockedRange locked = pending.result();
    // @end
    return locked;
  }
}
