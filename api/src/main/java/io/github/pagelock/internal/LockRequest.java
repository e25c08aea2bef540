package io.github.pagelock.internal;

import io.github.pagelock.LockMode;
import io.github.pagelock.spi.PageOperations;

/** What a lock asks for, and what of its reservation is left. */
final class LockRequest {
  final Pages pages;
  final LockMode mode;
  final PageOperations operations;
  final boolean relockIsFree;

  /** Bytes reserved and not yet in the book. Guarded by the ledger's mutex. */
  long reservedBytes;

  LockRequest(Pages pages, LockMode mode, PageOperations operations, boolean relockIsFree) {
    this.pages = pages;
    this.mode = mode;
    this.operations = operations;
    this.relockIsFree = relockIsFree;
  }
}
