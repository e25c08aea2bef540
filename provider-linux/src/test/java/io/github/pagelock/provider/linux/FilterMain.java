package io.github.pagelock.provider.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;

/**
 * Locks a page where a seccomp filter answers for the kernel: CALL ERRNO, as sandboxes and
 * containers do it.
 */
final class FilterMain {
  /** linux/prctl.h. */
  private static final int PR_SET_NO_NEW_PRIVS = 38;

  /** linux/seccomp.h. */
  private static final int SECCOMP_SET_MODE_FILTER = 1;

  /** linux/seccomp.h, SECCOMP_FILTER_FLAG_TSYNC. */
  private static final int FOR_ALL_THREADS = 1;

  private static final long SYS_SECCOMP_X86_64 = 317;
  private static final long SYS_SECCOMP = 277;

  private static final int SECCOMP_RET_ERRNO = 0x50000;
  private static final int SECCOMP_RET_ALLOW = 0x7fff0000;

  private FilterMain() {}

  /** Prints what the library says. */
  public static void main(String[] args) {
    try (TestMappings memory = new TestMappings();
        PageLocker locker = PageLocker.builder().provider(new LinuxProvider()).build()) {
      MemoryRange range = MemoryRange.ofAddress(memory.anonymous(4), 4 * TestMappings.PAGE, null);
      locker.lock(range).close(); // all classes are there
      install(args[0], Integer.parseInt(args[1]));
      System.out.println("capabilities=" + new LinuxProvider().open().capabilities());
      try (LockedRange locked = locker.lock(range)) {
        System.out.println("verify=" + locked.verify());
        System.out.println("residency=" + locker.residency(range).residentPages().orElse(-1));
      } catch (PageLockException failure) {
        System.out.println("reason=" + failure.reason());
        System.out.println("cause=" + failure.diagnosis().orElseThrow().cause());
        System.out.println("message=" + failure.getMessage());
      }
    }
  }

  /** For all threads, as if the process had been started with it. */
  private static void install(String call, int errno) {
    int number = number(call, System.getProperty("os.arch").equals("amd64"));
    Memory program = new Memory(4 * 8);
    instruction(program, 0, 0x20, 0, 0, 0); // load seccomp_data.nr
    instruction(program, 1, 0x15, 0, 1, number); // if it is the call
    instruction(program, 2, 0x06, 0, 0, SECCOMP_RET_ERRNO | errno); // return that
    instruction(program, 3, 0x06, 0, 0, SECCOMP_RET_ALLOW);
    Memory header = new Memory(16);
    header.clear();
    header.setShort(0, (short) 4);
    header.setPointer(8, program);
    check(RawLibC.prctl(PR_SET_NO_NEW_PRIVS, 1, Pointer.NULL, 0, 0));
    boolean isX86 = System.getProperty("os.arch").equals("amd64");
    long seccomp = isX86 ? SYS_SECCOMP_X86_64 : SYS_SECCOMP;
    check((int) RawLibC.syscall(seccomp, SECCOMP_SET_MODE_FILTER, FOR_ALL_THREADS, header));
  }

  /** arch/x86/entry/syscalls/syscall_64.tbl, asm-generic/unistd.h. */
  private static int number(String call, boolean isX86) {
    return switch (call) {
      case "mlock" -> isX86 ? 149 : 228;
      case "msync" -> isX86 ? 26 : 227;
      case "mmap" -> isX86 ? 9 : 222;
      case "madvise" -> isX86 ? 28 : 233;
      case "memfd_secret" -> 447;
      case "mincore" -> isX86 ? 27 : 232;
      default -> throw new IllegalArgumentException(call);
    };
  }

  /** struct sock_filter of linux/filter.h. */
  private static void instruction(Memory program, int at, int code, int yes, int no, int value) {
    program.setShort(8L * at, (short) code);
    program.setByte(8L * at + 2, (byte) yes);
    program.setByte(8L * at + 3, (byte) no);
    program.setInt(8L * at + 4, value);
  }

  private static void check(int returned) {
    if (returned != 0) {
      throw new IllegalStateException("errno " + RawLibC.errno(returned));
    }
  }
}
