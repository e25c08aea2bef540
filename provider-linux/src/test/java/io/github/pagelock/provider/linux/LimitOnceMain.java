package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;

import com.sun.jna.NativeLibrary;
import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Run under a limit of 1 MiB: prints what is locked there although it looks like too much. */
final class LimitOnceMain {
  static final int LIMIT_PAGES = 256;

  private LimitOnceMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    try (TestMappings memory = new TestMappings()) {
      rangesInOnePage(memory);
      sameRangeTwice(memory);
      lockedByHand(memory);
      secret();
      underALoweredLimit(memory);
    }
  }

  private static void rangesInOnePage(TestMappings memory) throws InterruptedException {
    long address = memory.anonymous(LIMIT_PAGES);
    List<MemoryRange> ranges =
        IntStream.range(0, 1000)
            .mapToObj(i -> MemoryRange.ofAddress(address + i, 3000, memory))
            .toList();
    PendingLock<List<LockedRange>> pending =
        PageLocker.system().lockAllAsync(ranges, LockMode.PLAIN);
    pending.await(Duration.ofSeconds(30));
    say("rangesInOnePage", pending.state() + " VmLck " + VmLck.bytes());
    pending.result().forEach(LockedRange::close);
  }

  private static void sameRangeTwice(TestMappings memory) throws InterruptedException {
    MemoryRange whole = range(memory.anonymous(LIMIT_PAGES), LIMIT_PAGES, memory);
    int refused = 0;
    for (int i = 0; i < 200; i++) {
      List<PendingLock<LockedRange>> both =
          List.of(PageLocker.system().lockAsync(whole), PageLocker.system().lockAsync(whole));
      for (PendingLock<LockedRange> pending : both) {
        pending.await(Duration.ofSeconds(30));
      }
      refused += (int) both.stream().filter(one -> one.failure().isPresent()).count();
      both.stream().filter(one -> one.failure().isEmpty()).forEach(one -> one.result().close());
    }
    say("sameRangeTwice.refused", refused);
  }

  private static void lockedByHand(TestMappings memory) throws InterruptedException {
    long address = memory.anonymous(LIMIT_PAGES + 1);
    RawLibC.mlock(address + PAGE, (LIMIT_PAGES - 1L) * PAGE);
    say(
        "byHand.onePageMoreThanFits",
        outcome(() -> PageLocker.system().lock(range(address, LIMIT_PAGES + 1, memory))));
    LockedRange all = PageLocker.system().lock(range(address, LIMIT_PAGES, memory));
    say("byHand.allThatFits", all.verify() + " VmLck " + VmLck.bytes());
    all.close();
    RawLibC.mlock(address, (long) LIMIT_PAGES * PAGE);
    PendingLock<LockedRange> pending =
        PageLocker.system().lockAsync(range(address, LIMIT_PAGES, memory));
    pending.await(Duration.ofSeconds(30));
    say("byHand.pending", pending.state() + " VmLck " + VmLck.bytes());
    pending.result().close();
  }

  /** Locked by nature; to lock it needs no room, whatever the kernel makes of that. */
  private static void secret() {
    int memfdSecret = 447; // asm-generic/unistd.h
    long bytes = LIMIT_PAGES / 4 * 3L * PAGE;
    NativeLibrary libc = NativeLibrary.getProcess();
    int fd = libc.getFunction("syscall").invokeInt(new Object[] {(long) memfdSecret, 0L});
    if (fd < 0) {
      say("secret", "none here");
      return;
    }
    libc.getFunction("ftruncate").invokeInt(new Object[] {fd, bytes});
    long address =
        RawLibC.mmap(0, bytes, RawLibC.PROT_READ | RawLibC.PROT_WRITE, RawLibC.MAP_SHARED, fd, 0);
    say("secret.locked", VmLck.bytes() - bytes);
    say(
        "secret",
        outcome(() -> PageLocker.system().lock(MemoryRange.ofAddress(address, bytes, null))));
    RawLibC.munmap(address, bytes);
    RawLibC.close(fd);
  }

  private static void underALoweredLimit(TestMappings memory) {
    long address = memory.anonymous(8);
    LockedRange all = PageLocker.system().lock(range(address, 8, memory));
    for (int pages : new int[] {2, 0}) {
      NativeLibrary.getProcess()
          .getFunction("setrlimit")
          .invokeInt(
              new Object[] {
                Linux.RLIMIT_MEMLOCK, new long[] {(long) pages * PAGE, (long) LIMIT_PAGES * PAGE}
              });
      say("lowered" + pages + ".raw", Linux.nameOf(RawLibC.errno(RawLibC.mlock(address, PAGE))));
      say("lowered" + pages + ".plain", nested(range(address, 3, memory), LockMode.PLAIN));
      say("lowered" + pages + ".onFault", nested(range(address, 3, memory), LockMode.ON_FAULT));
    }
    long replaced = address + 3L * PAGE;
    int fixed = 0x10;
    RawLibC.mmap(
        replaced,
        PAGE,
        RawLibC.PROT_READ | RawLibC.PROT_WRITE,
        RawLibC.MAP_PRIVATE | RawLibC.MAP_ANONYMOUS | fixed,
        -1,
        0);
    say("lowered.replaced", nested(range(address, 4, memory), LockMode.PLAIN));
    say("held", all.verify());
    all.close();
  }

  private static String nested(MemoryRange range, LockMode mode) {
    return outcome(() -> PageLocker.system().lock(range, mode));
  }

  private static String outcome(Supplier<LockedRange> lock) {
    try (LockedRange locked = lock.get()) {
      return String.valueOf(locked.verify());
    } catch (PageLockException refused) {
      return refused.reason() + " " + refused.errno();
    }
  }

  private static MemoryRange range(long address, int pages, TestMappings owner) {
    return MemoryRange.ofAddress(address, (long) pages * PAGE, owner);
  }

  private static void say(String name, Object value) {
    System.out.println(name + "=" + value);
  }
}
