package io.github.pagelock.provider.fallback;

import io.github.pagelock.PageLockException;
import io.github.pagelock.loading.Moment;

/** Opens the provider, and then unlocks in every way. */
final class LoadedAtOpenMain {
  private LoadedAtOpenMain() {}

  public static void main(String[] arguments) {
    new FallbackProvider().open();
    ScriptedUnix unix = new ScriptedUnix(4);
    FallbackPageOperations operations = new FallbackPageOperations(unix, UnixSystem.LINUX);

    Moment.opened();
    unix.unmap(1);
    operations.unlock(ScriptedUnix.BASE, 4L * ScriptedUnix.PAGE);
    unix.munlockErrno = unix.enomem;
    try {
      operations.unlock(ScriptedUnix.BASE, 4L * ScriptedUnix.PAGE);
    } catch (PageLockException asItShould) {
      System.out.println("failed=" + asItShould.reason());
    }
    Moment.done();
  }
}
