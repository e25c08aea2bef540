package io.github.pagelock.internal.book;

import io.github.pagelock.Capability;
import io.github.pagelock.spi.PageOperations;

/**
 * On what terms a locker's pages are locked.
 *
 * @param operations what locks them, and so what will unlock them
 * @param relockIsFree whether the call is repeated for pages that are locked already
 */
public record Terms(PageOperations operations, boolean relockIsFree) {
  public static Terms of(PageOperations operations) {
    return new Terms(operations, operations.capabilities().contains(Capability.RELOCK_IS_FREE));
  }
}
