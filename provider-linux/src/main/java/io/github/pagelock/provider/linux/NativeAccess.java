package io.github.pagelock.provider.linux;

import io.github.pagelock.provider.linux.jna.JnaLibC;
import io.github.pagelock.provider.linux.jna.LibC;
import io.github.pagelock.spi.Availability;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Loads JNA, once: a class whose initialization failed stays failed, and only the first error says
 * why.
 *
 * @param libc the C library, or null if JNA cannot be loaded
 * @param availability whether it could be, or why not
 */
record NativeAccess(@Nullable LibC libc, Availability availability) {
  private static final System.Logger LOG = System.getLogger("io.github.pagelock.provider.linux");

  static NativeAccess get() {
    return Holder.LOADED;
  }

  private static NativeAccess load() {
    JnaCopies copies = JnaCopies.find(NativeAccess.class.getClassLoader());
    if (copies.isAmbiguous()) {
      LOG.log(Level.WARNING, copies.describe());
    }
    try {
      return new NativeAccess(JnaLibC.load(), Availability.available());
    } catch (VirtualMachineError outOfMemory) {
      throw outOfMemory;
    } catch (Error | RuntimeException e) {
      String reason = JnaFailure.ofThisProcess(copies).explain(e);
      return new NativeAccess(null, Availability.unavailable(reason));
    }
  }

  private static final class Holder {
    static final NativeAccess LOADED = load();
  }
}
