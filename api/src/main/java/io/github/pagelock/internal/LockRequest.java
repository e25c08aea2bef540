package io.github.pagelock.internal;

import io.github.pagelock.spi.PageOperations;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a lock asks for, and what of its reservation is left. */
final class LockRequest implements Consumer<Pages> {
  final Pages pages;
  final PageOperations operations;
  final boolean relockIsFree;

  /** Bytes reserved and not yet in the book. Guarded by the ledger's mutex. */
  long reservedBytes;

  /** Not null if it is being recorded. */
  final @Nullable Trace trace;

  LockRequest(Pages pages, PageOperations operations, boolean relockIsFree, @Nullable Trace trace) {
    this.pages = pages;
    this.operations = operations;
    this.relockIsFree = relockIsFree;
    this.trace = trace;
  }

  /** Pages of a failed chunk on which there is a hold; made when first needed. */
  private @Nullable List<Pages> stillHeld;

  @Override
  public void accept(Pages pages) {
    List<Pages> held = stillHeld == null ? new ArrayList<>() : stillHeld;
    held.add(pages);
    stillHeld = held;
  }

  List<Pages> stillHeld() {
    return stillHeld == null ? List.of() : stillHeld;
  }
}
