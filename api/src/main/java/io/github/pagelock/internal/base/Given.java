package io.github.pagelock.internal.base;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** What users hand over: none of it may be null. */
public final class Given {
  private Given() {}

  /**
   * Copies a collection.
   *
   * @throws NullPointerException with the name, or that of the element, such as {@code ranges[2]}
   */
  public static <T> List<T> copy(Collection<? extends T> collection, String name) {
    List<T> copy = new ArrayList<>(Objects.requireNonNull(collection, name).size());
    for (T element : collection) {
      if (element == null) {
        throw new NullPointerException(name + "[" + copy.size() + "]");
      }
      copy.add(element);
    }
    return Collections.unmodifiableList(copy);
  }
}
