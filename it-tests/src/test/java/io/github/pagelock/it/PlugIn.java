package io.github.pagelock.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A provider to be compiled: it locks nothing, and goes wrong where it is told to.
 *
 * @param name its name, of letters only
 * @param priority its priority
 * @param constructor statements of its constructor
 * @param availability statements of availability()
 */
record PlugIn(String name, int priority, String constructor, String availability) {
  private static final String SERVICE = "io.github.pagelock.spi.PageLockProvider";

  static PlugIn available(String name, int priority) {
    return new PlugIn(name, priority, "", "return Availability.available();");
  }

  static PlugIn unavailable(String name, int priority, String reason) {
    return new PlugIn(name, priority, "", "return Availability.unavailable(\"" + reason + "\");");
  }

  PlugIn withConstructor(String statements) {
    return new PlugIn(name, priority, statements, availability);
  }

  PlugIn withAvailability(String statements) {
    return new PlugIn(name, priority, constructor, statements);
  }

  String implementation() {
    return "plugin." + name + ".Provider";
  }

  Path jar(JarMaker maker) throws IOException {
    return maker.compile(
        name,
        Map.of("module-info.java", descriptor(), "plugin/" + name + "/Provider.java", source()),
        Map.of("META-INF/services/" + SERVICE, implementation() + "\n"));
  }

  /** A jar whose services file names a class that is not there. */
  static Path jarThatNamesAMissingClass(JarMaker maker, String missing) throws IOException {
    return maker.compile(
        "missing",
        Map.of("module-info.java", "module plugin.missing { }"),
        Map.of("META-INF/services/" + SERVICE, missing + "\n"));
  }

  private String descriptor() {
    return "module plugin."
        + name
        + " { requires io.github.pagelock; provides "
        + SERVICE
        + " with "
        + implementation()
        + "; }";
  }

  private String source() {
    return """
        package plugin.NAME;

        import io.github.pagelock.spi.Availability;
        import io.github.pagelock.spi.PageLockProvider;
        import io.github.pagelock.spi.PageOperations;

        public final class Provider implements PageLockProvider, PageOperations {
          public Provider() { CONSTRUCTOR }
          public String name() { return "NAME"; }
          public int priority() { return PRIORITY; }
          public Availability availability() { AVAILABILITY }
          public PageOperations open() { return this; }
          public String domain() { return "NAME"; }
          public int pageSize() { return 64 << 10; }
          public void lock(long address, long byteCount) {}
          public void unlock(long address, long byteCount) {}
        }
        """
        .replace("NAME", name)
        .replace("PRIORITY", Integer.toString(priority))
        .replace("CONSTRUCTOR", constructor)
        .replace("AVAILABILITY", availability);
  }
}
