package io.github.pagelock.it;

import io.github.pagelock.LockedRange;
import io.github.pagelock.PageLocker;
import java.nio.ByteBuffer;

/** The Java lines of README.md; a test compares them. */
abstract class ReadmeExample {
  abstract void use(ByteBuffer keys);

  @SuppressWarnings("try") // the lines do not refer to the handle
  void lock() {
    ByteBuffer keys = ByteBuffer.allocateDirect(64 * 1024);
    try (LockedRange locked = PageLocker.system().lock(keys)) {
      use(keys); // every page of it stays in RAM until here
    }
  }
}
