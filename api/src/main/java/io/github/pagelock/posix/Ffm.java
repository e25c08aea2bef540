package io.github.pagelock.posix;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Calls C by the JDK's foreign-function API, which is final since Java 22; the signatures are those
 * of Java 17. Safe for use by several threads: each has an errno of its own.
 */
public interface Ffm {
  /**
   * A function of C. Each argument is a word: a pointer, a size_t, or an int, extended by its sign
   * as the ABIs of 64 bits want it.
   *
   * <p>Six words are passed whatever the function takes, in registers that the caller gives up
   * anyway: one that takes fewer does not look at the others. A variadic function may be called so
   * on Linux and on FreeBSD, not on macOS, where its arguments lie elsewhere.
   */
  @FunctionalInterface
  interface Function {
    /**
     * Calls.
     *
     * @param a the first word
     * @param b the second
     * @param c the third
     * @param d the fourth
     * @param e the fifth
     * @param f the sixth
     * @return what the function does, a word; of an int the lower half counts
     * @throws UnsatisfiedLinkError if the library lacks it
     */
    long word(long a, long b, long c, long d, long e, long f);

    /**
     * Calls.
     *
     * @return what the function does, an int or what fits into one
     */
    default int call() {
      return (int) word(0, 0, 0, 0, 0, 0);
    }

    /**
     * Calls.
     *
     * @param a the first word
     * @return what the function does, an int or what fits into one
     */
    default int call(long a) {
      return (int) word(a, 0, 0, 0, 0, 0);
    }

    /**
     * Calls.
     *
     * @param a the first word
     * @param b the second
     * @return what the function does, an int or what fits into one
     */
    default int call(long a, long b) {
      return (int) word(a, b, 0, 0, 0, 0);
    }

    /**
     * Calls.
     *
     * @param a the first word
     * @param b the second
     * @param c the third
     * @return what the function does, an int or what fits into one
     */
    default int call(long a, long b, long c) {
      return (int) word(a, b, c, 0, 0, 0);
    }

    /**
     * Calls.
     *
     * @param a the first word
     * @param b the second
     * @param c the third
     * @param d the fourth
     * @return what the function does, an int or what fits into one
     */
    default int call(long a, long b, long c, long d) {
      return (int) word(a, b, c, d, 0, 0);
    }

    /**
     * Calls.
     *
     * @param a the first word
     * @param b the second
     * @param c the third
     * @param d the fourth
     * @param e the fifth
     * @return what the function does, an int or what fits into one
     */
    default int call(long a, long b, long c, long d, long e) {
      return (int) word(a, b, c, d, e, 0);
    }

    /**
     * Calls.
     *
     * @param a the first word
     * @param b the second
     * @param c the third
     * @param d the fourth
     * @param e the fifth
     * @param f the sixth
     * @return what the function does, an int or what fits into one
     */
    default int call(long a, long b, long c, long d, long e, long f) {
      return (int) word(a, b, c, d, e, f);
    }
  }

  /** A copy in native memory of what C is to see; closing it takes back what C has written. */
  interface Copy extends AutoCloseable {
    /**
     * Where it is.
     *
     * @return the address of its byte 0; 0 if there was nothing to copy
     */
    long address();

    @Override
    void close();
  }

  /**
   * The C library that this process has loaded already.
   *
   * @return its functions
   * @throws CannotCallException if this JVM cannot call C so
   */
  static Ffm ofProcess() {
    return Foreign.open(null);
  }

  /**
   * Loads another library, for ever.
   *
   * @param library a shared library
   * @return its functions
   * @throws CannotCallException if this JVM cannot call C so
   */
  static Ffm ofLibrary(Path library) {
    return Foreign.open(library);
  }

  /**
   * Whether a function is there.
   *
   * @param name its symbol
   * @return false if no such symbol is visible
   */
  boolean has(String name);

  /**
   * A function, bound: calling it loads nothing any more (X5).
   *
   * @param name its symbol; one that is missing throws when it is called
   * @return to be called
   */
  Function function(String name);

  /**
   * The errno of this thread's last call.
   *
   * @return what it was right behind the call; nothing that counts if the call did not fail
   */
  int errno();

  /**
   * The errno of a call.
   *
   * @param returned what this thread's last call has returned: -1 where it failed
   * @return 0 or errno
   */
  default int errnoOf(int returned) {
    return returned == -1 ? errno() : 0;
  }

  /**
   * As {@link #errnoOf}, for a call that returns a number.
   *
   * @param returned what this thread's last call has returned: -1 where it failed
   * @return the number, or minus errno
   */
  default int orMinusErrno(int returned) {
    return returned == -1 ? -errno() : returned;
  }

  /**
   * Copies an array.
   *
   * @param array what C is to see; may be null
   * @return for this thread, to be closed
   */
  Copy copyOf(byte @Nullable [] array);

  /**
   * Copies an array.
   *
   * @param array what C is to see
   * @return for this thread, to be closed
   */
  Copy copyOf(int[] array);

  /**
   * Copies an array.
   *
   * @param array what C is to see; may be null
   * @return for this thread, to be closed
   */
  Copy copyOf(long @Nullable [] array);

  /**
   * Makes a string of C, encoded as the JVM encodes file names.
   *
   * @param text without a character of value 0
   * @return for this thread, to be closed
   */
  Copy copyOf(String text);

  /**
   * Where a direct buffer's memory is.
   *
   * @param buffer a direct buffer, which is to stay reachable
   * @return the address of its byte 0
   */
  long addressOf(ByteBuffer buffer);

  /**
   * Makes a buffer of memory, which it neither keeps nor frees. Its slices and duplicates, and
   * memory segments of them, keep it reachable.
   *
   * @param address of its byte 0
   * @param byteCount bytes
   * @return a direct buffer, big-endian, a new one each time
   */
  ByteBuffer bufferOf(long address, int byteCount);

  /**
   * Reads a string of C.
   *
   * @param address of its first byte
   * @return the text, of UTF-8
   */
  String stringAt(long address);
}
