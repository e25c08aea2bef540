package io.github.pagelock.internal.provide;

import io.github.pagelock.ProviderCandidate;
import io.github.pagelock.spi.PageLockProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the providers: the one class that asks ServiceLoader. It looks in the context class loader
 * (application servers) and in this library's own.
 */
public final class ProviderLoader {
  /** A broken class loader could fail for ever. */
  private static final int MAX_FAILURES = 100;

  private final List<ProviderCandidate> found = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();

  private ProviderLoader() {}

  public static List<ProviderCandidate> load() {
    ProviderLoader loader = new ProviderLoader();
    ClassLoader own = ProviderLoader.class.getClassLoader();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    loader.addFrom(context);
    if (own != context) {
      loader.addFrom(own);
    }
    loader.found.sort(Comparator.comparingInt(ProviderCandidate::priority).reversed());
    return List.copyOf(loader.found);
  }

  private void addFrom(@Nullable ClassLoader classLoader) {
    Iterator<PageLockProvider> providers =
        ServiceLoader.load(PageLockProvider.class, classLoader).iterator();
    for (int failures = 0; failures < MAX_FAILURES; ) {
      try {
        if (!providers.hasNext()) {
          return;
        }
        PageLockProvider provider = providers.next();
        if (seen.add(provider.getClass().getName() + "@" + loaderOf(provider))) {
          found.add(ProviderCandidate.of(provider));
        }
      } catch (ServiceConfigurationError | LinkageError failure) {
        failures++;
        String reason = String.valueOf(failure.getMessage());
        if (seen.add(reason)) {
          found.add(
              ProviderCandidate.missing(
                  "(unknown)", "not instantiated", withCause(reason, failure)));
        }
      }
    }
  }

  private static int loaderOf(PageLockProvider provider) {
    return System.identityHashCode(provider.getClass().getClassLoader());
  }

  private static String withCause(String reason, Throwable failure) {
    return failure.getCause() == null ? reason : reason + ": " + failure.getCause();
  }
}
