package io.github.pagelock.provider.freebsd;

import io.github.pagelock.provider.freebsd.libc.LibC;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The answers of FreeBSD's C library over pages of a fake, for what the simulator cannot be made.
 */
class FakeFreeBsd implements LibC {
  /** Bytes in a page: the build runs these tests with 4, 16 and 64 KiB. */
  static final int PAGE = Integer.getInteger("pagelock.fake.pageSize", 4096);

  private static final int EFAULT = 14;
  static final long BASE = 0x800000000L;

  /** Each page is a mapping: its protection by its address. */
  final TreeMap<Long, Integer> mapped = new TreeMap<>();

  final TreeSet<Long> wired = new TreeSet<>();
  final TreeSet<Long> absent = new TreeSet<>();

  /** The last advice for a page, and what its child of fork gets. */
  final TreeMap<Long, Integer> advised = new TreeMap<>();

  final TreeMap<Long, Integer> inherited = new TreeMap<>();

  /** What a system call cannot read: behind the end of a file. */
  final TreeSet<Long> unreadable = new TreeSet<>();

  int openPipes;
  final Map<String, Long> numbers = new HashMap<>();
  final Map<String, Integer> sizes = new HashMap<>();
  long soft = Long.MAX_VALUE;
  long hard = Long.MAX_VALUE;

  /** What the calls fail with, or 0. */
  int mlockErrno;

  int munlockErrno;
  int mlockallErrno;

  /** What is mapped from now on is wired. */
  boolean future;

  int pipeErrno;
  int mapErrno;
  int getrlimitErrno;
  int mmapErrno;
  int unmapErrno;
  int mprotectErrno;
  int madviseErrno;
  int minheritErrno;

  /** Where mmap maps next. */
  private long nextMapping = 2 * BASE;

  /** RLIMIT_VMEM. */
  long addressSpace = Long.MAX_VALUE;

  /** How often the map grows between the question for its size and that for its records. */
  int growths;

  /** Runs before the map is told. */
  Runnable onMap = () -> {};

  FakeFreeBsd(int pages) {
    for (int i = 0; i < pages; i++) {
      mapped.put(page(i), 3);
    }
  }

  static long page(int index) {
    return BASE + (long) index * PAGE;
  }

  FreeBsdPageOperations operations() {
    return new FreeBsdPageOperations(this);
  }

  @Override
  public int mlock(long address, long byteCount) {
    return mlockErrno;
  }

  @Override
  public int munlock(long address, long byteCount) {
    if (munlockErrno != 0) {
      return munlockErrno;
    }
    for (long at = address; at < address + byteCount; at += PAGE) {
      if (!mapped.containsKey(at)) {
        return FreeBsd.ENOMEM;
      }
    }
    wired.subSet(address, address + byteCount).clear();
    return 0;
  }

  /** As sys_mlockall: the privilege first, then the flags. */
  @Override
  public int mlockall(int flags) {
    if (mlockallErrno != 0) {
      return mlockallErrno;
    }
    if (flags == 0 || flags > 3) {
      return FreeBsd.EINVAL;
    }
    future = (flags & 2) != 0;
    if ((flags & 1) != 0) {
      wired.addAll(mapped.keySet());
    }
    return 0;
  }

  @Override
  public int munlockall() {
    if (munlockErrno == 0) {
      future = false;
      wired.clear();
    }
    return munlockErrno;
  }

  @Override
  public int mincore(long address, long byteCount, byte[] residency) {
    for (int i = 0; i < byteCount / PAGE; i++) {
      long at = address + (long) i * PAGE;
      if (!mapped.containsKey(at)) {
        return FreeBsd.ENOMEM;
      }
      residency[i] = (byte) (absent.contains(at) ? 0 : 3);
    }
    return 0;
  }

  @Override
  public int getrlimit(int resource, long[] softAndHard) {
    if ((resource != 6 && resource != 10) || getrlimitErrno != 0) {
      return FreeBsd.EINVAL;
    }
    softAndHard[0] = resource == 6 ? soft : addressSpace;
    softAndHard[1] = resource == 6 ? hard : Long.MAX_VALUE;
    return 0;
  }

  @Override
  public int setrlimit(int resource, long[] softAndHard) {
    if (resource != 6 || softAndHard[1] > hard) {
      return FreeBsd.EPERM;
    }
    soft = softAndHard[0];
    hard = softAndHard[1];
    return 0;
  }

  @Override
  public int sysctl(int[] name, byte @Nullable [] value, long[] byteCount) {
    if (mapErrno != 0) {
      return mapErrno;
    }
    onMap.run();
    byte[] records = records();
    if (value != null && growths > 0) {
      growths--;
      return FreeBsd.ENOMEM;
    }
    if (value != null) {
      System.arraycopy(records, 0, value, 0, records.length);
    }
    byteCount[0] = records.length;
    return 0;
  }

  /** Of varying size, as the kernel packs them. */
  private byte[] records() {
    ByteBuffer records = ByteBuffer.allocate(mapped.size() * 160).order(ByteOrder.nativeOrder());
    mapped.forEach(
        (page, protection) -> {
          int size = page / PAGE % 2 == 0 ? 136 : 160;
          int at = records.position();
          records.putInt(at, size).putLong(at + 8, page).putLong(at + 16, page + PAGE);
          int noCore = advised.getOrDefault(page, 0) == 8 ? 4 : 0;
          int flags = wired.contains(page) ? noCore | 0x40 : noCore;
          records.putInt(at + 44, flags).putInt(at + 56, protection);
          records.position(at + size);
        });
    byte[] bytes = new byte[records.position()];
    records.rewind().get(bytes);
    return bytes;
  }

  @Override
  public int sysctlbyname(String name, byte[] value, long[] byteCount) {
    Long number = numbers.get(name);
    if (number == null) {
      return FreeBsd.ENOENT;
    }
    ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).putLong(number);
    byteCount[0] = sizes.getOrDefault(name, 8);
    return 0;
  }

  @Override
  public int getpagesize() {
    return PAGE;
  }

  @Override
  public int aio_mlock(long controlBlock) {
    throw new UnsatisfiedLinkError("aio_mlock");
  }

  @Override
  public int aio_error(long controlBlock) {
    throw new UnsatisfiedLinkError("aio_error");
  }

  @Override
  public int aio_return(long controlBlock) {
    throw new UnsatisfiedLinkError("aio_return");
  }

  @Override
  public int aio_cancel(int descriptor, long controlBlock) {
    throw new UnsatisfiedLinkError("aio_cancel");
  }

  @Override
  public int kqueue() {
    throw new UnsatisfiedLinkError("kqueue");
  }

  @Override
  public int kevent(
      int kqueue,
      long changes,
      int changeCount,
      long events,
      int room,
      long @Nullable [] secondsAndNanos) {
    throw new UnsatisfiedLinkError("kevent");
  }

  @Override
  public int pipe(int[] readAndWriteEnd) {
    openPipes += pipeErrno == 0 ? 2 : 0;
    return pipeErrno;
  }

  @Override
  public int writeByte(int descriptor, long address) {
    if (unreadable.contains(address)) {
      return EFAULT;
    }
    absent.remove(address);
    return 0;
  }

  @Override
  public int readByte(int descriptor) {
    return 0;
  }

  @Override
  public int close(int descriptor) {
    if (openPipes == 0) {
      return FreeBsd.EBADF;
    }
    openPipes--;
    return 0;
  }

  @Override
  public long addressOf(ByteBuffer buffer) {
    return BASE;
  }

  @Override
  public long mmap(
      long address, long byteCount, int protection, int flags, int descriptor, long offset) {
    if (mmapErrno != 0) {
      return -mmapErrno;
    }
    long made = nextMapping;
    nextMapping += byteCount + PAGE;
    eachPage(made, byteCount, page -> mapped.put(page, protection));
    return made;
  }

  @Override
  public int munmap(long address, long byteCount) {
    if (unmapErrno == 0) {
      eachPage(address, byteCount, mapped::remove);
    }
    return unmapErrno;
  }

  @Override
  public int mprotect(long address, long byteCount, int protection) {
    if (mprotectErrno == 0) {
      eachPage(address, byteCount, page -> mapped.put(page, protection));
    }
    return mprotectErrno;
  }

  @Override
  public int madvise(long address, long byteCount, int advice) {
    if (madviseErrno == 0) {
      eachPage(address, byteCount, page -> advised.put(page, advice));
    }
    return madviseErrno;
  }

  @Override
  public int minherit(long address, long byteCount, int inheritance) {
    if (minheritErrno == 0) {
      eachPage(address, byteCount, page -> inherited.put(page, inheritance));
    }
    return minheritErrno;
  }

  private static void eachPage(long address, long byteCount, LongConsumer page) {
    for (long at = address; at < address + byteCount; at += PAGE) {
      page.accept(at);
    }
  }

  @Override
  public ByteBuffer bufferOf(long address, int byteCount) {
    return ByteBuffer.allocateDirect(byteCount);
  }
}
