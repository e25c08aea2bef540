package io.github.pagelock.posix;

import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Calls C by the JDK's foreign-function API, which is final since Java 22; the signatures are those
 * of Java 17. Pointers and size_t are {@code long}. Safe for use by several threads: each has an
 * errno of its own.
 */
public interface Ffm {
  /** Of a function that takes as many arguments as its header says. */
  int NOT_VARIADIC = -1;

  /** Calls a function with an address. */
  @FunctionalInterface
  interface Call {
    /**
     * Calls.
     *
     * @param address of native memory that is there for the call only
     * @return what the function does
     * @throws Throwable as a MethodHandle may
     */
    int with(long address) throws Throwable;
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
   * A function that returns -1 where it fails, and leaves errno.
   *
   * @param name its symbol; one that is missing throws UnsatisfiedLinkError when it is called
   * @param result what it returns, int.class or long.class
   * @param fixed how many parameters are not variadic, or {@link #NOT_VARIADIC}
   * @param parameters int.class or long.class
   * @return takes the parameters, and returns 0 or errno as an int
   */
  MethodHandle errno(String name, Class<?> result, int fixed, Class<?>... parameters);

  /**
   * A function that returns an int, or -1 where it fails, and leaves errno.
   *
   * @param name its symbol; one that is missing throws UnsatisfiedLinkError when it is called
   * @param fixed how many parameters are not variadic, or {@link #NOT_VARIADIC}
   * @param parameters int.class or long.class
   * @return takes the parameters, and returns the int, or minus errno
   */
  MethodHandle orMinusErrno(String name, int fixed, Class<?>... parameters);

  /**
   * As {@link #orMinusErrno}, of a function that returns a long or a pointer, or -1.
   *
   * @param name its symbol; one that is missing throws UnsatisfiedLinkError when it is called
   * @param fixed how many parameters are not variadic, or {@link #NOT_VARIADIC}
   * @param parameters int.class or long.class
   * @return takes the parameters, and returns the long, or minus errno
   */
  MethodHandle longOrMinusErrno(String name, int fixed, Class<?>... parameters);

  /**
   * A function that returns an errno itself, or -1 where it fails, and leaves errno.
   *
   * @param name its symbol; one that is missing throws UnsatisfiedLinkError when it is called
   * @param parameters int.class or long.class
   * @return takes the parameters, and returns the int, or errno
   */
  MethodHandle orErrno(String name, Class<?>... parameters);

  /**
   * A function that cannot fail.
   *
   * @param name its symbol; one that is missing throws UnsatisfiedLinkError when it is called
   * @param result what it returns
   * @param parameters int.class or long.class
   * @return takes the parameters, and returns what it does
   */
  MethodHandle plain(String name, Class<?> result, Class<?>... parameters);

  /**
   * Calls with a copy of an array, and takes back what the function has written there.
   *
   * @param array what C is to see; 0 stands for one that is null
   * @param call with its address
   * @return what the call does
   */
  int withBytes(byte @Nullable [] array, Call call);

  /**
   * As {@link #withBytes}.
   *
   * @param array what C is to see
   * @param call with its address
   * @return what the call does
   */
  int withInts(int[] array, Call call);

  /**
   * As {@link #withBytes}.
   *
   * @param array what C is to see; 0 stands for one that is null
   * @param call with its address
   * @return what the call does
   */
  int withLongs(long @Nullable [] array, Call call);

  /**
   * Calls with a string of C, encoded as the JVM encodes file names.
   *
   * @param text without a character of value 0
   * @param call with its address
   * @return what the call does
   */
  int withString(String text, Call call);

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
   * @return a direct buffer, big-endian
   */
  ByteBuffer bufferOf(long address, int byteCount);

  /**
   * Reads a string of C.
   *
   * @param address of its first byte
   * @return the text, of UTF-8
   */
  String stringAt(long address);

  /**
   * What invoking a function throws, which is never checked.
   *
   * @param thrown by invokeExact
   * @return nothing: it throws
   */
  static RuntimeException unchecked(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    throw new AssertionError(thrown);
  }
}
