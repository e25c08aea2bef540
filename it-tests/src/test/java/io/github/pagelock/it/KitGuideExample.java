package io.github.pagelock.it;

import io.github.pagelock.PageLocker;
import io.github.pagelock.provider.linux.LinuxProvider;
import io.github.pagelock.tck.CallStop;
import io.github.pagelock.tck.Fault;
import io.github.pagelock.tck.KernelCall;
import io.github.pagelock.tck.RecordingProvider;
import java.time.Duration;

/** The Java lines of tck/README.md; a test compares them. */
final class KitGuideExample {
  private KitGuideExample() {}

  static PageLocker faults() {
    RecordingProvider provider = new RecordingProvider(new LinuxProvider());
    PageLocker locker = PageLocker.builder().provider(provider).build();

    provider.faults().failLocksAfter(8 << 20, Fault.ENOMEM); // one lock, after 8 MiB more
    provider.faults().limitLocks(8 << 20, Fault.ENOMEM); // all that exceed 8 MiB
    provider.faults().failEveryLock(3, Fault.EAGAIN); // every third
    provider.faults().failLocksAtRandom(42, 0.1, Fault.EAGAIN); // one in ten, by seed 42
    provider.faults().failUnlocks(1); // the next unlock
    provider.faults().throwAt(KernelCall::isUnlock, new OutOfMemoryError("not now")); // the first
    provider.faults().slowDown(1_000_000); // each page takes 1 ms more
    CallStop stop = provider.faults().stopEvery(KernelCall::isLock, Duration.ofSeconds(10));
    stop.release(); // from there to here no lock completed
    provider.faults().clear(); // all is well again
    return locker;
  }
}
