package io.github.pagelock.internal.handle;

import io.github.pagelock.internal.engine.Debts;
import io.github.pagelock.internal.engine.Synchronous;
import io.github.pagelock.internal.watch.Telemetry;
import io.github.pagelock.spi.PageOperations;

/** What a locker's handles need to be released, however long they live. */
public record Releasing(
    PageOperations operations, Synchronous synchronous, Debts debts, Telemetry telemetry) {}
