package io.github.pagelock.provider.linux;

import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.ProcessScope;

/** Asks for the whole process under a limit that binds, and says what becomes of it. */
final class ProcessRefusedMain {
  private ProcessRefusedMain() {}

  public static void main(String[] arguments) throws Exception {
    try (PageLocker locker = PageLocker.builder().provider(new LinuxProvider()).build()) {
      for (ProcessScope scope : ProcessScope.values()) {
        try {
          locker.lockProcess(scope, LockMode.ON_FAULT).close();
          System.out.println(scope + "=locked");
        } catch (PageLockException refused) {
          System.out.println(scope + "=" + refused.reason() + " " + refused.getMessage());
        }
      }
      Thread later = new Thread(() -> System.out.println("thread=started"));
      later.start();
      later.join();
    }
    System.out.println("VmLck=" + VmLck.bytes());
  }
}
