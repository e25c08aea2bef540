package io.github.pagelock.internal.provide;

import io.github.pagelock.PageLocker;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the shared locker: as long as this class, or, where only an application's class loader has
 * the provider, as long as that one, so that the first application that asked can go (X6).
 */
public final class SystemLocker {
  /** What a class keeps that is of no class loader of ours. */
  private static final ClassValue<AtomicReference<PageLocker>> KEPT_BY =
      new ClassValue<>() {
        @Override
        protected AtomicReference<PageLocker> computeValue(Class<?> provider) {
          return new AtomicReference<>();
        }
      };

  private final ReentrantLock mutex = new ReentrantLock();
  private volatile @Nullable PageLocker own;
  private volatile WeakReference<PageLocker> foreign = new WeakReference<>(null);

  public PageLocker get(Supplier<PageLocker> maker) {
    PageLocker known = known();
    if (known != null) {
      return known;
    }
    mutex.lock();
    try {
      known = known();
      return known == null ? keep(maker.get()) : known;
    } finally {
      mutex.unlock();
    }
  }

  private @Nullable PageLocker known() {
    PageLocker known = own;
    return known == null ? foreign.get() : known;
  }

  private PageLocker keep(PageLocker made) {
    Class<?> provider =
        made.provider().candidate().provider().<Class<?>>map(Object::getClass).orElse(null);
    if (provider == null || isOurs(provider.getClassLoader())) {
      own = made;
    } else {
      KEPT_BY.get(provider).set(made);
      foreign = new WeakReference<>(made);
    }
    return made;
  }

  /** Whether it lives at least as long as this library's. */
  private static boolean isOurs(@Nullable ClassLoader loader) {
    ClassLoader ours = SystemLocker.class.getClassLoader();
    while (ours != null && ours != loader) {
      ours = ours.getParent();
    }
    return ours == loader;
  }
}
