package io.github.pagelock.provider.freebsd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.github.pagelock.posix.CannotCallException;
import io.github.pagelock.posix.Ffm;
import io.github.pagelock.provider.freebsd.libc.LibC;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The layouts as observed on amd64 kernels, written out, against what is written to memory. */
class LayoutTest {
  private final LibC addresses =
      new FakeFreeBsd(0) {
        @Override
        public long addressOf(ByteBuffer buffer) {
          return Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
        }
      };

  private static final Map<String, Integer> OFFSETS =
      Map.ofEntries(
          Map.entry("aiocb", ControlBlock.BYTES),
          Map.entry("aiocb.aio_fildes", ControlBlock.AIO_FILDES),
          Map.entry("aiocb.aio_buf", ControlBlock.AIO_BUF),
          Map.entry("aiocb.aio_nbytes", ControlBlock.AIO_NBYTES),
          Map.entry("aiocb.aio_sigevent", ControlBlock.AIO_SIGEVENT),
          Map.entry("aiocb.aio_sigevent.sigev_notify", ControlBlock.SIGEV_NOTIFY),
          Map.entry("aiocb.aio_sigevent.sigev_notify_kqueue", ControlBlock.SIGEV_NOTIFY_KQUEUE),
          Map.entry("aiocb.aio_sigevent.sigev_value", ControlBlock.SIGEV_VALUE),
          Map.entry(
              "aiocb.aio_sigevent.sigev_notify_kevent_flags",
              ControlBlock.SIGEV_NOTIFY_KEVENT_FLAGS),
          Map.entry("kevent", Events.BYTES),
          Map.entry("kevent.ident", Events.IDENT),
          Map.entry("kevent.filter", Events.FILTER),
          Map.entry("kevent.flags", Events.FLAGS),
          Map.entry("kevent.data", Events.DATA),
          Map.entry("kevent.udata", Events.UDATA),
          Map.entry("kinfo_vmentry.kve_structsize", VmMap.KVE_STRUCTSIZE),
          Map.entry("kinfo_vmentry.kve_start", VmMap.KVE_START),
          Map.entry("kinfo_vmentry.kve_end", VmMap.KVE_END),
          Map.entry("kinfo_vmentry.kve_flags", VmMap.KVE_FLAGS),
          Map.entry("kinfo_vmentry.kve_protection", VmMap.KVE_PROTECTION));

  @ParameterizedTest
  @CsvSource({
    "aiocb, 160",
    "aiocb.aio_fildes, 0",
    "aiocb.aio_buf, 16",
    "aiocb.aio_nbytes, 24",
    "aiocb.aio_sigevent, 80",
    "aiocb.aio_sigevent.sigev_notify, 80",
    "aiocb.aio_sigevent.sigev_notify_kqueue, 84",
    "aiocb.aio_sigevent.sigev_value, 88",
    "aiocb.aio_sigevent.sigev_notify_kevent_flags, 96",
    "kevent, 64",
    "kevent.ident, 0",
    "kevent.filter, 8",
    "kevent.flags, 10",
    "kevent.data, 16",
    "kevent.udata, 24",
    "kinfo_vmentry.kve_structsize, 0",
    "kinfo_vmentry.kve_start, 8",
    "kinfo_vmentry.kve_end, 16",
    "kinfo_vmentry.kve_flags, 44",
    "kinfo_vmentry.kve_protection, 56"
  })
  void sizesAndOffsetsAreThoseOfTheFacts(String field, int bytes) {
    assertEquals(bytes, OFFSETS.get(field), field);
  }

  @ParameterizedTest
  @CsvSource({
    "EPERM, 1",
    "EBADF, 9",
    "ENOMEM, 12",
    "EACCES, 13",
    "EFAULT, 14",
    "EINVAL, 22",
    "EAGAIN, 35",
    "EINPROGRESS, 36",
    "ECANCELED, 85"
  })
  void errorsHaveFreeBsdsNumbers(String name, int errno) {
    assertEquals(name, FreeBsd.nameOf(errno));
  }

  @Test
  void numbersAreThoseOfTheFacts() {
    assertEquals(6, FreeBsd.RLIMIT_MEMLOCK);
    assertEquals(3, FreeBsd.SIGEV_KEVENT);
    assertEquals(-3, FreeBsd.EVFILT_AIO);
    assertEquals(0x10, FreeBsd.EV_ONESHOT);
    assertEquals(1, FreeBsd.AIO_CANCELED);
    assertEquals(3, FreeBsd.AIO_ALLDONE);
    assertEquals(0x40, VmMap.KVME_FLAG_USER_WIRED);
    assertEquals(0x4, VmMap.KVME_FLAG_NOCOREDUMP);
    assertEquals(10, FreeBsd.RLIMIT_VMEM);
    assertEquals(0x1000, FreeBsd.MAP_ANON);
    assertEquals(2, FreeBsd.MAP_PRIVATE);
    assertEquals(5, FreeBsd.MADV_FREE);
    assertEquals(8, FreeBsd.MADV_NOCORE);
    assertEquals(3, FreeBsd.INHERIT_ZERO);
  }

  /** All is written and read through buffers, so that these offsets hold for both bridges. */
  @Test
  void bothBridgesFindABufferAtTheSameAddress() {
    Ffm ffm;
    try {
      ffm = Ffm.ofProcess();
    } catch (CannotCallException no) {
      ffm = abort(no.getMessage());
    }
    ByteBuffer buffer = ByteBuffer.allocateDirect(256).position(64);
    for (ByteBuffer each : List.of(buffer, buffer.slice())) {
      assertEquals(addresses.addressOf(each), ffm.addressOf(each));
    }
  }

  /** Filled twice, so that nothing of the first request is left. */
  @Test
  void aControlBlockIsWrittenFieldByFieldAndZeroElsewhere() {
    ControlBlock block = new ControlBlock(addresses);
    Pointer seen = new Pointer(block.address());
    Memory expected = new Memory(160);
    expected.clear();
    seen.setMemory(0, 160, (byte) 0x55); // as the kernel writes to it
    block.fill(0x1111222233334444L, 0x5555666677778888L, 0x1234, 0x9999aaaabbbbccccL);

    expected.setInt(0, 0x1234);
    expected.setLong(16, 0x1111222233334444L);
    expected.setLong(24, 0x5555666677778888L);
    expected.setInt(80, 3);
    expected.setInt(84, 0x1234);
    expected.setLong(88, 0x9999aaaabbbbccccL);
    expected.setShort(96, (short) 0x10);
    assertEquals(expected.dump(), new Copy(seen).dump());
  }

  @Test
  void eventsAreReadWhereTheKernelWritesThem() {
    Events events = new Events(addresses, 2);
    Pointer second = new Pointer(events.address()).share(64);
    second.setLong(0, 0x1111222233334444L);
    second.setShort(8, (short) -3);
    second.setShort(10, (short) 0x8010);
    second.setLong(16, 85);
    second.setLong(24, 0x5555666677778888L);

    assertEquals(0x1111222233334444L, events.ident(1));
    assertEquals(FreeBsd.EVFILT_AIO, events.filter(1));
    assertEquals((short) 0x8010, events.flags(1));
    assertEquals(FreeBsd.ECANCELED, events.data(1));
    assertEquals(0x5555666677778888L, events.userData(1));
    assertEquals(0, events.ident(0));
  }

  /** A copy of a control block. */
  private static final class Copy extends Memory {
    Copy(Pointer from) {
      super(160);
      write(0, from.getByteArray(0, 160), 0, 160);
    }
  }
}
