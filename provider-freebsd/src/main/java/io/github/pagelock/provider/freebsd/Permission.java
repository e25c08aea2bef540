package io.github.pagelock.provider.freebsd;

import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.provider.freebsd.libc.LibC;
import java.util.Optional;

/** Whether this process may lock memory at all. */
final class Permission {
  private final LibC libc;
  private final Sysctl sysctl;
  private final Cures cures;

  Permission(LibC libc, Sysctl sysctl, Cures cures) {
    this.libc = libc;
    this.sysctl = sysctl;
    this.cures = cures;
  }

  /** What forbids it, if something does. munlock needs the same permission, also for no page. */
  Optional<Diagnosis> problem() {
    return libc.munlock(0, 0) == FreeBsd.EPERM ? Optional.of(missing()) : Optional.empty();
  }

  /** For a call that failed with EPERM. */
  Diagnosis missing() {
    boolean forbidden = sysctl.number("security.bsd.unprivileged_mlock") == 0;
    String jail = "it runs in a jail, which needs allow.mlock";
    String user = "security.bsd.unprivileged_mlock is 0, so only root may lock memory";
    String why;
    if (cures.isJailed()) {
      why = forbidden ? jail + ", or " + user : jail;
    } else {
      why = forbidden ? user : "neither security.bsd.unprivileged_mlock nor a jail explains it";
    }
    return Diagnosis.of(
        Cause.PRIVILEGE,
        "FreeBSD lets this process lock no memory: " + why,
        cures.permission(forbidden));
  }
}
