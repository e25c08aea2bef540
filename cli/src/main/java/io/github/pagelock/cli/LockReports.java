package io.github.pagelock.cli;

import io.github.pagelock.LockPolicy;

/**
 * Makes reports of a session.
 *
 * @param provider the provider's name, {@code none} if there was none
 * @param mode plain or on-fault
 * @param isAsync whether workers lock
 */
record LockReports(String provider, String mode, LockPolicy policy, boolean isAsync) {
  LockReport of(LockSession session, LockTargets targets, boolean stopped, double heldSeconds) {
    return new LockReport(
        BuildVersion.version(),
        provider,
        mode,
        PolicyName.of(policy),
        isAsync,
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
