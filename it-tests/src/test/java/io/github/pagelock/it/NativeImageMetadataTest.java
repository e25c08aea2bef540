package io.github.pagelock.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Structure;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.pagelock.PageLocker;
import io.github.pagelock.jna.JnaBridge;
import io.github.pagelock.provider.fallback.FallbackProvider;
import io.github.pagelock.provider.freebsd.FreeBsdProvider;
import io.github.pagelock.provider.linux.LinuxProvider;
import java.io.IOException;
import java.io.Reader;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the jars tell GraalVM's native-image, which is not run here: its form, that all it names is
 * there, and that what JNA looks at is named.
 */
class NativeImageMetadataTest {
  private static final Set<String> KEYS = Set.of("comment", "reflection", "foreign");

  /** As GraalVM's schema of version 1.2.0 has them; the others of it are not needed. */
  private static final Set<String> KEYS_OF_A_TYPE =
      Set.of("type", "methods", "allDeclaredMethods", "allPublicMethods", "jniAccessible");

  private static final Map<String, Class<?>> PRIMITIVES =
      Map.of("long", long.class, "int", int.class, "boolean", boolean.class);

  private enum Jar {
    API("pagelock-api", PageLocker.class),
    JNA("pagelock-jna", JnaBridge.class),
    LINUX("pagelock-provider-linux", LinuxProvider.class),
    FREEBSD("pagelock-provider-freebsd", FreeBsdProvider.class),
    FALLBACK("pagelock-provider-fallback", FallbackProvider.class);

    private final String artifact;
    private final Path place;

    Jar(String artifact, Class<?> type) {
      this.artifact = artifact;
      this.place = Path.of(JarMaker.location(type));
    }

    JsonObject metadata() throws IOException {
      String name =
          "META-INF/native-image/io.github.pagelock/" + artifact + "/reachability-metadata.json";
      if (Files.isDirectory(place)) {
        return read(place.resolve(name));
      }
      try (FileSystem jar = FileSystems.newFileSystem(place)) {
        return read(jar.getPath(name));
      }
    }

    private static JsonObject read(Path file) throws IOException {
      try (Reader text = Files.newBufferedReader(file);
          JsonReader json = new JsonReader(text)) {
        json.setStrictness(Strictness.STRICT);
        return JsonParser.parseReader(json).getAsJsonObject();
      }
    }

    JavaClasses classes() throws IOException {
      if (Files.isDirectory(place)) {
        return new ClassFileImporter().importPath(place);
      }
      try (JarFile jar = new JarFile(place.toFile())) {
        return new ClassFileImporter().importJar(jar);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void itsFormIsTheOneOfTheSchema(Jar jar) throws IOException {
    JsonObject metadata = jar.metadata();

    assertEquals(Set.of(), without(metadata.keySet(), KEYS));
    Set<String> keys =
        types(metadata).stream()
            .flatMap(type -> type.keySet().stream())
            .collect(Collectors.toSet());
    assertEquals(Set.of(), without(keys, KEYS_OF_A_TYPE));
    assertTrue(types(metadata).stream().allMatch(type -> type.has("type")), metadata::toString);
  }

  private static Set<String> without(Set<String> keys, Set<String> known) {
    Set<String> rest = new TreeSet<>(keys);
    rest.removeAll(known);
    return rest;
  }

  @ParameterizedTest
  @EnumSource
  void whatItNamesIsThere(Jar jar) throws Exception {
    for (JsonObject entry : types(jar.metadata())) {
      for (String name : proxyOf(entry)) {
        assertTrue(Class.forName(name).isInterface(), name);
      }
      JsonElement type = entry.get("type");
      if (type.isJsonPrimitive() && isOfThisJava(type.getAsString())) {
        Class<?> named = named(type.getAsString());
        for (JsonElement method : array(entry, "methods")) {
          JsonObject described = method.getAsJsonObject();
          Class<?>[] parameters =
              strings(described.getAsJsonArray("parameterTypes")).stream()
                  .map(NativeImageMetadataTest::named)
                  .toArray(Class<?>[]::new);
          assertEquals(
              named,
              named.getMethod(described.get("name").getAsString(), parameters).getDeclaringClass());
        }
      }
    }
  }

  private static boolean isOfThisJava(String name) {
    return Runtime.version().feature() >= 22 || !name.startsWith("java.lang.foreign.");
  }

  private static Class<?> named(String name) {
    Class<?> primitive = PRIMITIVES.get(name);
    if (primitive != null) {
      return primitive;
    }
    if (name.endsWith("[]")) {
      return named(name.substring(0, name.length() - 2)).arrayType();
    }
    try {
      return Class.forName(name, false, NativeImageMetadataTest.class.getClassLoader());
    } catch (ClassNotFoundException missing) {
      throw new AssertionError(missing);
    }
  }

  /** Each interface has to be named twice: JNA asks for its methods, and makes a proxy of it. */
  @ParameterizedTest
  @EnumSource
  void eachInterfaceOfJnasIsNamedAndNoOther(Jar jar) throws IOException {
    JsonObject metadata = jar.metadata();
    Set<String> interfaces =
        jar.classes().stream()
            .filter(type -> type.isInterface() && type.isAssignableTo(Library.class))
            .map(JavaClass::getName)
            .collect(Collectors.toCollection(TreeSet::new));

    assertEquals(
        interfaces,
        types(metadata).stream()
            .flatMap(entry -> proxyOf(entry).stream())
            .filter(name -> name.startsWith("io.github.pagelock."))
            .collect(Collectors.toCollection(TreeSet::new)));
    Set<String> asked = namesWith(metadata, "allPublicMethods");
    assertEquals(Set.of(), without(interfaces, asked));
  }

  @ParameterizedTest
  @EnumSource
  void eachClassOfNativeMethodsIsNamedAndNoOther(Jar jar) throws IOException {
    Set<String> direct =
        jar.classes().stream()
            .filter(
                type ->
                    type.getMethods().stream()
                        .anyMatch(method -> method.getModifiers().contains(JavaModifier.NATIVE)))
            .map(JavaClass::getName)
            .collect(Collectors.toCollection(TreeSet::new));

    assertEquals(direct, namesWith(jar.metadata(), "jniAccessible"));
    assertEquals(direct, namesWith(jar.metadata(), "allDeclaredMethods"));
  }

  /** There are none; the first would have to be named, with its fields or its method. */
  @ParameterizedTest
  @EnumSource
  void noStructureAndNoCallbackIsForgotten(Jar jar) throws IOException {
    Set<String> named =
        types(jar.metadata()).stream()
            .map(entry -> entry.get("type").toString().replace("\"", ""))
            .collect(Collectors.toSet());
    assertEquals(
        List.of(),
        jar.classes().stream()
            .filter(
                type -> type.isAssignableTo(Structure.class) || type.isAssignableTo(Callback.class))
            .map(JavaClass::getName)
            .filter(name -> !named.contains(name))
            .toList());
  }

  @Test
  void theCallOfCIsTheOneThatTheJdkLinks() throws Exception {
    assumeTrue(ProviderJars.HAVE_FFM, "needs Java 22 and jars that were built there");
    Field call = Class.forName("io.github.pagelock.posix.ForeignFunction").getDeclaredField("CALL");
    call.setAccessible(true);
    MethodType linked = ((MethodHandle) call.get(null)).type();
    // The address and the state of the call are no words of it.
    List<String> words =
        linked.parameterList().stream().skip(2).map(type -> "j" + type.getName()).toList();

    JsonArray calls = Jar.API.metadata().getAsJsonObject("foreign").getAsJsonArray("downcalls");

    assertEquals(1, calls.size());
    JsonObject described = calls.get(0).getAsJsonObject();
    assertEquals("j" + linked.returnType().getName(), described.get("returnType").getAsString());
    assertEquals(words, strings(described.getAsJsonArray("parameterTypes")));
    assertEquals("{\"captureCallState\":true}", described.get("options").toString());
  }

  @Test
  void everyJarThatHasSuchAFileIsLookedAt() throws IOException {
    Set<String> lookedAt =
        Arrays.stream(Jar.values()).map(jar -> jar.artifact).collect(Collectors.toSet());
    try (Stream<Path> files = Files.find(Path.of(".."), 9, (file, is) -> isMetadata(file))) {
      Set<String> artifacts =
          files
              .map(file -> file.getName(file.getNameCount() - 2).toString())
              .collect(Collectors.toSet());
      assertEquals(lookedAt, artifacts);
    }
  }

  private static boolean isMetadata(Path file) {
    return file.endsWith("reachability-metadata.json") && file.toString().contains("src/main");
  }

  private static List<JsonObject> types(JsonObject metadata) {
    return array(metadata, "reflection").stream().map(JsonElement::getAsJsonObject).toList();
  }

  private static List<JsonElement> array(JsonObject object, String key) {
    return object.has(key) ? object.getAsJsonArray(key).asList() : List.of();
  }

  private static List<String> strings(JsonArray array) {
    return array.asList().stream().map(JsonElement::getAsString).toList();
  }

  private static List<String> proxyOf(JsonObject entry) {
    JsonElement type = entry.get("type");
    return type.isJsonObject()
        ? strings(type.getAsJsonObject().getAsJsonArray("proxy"))
        : List.of();
  }

  private static Set<String> namesWith(JsonObject metadata, String key) {
    return types(metadata).stream()
        .filter(entry -> entry.has(key) && entry.get(key).getAsBoolean())
        .map(entry -> entry.get("type").getAsString())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
