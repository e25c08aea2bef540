package io.github.pagelock.provider.linux.proc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pagelock.spi.LimitNumbers;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemlockLimitsTest {
  private static String limits(String soft, String hard) {
    return "Limit                     Soft Limit           Hard Limit           Units     \n"
        + "Max processes             63486                63486                processes \n"
        + String.format("Max locked memory         %-20s %-20s bytes     \n", soft, hard)
        + "Max address space         unlimited            unlimited            bytes     \n";
  }

  /** The kernel says unlimited of 2^64-1 alone; what a long cannot hold binds nobody either. */
  @ParameterizedTest
  @CsvSource({
    "0, 65536, 0, 65536",
    "8388608, unlimited, 8388608, " + LimitNumbers.UNLIMITED,
    "9223372036854771712, 18446744073709547520, 9223372036854771712, " + LimitNumbers.UNLIMITED
  })
  void bothAreInBytes(String soft, String hard, long softBytes, long hardBytes) {
    assertEquals(
        Optional.of(new MemlockLimits(softBytes, hardBytes)), MemlockLimits.of(limits(soft, hard)));
  }

  @Test
  void whatIsNotToldIsEmpty() {
    assertEquals(Optional.empty(), MemlockLimits.of(null));
    assertEquals(Optional.empty(), MemlockLimits.of("Max processes 1 1 processes\n"));
  }
}
