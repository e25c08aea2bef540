package io.github.pagelock.it.webapp;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedMemory;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.files.ResidentDirectory;
import io.github.pagelock.files.ResidentFile;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Uses Pagelock when it is deployed, and does nothing when it is undeployed. The parameter {@code
 * leaves} names what it leaves.
 */
public final class Application implements ServletContextListener {
  /** Of the C library's heap: pages that stay mapped, and locked, when a buffer is freed. */
  private static final int BYTES = 16 << 10;

  private static final List<Object> LEFT = new ArrayList<>();

  /** Goes with this listener, long before the class loader. */
  @SuppressWarnings("unused")
  private @Nullable LockedRange mine;

  /** Made by the server. */
  public Application() {}

  @Override
  public void contextInitialized(ServletContextEvent event) {
    String leaves = String.valueOf(event.getServletContext().getInitParameter("leaves"));
    PageLocker system = PageLocker.system();
    system.lock(ByteBuffer.allocateDirect(1)).close();
    system.lock(MemoryRange.of(ByteBuffer.allocateDirect(BYTES)), LockMode.ON_FAULT).close();
    lockInTheBackground(system).close();
    try (PageLocker own = PageLocker.builder().workers(2).build()) {
      lockInTheBackground(own).close();
    }
    ResidentFile file = lockedFile();
    try (LockedMemory memory = system.allocate(BYTES)) {
      memory.use(buffer -> buffer.put(0, (byte) 1));
    }
    if (!leaves.contains("static")) {
      file.close();
    }
    if (leaves.contains("bean")) {
      system.registerMXBean("application");
    }
    if (leaves.contains("static")) {
      LEFT.add(file);
      LEFT.add(system.lock(ByteBuffer.allocateDirect(BYTES)));
      LEFT.add(system.allocate(BYTES));
      PageLocker open = PageLocker.builder().workers(2).build();
      LEFT.add(lockInTheBackground(open));
    }
    if (leaves.contains("followed")) {
      LEFT.add(followed((File) event.getServletContext().getAttribute(ServletContext.TEMPDIR)));
    }
    if (leaves.contains("field")) {
      mine = system.lock(ByteBuffer.allocateDirect(BYTES));
    }
  }

  private static ResidentFile lockedFile() {
    try {
      Path path = Files.createTempFile("application", null);
      Files.write(path, new byte[BYTES]);
      ResidentFile file = ResidentFile.lock(path);
      Files.delete(path);
      return file;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Its listener reaches what it is left in, as listeners do. */
  private static ResidentDirectory followed(File temporary) {
    try {
      Path directory = Files.createTempDirectory(temporary.toPath(), "followed");
      Files.write(directory.resolve("file"), new byte[BYTES]);
      return ResidentDirectory.of(directory).listener(LEFT::remove).follow();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static LockedRange lockInTheBackground(PageLocker locker) {
    PendingLock<LockedRange> pending = locker.lockAsync(ByteBuffer.allocateDirect(BYTES));
    try {
      return pending.completion().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }
}
