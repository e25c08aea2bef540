package io.github.pagelock.provider.linux;

import io.github.pagelock.PageLockException;
import io.github.pagelock.loading.Moment;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.spi.PageOperations;

/** Opens the provider, and then unlocks in every way. */
public final class LoadedAtOpenMain {
  private LoadedAtOpenMain() {}

  public static void main(String[] arguments) {
    PageOperations operations = new LinuxProvider().open();
    ScriptedLibC libc = new ScriptedLibC();
    PageOperations failing = new LinuxPageOperations(libc, ProcFs.ofThisSystem());
    try (TestMappings memory = new TestMappings()) {
      long address = memory.anonymous(4);
      operations.lock(address, 4 * TestMappings.PAGE);

      Moment.opened();
      libc.munlock = Linux.ENOMEM;
      try {
        failing.unlock(address, 4 * TestMappings.PAGE);
      } catch (PageLockException asItShould) {
        System.out.println("failed=" + asItShould.reason());
      }
      memory.unmap(address + TestMappings.PAGE, 1);
      operations.unlock(address, 4 * TestMappings.PAGE);
      Moment.done();
    }
  }
}
