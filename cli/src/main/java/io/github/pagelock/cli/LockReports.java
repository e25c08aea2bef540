package io.github.pagelock.cli;

import io.github.pagelock.LockPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Makes reports of a session.
 *
 * @param provider the provider's name, {@code none} if there was none
 * @param mode plain or on-fault
 * @param isAsync whether workers lock
 * @param raised what --raise-limit did; null without it
 */
record LockReports(
    String provider,
    String mode,
    LockPolicy policy,
    boolean isAsync,
    @Nullable RaisedLimit raised) {
  LockReport of(LockSession session, LockTargets targets, boolean stopped, double heldSeconds) {
    return new LockReport(
        BuildVersion.version(),
        provider,
        mode,
        PolicyName.of(policy),
        isAsync,
        raised,
        session.pageSize(),
        session.rows(),
        session.fileCount() - session.rows().size(),
        stopped,
        session.lockedBytes(),
        session.lockingTime().toNanos() / 1e9,
        session.gibPerSecond(),
        heldSeconds,
        session.vmLckSeen(),
        targets.unreadable(),
        targets.notices());
  }
}
