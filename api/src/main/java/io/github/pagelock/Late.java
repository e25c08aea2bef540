package io.github.pagelock;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is made when somebody asks for it first: for everybody the same. */
final class Late<T> {
  private final Supplier<T> maker;
  private final AtomicReference<@Nullable T> made = new AtomicReference<>();

  Late(Supplier<T> maker) {
    this.maker = maker;
  }

  T get() {
    T known = made.get();
    if (known != null) {
      return known;
    }
    T mine = maker.get();
    T earlier = made.compareAndExchange(null, mine);
    return earlier == null ? mine : earlier;
  }
}
