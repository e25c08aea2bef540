package io.github.pagelock.provider.freebsd;

import io.github.pagelock.provider.freebsd.libc.LibC;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers of the kernel by their names. */
final class Sysctl {
  /** The value of a number that there is not, or that may not be read. */
  static final long UNKNOWN = -1;

  private final LibC libc;

  Sysctl(LibC libc) {
    this.libc = libc;
  }

  /** The number, of 4 or 8 bytes, or {@link #UNKNOWN}. */
  long number(String name) {
    byte[] value = new byte[Long.BYTES];
    long[] byteCount = {value.length};
    if (libc.sysctlbyname(name, value, byteCount) != 0) {
      return UNKNOWN;
    }
    ByteBuffer number = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
    return switch ((int) byteCount[0]) {
      case Integer.BYTES -> number.getInt();
      case Long.BYTES -> number.getLong();
      default -> UNKNOWN;
    };
  }
}
