package io.github.pagelock.jna;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.LockFailure;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A C library bound through JNA, or the reason why it could not be. Keep it: a class whose
 * initialization failed stays failed, and only the first error says why.
 *
 * @param <L> the calls of the library
 */
public final class NativeAccess<L> {
  private static final System.Logger LOG = System.getLogger("io.github.pagelock.jna");
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  /** Why JNA failed first in this process, which the next provider is not told. */
  private static volatile String firstReason = "";

  private final @Nullable L library;
  private final Availability availability;

  private NativeAccess(@Nullable L library, Availability availability) {
    this.library = library;
    this.availability = availability;
  }

  /**
   * Loads JNA and binds a library. Warns, once in a process, of a second copy of JNA.
   *
   * @param <L> the calls of the library
   * @param provider whose class loader finds JNA
   * @param artifact the provider's, for the exclusion to write where there are two copies
   * @param binding binds the library; what it throws becomes the reason
   * @return the library or the reason
   */
  public static <L> NativeAccess<L> load(Class<?> provider, String artifact, Supplier<L> binding) {
    JnaCopies copies = JnaCopies.find(provider.getClassLoader(), artifact);
    if (copies.isAmbiguous() && WARNED.compareAndSet(false, true)) {
      LOG.log(Level.WARNING, copies.describe());
    }
    Thread thread = Thread.currentThread();
    ClassLoader context = thread.getContextClassLoader();
    try {
      // JNA's thread inherits it, and would keep an application's loader where JNA is the server's.
      thread.setContextClassLoader(null);
      return new NativeAccess<>(binding.get(), Availability.available());
    } catch (VirtualMachineError outOfMemory) {
      throw outOfMemory;
    } catch (Error | RuntimeException e) {
      return new NativeAccess<>(null, Availability.unavailable(reason(e, copies)));
    } finally {
      thread.setContextClassLoader(context);
    }
  }

  /**
   * Whether a class is never unloaded, as its loader is the JVM's own. JNA keeps what it maps
   * directly for ever, with its class loader: an application server would keep the application.
   *
   * @param type a provider's
   * @return false for one of a loader that an application may have made
   */
  public static boolean isPermanent(Class<?> type) {
    ClassLoader loader = ClassLoader.getSystemClassLoader();
    while (loader != null && loader != type.getClassLoader()) {
      loader = loader.getParent();
    }
    return loader == type.getClassLoader();
  }

  /** A second use of a class that failed to load says only that it failed before. */
  private static String reason(Throwable failure, JnaCopies copies) {
    if (JnaFailure.isRepeated(failure) && !firstReason.isEmpty()) {
      return firstReason;
    }
    String reason = JnaFailure.ofThisProcess(copies).explain(failure);
    firstReason = firstReason.isEmpty() ? reason : firstReason;
    return reason;
  }

  /**
   * Whether the library is bound.
   *
   * @return available, or why not and what to do about it
   */
  public Availability availability() {
    return availability;
  }

  /**
   * The library.
   *
   * @return the bound calls
   * @throws PageLockException UNSUPPORTED if they could not be bound
   */
  public L library() {
    if (library == null) {
      throw unsupported(availability.reason());
    }
    return library;
  }

  /**
   * Why a JVM cannot run a provider whose addresses have 64 bits.
   *
   * @param dataModel the JVM's bits, as {@code sun.arch.data.model} tells; may be empty
   * @return a sentence; empty if it can
   */
  public static String unsuitable(String dataModel) {
    return dataModel.isEmpty() || dataModel.equals("64")
        ? ""
        : "this is a " + dataModel + "-bit JVM; use a 64-bit one";
  }

  /**
   * Lets only a provider open that is available.
   *
   * @param availability the provider's
   * @throws PageLockException UNSUPPORTED if it is not
   */
  public static void require(Availability availability) {
    if (!availability.isAvailable()) {
      throw unsupported(availability.reason());
    }
  }

  /**
   * What opening a provider throws that is not available.
   *
   * @param reason why not
   * @return an exception to throw
   */
  public static PageLockException unsupported(String reason) {
    return LockFailure.of(Reason.UNSUPPORTED, "open", 0, 0).because(reason).build();
  }
}
