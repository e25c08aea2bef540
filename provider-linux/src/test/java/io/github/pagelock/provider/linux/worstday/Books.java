package io.github.pagelock.provider.linux.worstday;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks into the ledger of this process: whatever it consists of, at the end its collections are
 * empty and its bytes are 0.
 */
final class Books {
  private static final String INTERNAL = "io.github.pagelock.internal.";

  private Books() {}

  /** What is left, or null. */
  static @Nullable String leftovers(Object ledger) {
    StringBuilder left = new StringBuilder();
    try {
      look(ledger, "ledger", new IdentityHashMap<>(), left);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("cannot look into the ledger", e);
    } catch (ConcurrentModificationException underWay) {
      return "changes just now";
    }
    return left.length() == 0 ? null : left.toString();
  }

  static Object ledger() {
    try {
      Method of = Class.forName(INTERNAL + "book.Ledgers").getDeclaredMethod("of", String.class);
      of.setAccessible(true);
      return of.invoke(null, "process");
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no ledger", e);
    }
  }

  static String description() {
    try {
      return String.valueOf(leftovers(ledger()));
    } catch (Throwable unreadable) {
      return unreadable.toString();
    }
  }

  private static void look(Object from, String path, Map<Object, Object> seen, StringBuilder left)
      throws ReflectiveOperationException {
    if (seen.put(from, from) != null) {
      return;
    }
    for (Field field : from.getClass().getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        continue;
      }
      field.setAccessible(true);
      Object value = field.get(from);
      String name = path + "." + field.getName();
      boolean isEmpty =
          !(value instanceof Long bytes && field.getName().endsWith("Bytes") && bytes != 0)
              && !(value instanceof Collection<?> collection && !collection.isEmpty())
              && !(value instanceof Map<?, ?> map && !map.isEmpty());
      if (!isEmpty) {
        left.append(name).append(" = ").append(value).append("; ");
      }
      if (value != null && value.getClass().getName().startsWith(INTERNAL)) {
        look(value, name, seen, left);
      }
    }
  }
}
