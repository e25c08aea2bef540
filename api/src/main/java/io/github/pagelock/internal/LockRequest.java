package io.github.pagelock.internal;

import io.github.pagelock.spi.PageOperations;

/** What a lock asks for, and what of its reservation is left. */
final class LockRequest {
  final Pages pages;
  final PageOperations operations;
  final boolean relockIsFree;

  /** Bytes reserved and not yet in the book. Guarded by the ledger's mutex. */
  long reservedBytes;

  LockRequest(Pages pages, PageOperations operations, boolean relockIsFree) {
    this.pages = pages;
    this.operations = operations;
    this.relockIsFree = relockIsFree;
  }
}
