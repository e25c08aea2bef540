package io.github.pagelock.secrets;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLocker;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A class loader that goes away takes the classes of this module with it. */
class ClassLoaderTest {
  private final FakeMachine machine = new FakeMachine();

  /** What an application does before it is undeployed; it loses a secret, too. */
  static final class Application implements Consumer<PageLocker> {
    @Override
    public void accept(PageLocker locker) {
      try (SecretPool pool = SecretPool.builder().locker(locker).build()) {
        Secret secret = pool.copy(new byte[] {1});
        pool.copy(new byte[] {2});
        assertTrue(secret.<Byte>apply(bytes -> bytes.get(0)) == 1);
        Secret other = pool.copy(new byte[10_000]);
        other.use(bytes -> secret.use(same -> assertTrue(same.get(0) == 1)));
      }
    }
  }

  /** Has the module's classes for itself. */
  private static final class Own extends URLClassLoader {
    Own() {
      super(
          new URL[] {code(Secret.class), code(ClassLoaderTest.class)},
          ClassLoaderTest.class.getClassLoader());
    }

    private static URL code(Class<?> type) {
      return type.getProtectionDomain().getCodeSource().getLocation();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded == null && name.startsWith("io.github.pagelock.secrets.")) {
          loaded = findClass(name);
        }
        return loaded == null ? super.loadClass(name, resolve) : loaded;
      }
    }
  }

  private WeakReference<ClassLoader> deploy() throws Exception {
    try (Own loader = new Own()) {
      Class<?> application = loader.loadClass(Application.class.getName());
      assertNotSame(Application.class, application);
      var constructor = application.getDeclaredConstructor();
      constructor.setAccessible(true);
      @SuppressWarnings("unchecked")
      Consumer<PageLocker> instance = (Consumer<PageLocker>) constructor.newInstance();
      instance.accept(machine.locker);
      return new WeakReference<>(loader);
    }
  }

  @Test
  @Timeout(120)
  void itsClassLoaderCanBeCollected() throws Exception {
    WeakReference<ClassLoader> loader = deploy();
    while (loader.get() != null) {
      System.gc();
      Thread.sleep(10);
    }
  }
}
