package io.github.pagelock.internal.provide;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.PageLocker;
import io.github.pagelock.ProviderCandidate;
import io.github.pagelock.ProviderChoice;
import io.github.pagelock.spi.LockFailure;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Chooses a provider among candidates; a function of its arguments alone. */
public final class ProviderChooser {
  private ProviderChooser() {}

  /**
   * The highest priority among the available ones, or the one that is named and no other.
   *
   * @throws PageLockException UNSUPPORTED, with what to do about it
   */
  public static ProviderChoice choose(
      List<ProviderCandidate> candidates, @Nullable String named, String namedBy) {
    return named == null ? best(candidates) : named(candidates, named, namedBy);
  }

  private static ProviderChoice best(List<ProviderCandidate> candidates) {
    List<ProviderCandidate> available =
        candidates.stream().filter(ProviderCandidate::isAvailable).toList();
    if (available.isEmpty()) {
      throw refused(
          candidates.isEmpty()
              ? "no page lock provider was found: add io.github.pagelock:pagelock, which"
                  + " brings one for each system, to what the program depends on"
              : "none of the page lock providers that were found is available: "
                  + list(candidates));
    }
    int highest = available.stream().mapToInt(one -> one.priority()).max().getAsInt();
    List<ProviderCandidate> best =
        available.stream().filter(one -> one.priority() == highest).toList();
    if (best.size() > 1) {
      throw refused(
          "several page lock providers of the same priority are available: "
              + list(best)
              + "; name one with -D"
              + PageLocker.PROVIDER_PROPERTY
              + "=NAME or PageLocker.builder().provider(NAME)");
    }
    ProviderCandidate chosen = best.get(0);
    return ProviderChoice.of(
        chosen,
        available.size() == 1
            ? "it is the only one available"
            : "it has the highest priority (" + highest + ") of those available");
  }

  private static ProviderChoice named(
      List<ProviderCandidate> candidates, String named, String namedBy) {
    List<ProviderCandidate> matching =
        candidates.stream().filter(candidate -> candidate.name().equals(named)).toList();
    if (matching.isEmpty()) {
      throw refused(
          "no page lock provider is named '"
              + named
              + "' ("
              + namedBy
              + "); found: "
              + (candidates.isEmpty() ? "none" : list(candidates)));
    }
    if (matching.size() > 1) {
      throw refused(
          "several page lock providers are named '"
              + named
              + "' ("
              + namedBy
              + "): "
              + list(matching)
              + "; leave one of them on the path");
    }
    ProviderCandidate only = matching.get(0);
    if (!only.isAvailable()) {
      throw refused(
          "the page lock provider '"
              + named
              + "' ("
              + namedBy
              + ") is not available: "
              + only.reason());
    }
    return ProviderChoice.of(only, "it was named by " + namedBy);
  }

  private static String list(List<ProviderCandidate> candidates) {
    return candidates.stream().map(ProviderCandidate::toString).collect(Collectors.joining("; "));
  }

  public static PageLockException refused(String because) {
    return LockFailure.of(Reason.UNSUPPORTED, "choosing a provider", 0, 0).because(because).build();
  }
}
