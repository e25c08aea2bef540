package io.github.pagelock.it;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Makes small jars at test time. Each has a module descriptor, so it fits on either path. */
final class JarMaker {
  /** The API brings it to whoever compiles against it. */
  static final Path JSPECIFY = Path.of(location(Nullable.class));

  private final Path directory;
  private final List<Path> dependencies;

  JarMaker(Path directory, Path... dependencies) {
    this.directory = directory;
    this.dependencies = Stream.concat(Stream.of(dependencies), Stream.of(JSPECIFY)).toList();
  }

  /**
   * Compiles sources and packs them.
   *
   * @param name of the jar
   * @param sources text by file name, with module-info.java
   * @param files other content by name, such as META-INF/services/…
   */
  Path compile(String name, Map<String, String> sources, Map<String, String> files)
      throws IOException {
    Path home = Files.createDirectories(directory.resolve(name));
    Path classes = Files.createDirectories(home.resolve("classes"));
    List<String> arguments = new ArrayList<>(List.of("--release", "17", "-d", classes.toString()));
    arguments.addAll(List.of("--module-path", join(dependencies)));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      arguments.add(write(home.resolve("sources"), source).toString());
    }
    JavaCompiler compiler =
        Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "the tests need a JDK");
    if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
      throw new IllegalStateException("does not compile: " + sources);
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      write(classes, file);
    }
    return pack(classes, home.resolve(name + ".jar"));
  }

  /** Packs the compiled classes of a package of this module, with a descriptor for them. */
  Path ofPackage(String moduleName, Class<?> member) throws IOException {
    Path root = Path.of(location(member));
    String packagePath = member.getPackageName().replace('.', '/');
    Path home = Files.createDirectories(directory.resolve(moduleName));
    Path classes = home.resolve("classes");
    Path target = Files.createDirectories(classes.resolve(packagePath));
    try (Stream<Path> members = Files.list(root.resolve(packagePath))) {
      for (Path file : members.toList()) {
        Files.copy(file, target.resolve(file.getFileName().toString()));
      }
    }
    String descriptor = "module " + moduleName + " { requires io.github.pagelock; }";
    return compile(moduleName, Map.of("module-info.java", descriptor), Map.of());
  }

  /** The jar, or the directory of classes, that a class was loaded from. */
  static String location(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
  }

  static String join(List<Path> paths) {
    return paths.stream().map(Path::toString).collect(Collectors.joining(":"));
  }

  private static Path write(Path root, Map.Entry<String, String> file) throws IOException {
    Path path = root.resolve(file.getKey());
    Files.createDirectories(Objects.requireNonNull(path.getParent()));
    return Files.writeString(path, file.getValue());
  }

  private static Path pack(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      files.filter(Files::isRegularFile).sorted().forEach(file -> add(packed, classes, file));
    }
    return jar;
  }

  private static void add(JarOutputStream jar, Path root, Path file) {
    try {
      jar.putNextEntry(new JarEntry(root.relativize(file).toString()));
      Files.copy(file, jar);
      jar.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
