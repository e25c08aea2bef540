package io.github.pagelock.internal.book;

/** Whether a lock that adds bytes may go on, given what the book holds. Asked under its mutex. */
public interface Check {
  boolean allows(long newBytes, Totals totals);
}
