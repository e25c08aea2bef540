package io.github.pagelock.provider.linux;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.Remedy;
import java.nio.ByteBuffer;

/**
 * A user's program: locks a buffer of as many bytes as the argument says, or memory that is not
 * touched yet, or fails.
 */
final class LockMain {
  private LockMain() {}

  public static void main(String[] arguments) {
    int byteCount = Integer.parseInt(arguments[0]);
    boolean untouched = arguments.length > 1 && arguments[1].equals("untouched");
    try (TestMappings memory = new TestMappings()) {
      MemoryRange range =
          untouched
              ? MemoryRange.ofAddress(
                  memory.anonymous(byteCount / TestMappings.PAGE), byteCount, null)
              : MemoryRange.of(ByteBuffer.allocateDirect(byteCount));
      Diagnosis foreseen = PageLocker.system().diagnose(range);
      try (LockedRange locked = PageLocker.system().lock(range)) {
        System.out.println("state=" + locked.verify());
      } catch (PageLockException e) {
        Diagnosis diagnosis = e.diagnosis().orElseThrow();
        System.out.println("failure=" + e.getMessage());
        diagnosis.cure().remedies().stream()
            .filter(Remedy::tried)
            .forEach(remedy -> System.out.println("tried=" + remedy));
        System.out.println("cause=" + diagnosis.cause());
        System.out.println("launcher=" + diagnosis.cure().launcher());
        System.out.println("foreseen=" + (foreseen.cause() == diagnosis.cause()));
        System.exit(1);
      }
    }
  }
}
