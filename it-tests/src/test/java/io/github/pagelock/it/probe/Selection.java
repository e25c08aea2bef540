package io.github.pagelock.it.probe;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLocker;
import io.github.pagelock.ProviderCandidate;

/** Prints which provider is chosen, or why none is, and then every candidate. */
public final class Selection {
  private Selection() {}

  public static void main(String[] args) {
    try {
      PageLocker locker = PageLocker.system();
      System.out.println("chosen: " + locker.provider().name());
    } catch (PageLockException e) {
      System.out.println("error: " + e.reason() + ": " + e.getMessage());
    }
    for (ProviderCandidate candidate : PageLocker.candidates()) {
      System.out.println(
          "candidate: "
              + (candidate.isAvailable() ? "+" : "-")
              + candidate.name()
              + " "
              + candidate.implementation()
              + " "
              + candidate.reason());
    }
  }
}
