package io.github.pagelock.provider.linux;

import io.github.pagelock.Launcher;
import io.github.pagelock.spi.LimitNumbers;

/**
 * How this process was started, and whose limits it cannot exceed.
 *
 * @param launcher what counts first: a container before what runs in it
 * @param inside in a container that has a system of its own, what started the process there; else
 *     the same as launcher
 * @param hasShell whether a shell is among the parents
 * @param userManager the unit of the user's systemd manager that the process is below, such as
 *     {@code user@1000.service}; empty if there is none
 * @param managerHardBytes that manager's own hard limit, or UNKNOWN
 * @param containerHardBytes the hard limit of the first process of a container that has a system of
 *     its own, or UNKNOWN
 */
record Origin(
    Launcher launcher,
    Launcher inside,
    boolean hasShell,
    String userManager,
    long managerHardBytes,
    long containerHardBytes) {
  Origin(Launcher launcher, boolean hasShell) {
    this(launcher, launcher, hasShell, "", LimitNumbers.UNKNOWN, LimitNumbers.UNKNOWN);
  }
}
