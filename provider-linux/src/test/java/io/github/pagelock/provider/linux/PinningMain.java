package io.github.pagelock.provider.linux;

import io.github.pagelock.posix.PipeReading;
import io.github.pagelock.provider.linux.libc.FfmLibC;
import io.github.pagelock.provider.linux.libc.JnaLibC;
import io.github.pagelock.provider.linux.libc.LibC;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Prints whether a virtual thread runs while another one is in a call of C that blocks. */
final class PinningMain {
  private PinningMain() {}

  public static void main(String[] arguments) throws Exception {
    LibC libc = arguments[0].equals("ffm") ? FfmLibC.load() : JnaLibC.load();
    PipeReading.Calls calls = (PipeReading.Calls) libc;
    int[] ends = new int[2];
    calls.pipe(ends);
    ExecutorService virtual =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    CountDownLatch entered = new CountDownLatch(1);
    Future<Integer> blocked =
        virtual.submit(
            () -> {
              entered.countDown();
              return calls.readByte(ends[0]);
            });
    entered.await();
    Future<Boolean> other = virtual.submit(() -> true);
    System.out.println("ran=" + hasRun(other, Long.parseLong(arguments[1])));
    ByteBuffer one = ByteBuffer.allocateDirect(1);
    System.out.println("errno=" + calls.writeByte(ends[1], libc.addressOf(one)));
    System.out.println("errno=" + blocked.get());
    other.get();
  }

  private static boolean hasRun(Future<Boolean> other, long millis) throws Exception {
    try {
      return other.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException notYet) {
      return false;
    }
  }
}
