package io.github.pagelock.provider.linux;

import io.github.pagelock.LockLimits;
import io.github.pagelock.posix.Remedies;
import io.github.pagelock.spi.LimitNumbers;

/**
 * The limits that a remedy writes, as each place wants to have them. All numbers of remedies come
 * from here, so that none is ever lower than today's.
 *
 * @param softBytes at least today's and what is needed, in whole KiB
 * @param hardBytes at least today's and the soft one
 */
record NewLimits(long softBytes, long hardBytes) {
  private static final long KIB = 1024;

  static NewLimits of(LockLimits today, long neededBytes) {
    long soft = inKib(Math.max(neededBytes, LimitNumbers.soft(today)));
    return new NewLimits(soft, Math.max(soft, LimitNumbers.hard(today)));
  }

  /** Nobody's limit becomes lower by one that is soft and hard at once. */
  NewLimits asOne() {
    return new NewLimits(hardBytes, hardBytes);
  }

  /** Whether a hard limit of today is enough. */
  boolean isWithin(long hardBytes) {
    return softBytes <= hardBytes;
  }

  /** For {@code ulimit -S -l}. */
  String softKib() {
    return kib(softBytes);
  }

  /** For {@code LimitMEMLOCK=}, of units and of systemd-nspawn. */
  String ofSystemd() {
    return softAndHard("infinity");
  }

  /** For {@code lxc.prlimit.memlock} and {@code limits.kernel.memlock}. */
  String ofLxc() {
    return softAndHard("unlimited");
  }

  /** For {@code --ulimit memlock=}. */
  String ofDocker() {
    return bytes(softBytes, "-1") + ":" + bytes(hardBytes, "-1");
  }

  /** For {@code memlock:} in compose.yaml. */
  String ofCompose() {
    return "{soft: " + bytes(softBytes, "-1") + ", hard: " + bytes(hardBytes, "-1") + "}";
  }

  /** For {@code USER - memlock} in limits.conf. */
  String ofLimitsConf() {
    return kib(hardBytes);
  }

  private String softAndHard(String unlimited) {
    String soft = bytes(softBytes, unlimited);
    return softBytes == hardBytes ? soft : soft + ":" + bytes(hardBytes, unlimited);
  }

  private static String bytes(long bytes, String unlimited) {
    return bytes == LimitNumbers.UNLIMITED ? unlimited : Long.toString(bytes);
  }

  private static String kib(long bytes) {
    return bytes == LimitNumbers.UNLIMITED ? "unlimited" : Long.toString(inKib(bytes) / KIB);
  }

  private static long inKib(long bytes) {
    long kib = Remedies.inKib(bytes);
    return kib > LimitNumbers.UNLIMITED / KIB ? LimitNumbers.UNLIMITED : kib * KIB;
  }
}
