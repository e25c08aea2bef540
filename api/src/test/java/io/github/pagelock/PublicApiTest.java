package io.github.pagelock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the exported packages offer is what api.txt says, so that the API changes only on purpose:
 * run this test with {@code -Dpagelock.api=write}, look at the difference, and tell it in
 * docs/api.md.
 */
class PublicApiTest {
  private static final Path RECORDED = Path.of("src", "test", "resources", "api.txt");
  private static final String ROOT = "io.github.pagelock";

  @Test
  void theApiIsTheRecordedOne() throws Exception {
    Set<String> lines = new TreeSet<>();
    for (String name : List.of(ROOT, ROOT + ".spi")) {
      for (Class<?> type : typesOf(name)) {
        describe(type, lines);
      }
    }
    assertTrue(lines.size() > 300, () -> "only " + lines.size() + " lines");
    String found = lines.stream().map(line -> line.strip() + "\n").collect(Collectors.joining());
    if ("write".equals(System.getProperty("pagelock.api"))) {
      Files.writeString(RECORDED, found);
    }
    assertEquals(Files.readString(RECORDED), found, "the API has changed; see this test's comment");
  }

  private static List<Class<?>> typesOf(String packageName) throws Exception {
    Path classes =
        Path.of(PageLocker.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Class<?>> types = new ArrayList<>();
    try (Stream<Path> files = Files.list(classes.resolve(packageName.replace('.', '/')))) {
      for (Path file : files.toList()) {
        String name = Objects.requireNonNull(file.getFileName()).toString();
        if (name.endsWith(".class") && !name.equals("package-info.class")) {
          types.add(Class.forName(packageName + "." + name.replace(".class", "")));
        }
      }
    }
    return types;
  }

  private static void describe(Class<?> type, Set<String> lines) {
    if (!isVisible(type)) {
      return;
    }
    String name = shortened(type.getName());
    String supertypes =
        Stream.concat(Stream.ofNullable(type.getGenericSuperclass()), parents(type))
            .map(parent -> shortened(parent.getTypeName()))
            .collect(Collectors.joining(", "));
    lines.add(name + " : " + modifiers(type.getModifiers()) + kind(type) + " of " + supertypes);
    for (Field field : type.getDeclaredFields()) {
      add(lines, name, field, field.getName() + " : " + text(field.getGenericType()));
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      add(lines, name, constructor, "new" + text(constructor.getGenericParameterTypes()));
    }
    for (Method method : type.getDeclaredMethods()) {
      add(
          lines,
          name,
          method,
          (method.isDefault() ? "default " : "")
              + method.getName()
              + text(method.getGenericParameterTypes())
              + " : "
              + text(method.getGenericReturnType()));
    }
  }

  private static void add(Set<String> lines, String type, Member member, String text) {
    int modifiers = member.getModifiers();
    if (!member.isSynthetic()
        && (Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers))) {
      lines.add(type + "." + text + " " + modifiers(modifiers));
    }
  }

  private static Stream<Type> parents(Class<?> type) {
    return Arrays.stream(type.getGenericInterfaces());
  }

  private static boolean isVisible(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getDeclaringClass()) {
      if (!Modifier.isPublic(each.getModifiers()) && !Modifier.isProtected(each.getModifiers())) {
        return false;
      }
    }
    return true;
  }

  private static String kind(Class<?> type) {
    return type.isRecord()
        ? "record"
        : type.isEnum() ? "enum" : type.isInterface() ? "interface" : "class";
  }

  /** Without what no caller depends on. */
  private static String modifiers(int modifiers) {
    int told =
        Modifier.PUBLIC | Modifier.PROTECTED | Modifier.STATIC | Modifier.FINAL | Modifier.ABSTRACT;
    String text = Modifier.toString(modifiers & told);
    return text.isEmpty() ? "" : text + " ";
  }

  private static String text(Type... types) {
    return Arrays.stream(types)
        .map(type -> shortened(type.getTypeName()))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String text(Type type) {
    return shortened(type.getTypeName());
  }

  private static String shortened(String name) {
    return name.replace(ROOT + ".", "").replaceAll("java\\.(lang|util)\\.(?=[A-Z])", "");
  }
}
