package io.github.pagelock.provider.linux.worstday;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;

/**
 * Loads the library, the provider and the rounds once more, the library's classes with faults.
 * {@link Faults} and what it needs, JNA and the JDK come from above.
 */
final class FaultLoader extends ClassLoader {
  private static final String LIBRARY = "io.github.pagelock.";
  private static final Set<String> SHARED =
      Set.of(Faults.class.getName(), FaultPlan.class.getName(), FailingThread.class.getName());

  private final Sabotage sabotage;

  FaultLoader(ClassLoader parent, Sabotage sabotage) {
    super(parent);
    this.sabotage = sabotage;
  }

  /** Classes of the user API, the SPI and the engine; providers fail where they are called. */
  static boolean fails(String className) {
    String rest = className.substring(LIBRARY.length());
    return rest.startsWith("internal.") || rest.startsWith("spi.") || rest.indexOf('.') < 0;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(LIBRARY) || SHARED.contains(name)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known != null ? known : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] code;
    try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (file == null) {
        throw new ClassNotFoundException(name);
      }
      code = file.readAllBytes();
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
    if (fails(name)) {
      code = failing(code);
    }
    return defineClass(name, code, 0, code.length, FaultLoader.class.getProtectionDomain());
  }

  private byte[] failing(byte[] code) {
    ClassReader reader = new ClassReader(code);
    // What is inserted branches nowhere but in the sabotage, which brings its frame.
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    ClassVisitor faults = new FaultWriter(writer);
    reader.accept(sabotage.of(reader.getClassName(), faults), 0);
    return writer.toByteArray();
  }
}
