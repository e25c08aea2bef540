/**
 * The book: who holds which pages, and what is reserved (docs/ledger.md). Calls no kernel and never
 * waits. Not exported.
 */
@NullMarked
package io.github.pagelock.internal.book;

import org.jspecify.annotations.NullMarked;
