package io.github.pagelock.internal.book;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;

/** One ledger for each lock domain, kept as long as a locker or a handle uses it. */
public final class Ledgers {
  @GuardedBy("BY_DOMAIN")
  private static final Map<String, WeakReference<Ledger>> BY_DOMAIN = new HashMap<>();

  private Ledgers() {}

  public static Ledger of(String domain) {
    synchronized (BY_DOMAIN) {
      BY_DOMAIN.values().removeIf(reference -> reference.get() == null);
      WeakReference<Ledger> known = BY_DOMAIN.get(domain);
      Ledger ledger = known == null ? null : known.get();
      if (ledger == null) {
        ledger = new Ledger();
        BY_DOMAIN.put(domain, new WeakReference<>(ledger));
      }
      return ledger;
    }
  }
}
