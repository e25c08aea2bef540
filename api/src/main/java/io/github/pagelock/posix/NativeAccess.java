package io.github.pagelock.posix;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.LockFailure;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A C library bound by one of the bridges, or the reason why it could not be. Keep it: a class
 * whose initialization failed stays failed, and only the first error says why.
 *
 * <p>The JDK's own foreign-function API ({@code ffm}) is used where it is there, Java 22 and later;
 * else JNA ({@code jna}). {@link #BRIDGE_PROPERTY} names one of them, and is obeyed or is an error.
 *
 * @param <L> the calls of the library
 */
public final class NativeAccess<L> {
  /** The system property that names the bridge to use: {@value}. */
  public static final String BRIDGE_PROPERTY = "io.github.pagelock.bridge";

  private static final String FFM = "ffm";
  private static final String JNA = "jna";

  private final @Nullable L library;
  private final Availability availability;

  private NativeAccess(@Nullable L library, Availability availability) {
    this.library = library;
    this.availability = availability;
  }

  /**
   * Binds a library.
   *
   * @param <L> the calls of the library
   * @param provider whose class loader finds JNA
   * @param byFfm binds it by {@link Ffm}
   * @param byJna binds it by JNA; linked only if it is called
   * @return the library or the reason
   */
  public static <L> NativeAccess<L> load(Class<?> provider, Supplier<L> byFfm, Supplier<L> byJna) {
    String wanted = System.getProperty(BRIDGE_PROPERTY, "");
    return switch (wanted) {
      case "" -> whatThereIs(provider, byFfm, byJna);
      case FFM -> attempt(byFfm, FFM + ": " + wantedBy(wanted));
      case JNA -> attempt(() -> jna(provider).bind(provider, byJna), JNA + ": " + wantedBy(wanted));
      default ->
          unavailable(BRIDGE_PROPERTY + "=" + wanted + " names no bridge: " + FFM + " or " + JNA);
    };
  }

  private static String wantedBy(String bridge) {
    return BRIDGE_PROPERTY + "=" + bridge + " says so";
  }

  private static <L> NativeAccess<L> whatThereIs(
      Class<?> provider, Supplier<L> byFfm, Supplier<L> byJna) {
    String notFfm;
    try {
      String how = FFM + ": Java " + Runtime.version().feature() + " calls C by itself";
      return new NativeAccess<>(byFfm.get(), Availability.available(how));
    } catch (CannotCallException known) {
      notFfm = String.valueOf(known.getMessage());
      if (known.isFinal()) {
        return unavailable(notFfm);
      }
    } catch (VirtualMachineError outOfMemory) {
      throw outOfMemory;
    } catch (Error | RuntimeException e) {
      notFfm = notBound(e);
    }
    NativeAccess<L> jna = attempt(() -> jna(provider).bind(provider, byJna), JNA + ": " + notFfm);
    return jna.library != null ? jna : unavailable(jna.availability.reason() + " (" + notFfm + ")");
  }

  private static Bridge jna(Class<?> provider) {
    Iterator<Bridge> found = ServiceLoader.load(Bridge.class, provider.getClassLoader()).iterator();
    try {
      while (found.hasNext()) {
        Bridge bridge = found.next();
        if (bridge.name().equals(JNA)) {
          return bridge;
        }
      }
    } catch (ServiceConfigurationError broken) {
      throw new CannotCallException("JNA's bridge cannot be loaded: " + broken.getMessage());
    }
    throw new CannotCallException(
        "JNA's bridge is not there: add io.github.pagelock:pagelock-jna, which brings JNA");
  }

  private static <L> NativeAccess<L> attempt(Supplier<L> binding, String how) {
    try {
      return new NativeAccess<>(binding.get(), Availability.available(how));
    } catch (VirtualMachineError outOfMemory) {
      throw outOfMemory;
    } catch (CannotCallException known) {
      return unavailable(String.valueOf(known.getMessage()));
    } catch (Error | RuntimeException e) {
      return unavailable(notBound(e));
    }
  }

  private static String notBound(Throwable failure) {
    return "the C library cannot be bound: " + failure;
  }

  private static <L> NativeAccess<L> unavailable(String reason) {
    return new NativeAccess<>(null, Availability.unavailable(reason));
  }

  /**
   * Whether the library is bound.
   *
   * @return available, and by which bridge and why; or why not and what to do about it
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
