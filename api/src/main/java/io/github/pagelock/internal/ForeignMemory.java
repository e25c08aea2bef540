package io.github.pagelock.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of an address tells of the memory there: whether it is on the heap, and whether
 * its arena is closed. Arenas and memory segments came with Java 22.
 */
public final class ForeignMemory {
  private static final @Nullable Class<?> SEGMENT = type("MemorySegment");
  private static final @Nullable Class<?> ARENA = type("Arena");
  private static final @Nullable Class<?> SCOPE = type("MemorySegment$Scope");
  private static final @Nullable MethodHandle IS_NATIVE =
      method(SEGMENT, "isNative", boolean.class);
  private static final @Nullable MethodHandle SEGMENT_SCOPE = method(SEGMENT, "scope", SCOPE);
  private static final @Nullable MethodHandle ARENA_SCOPE = method(ARENA, "scope", SCOPE);
  private static final @Nullable MethodHandle IS_ALIVE = method(SCOPE, "isAlive", boolean.class);

  private static final @Nullable MethodHandle SLICE =
      method(SEGMENT, "asSlice", SEGMENT, long.class, long.class);
  private static final @Nullable MethodHandle BUFFER =
      method(SEGMENT, "asByteBuffer", ByteBuffer.class);

  private ForeignMemory() {}

  /**
   * Whether what was taken for an address is an offset in something on the heap.
   *
   * @param owner what was given with the address, or null
   * @param address as given
   * @return true for a heap segment, and for an array or heap buffer that is longer than the
   *     address
   */
  public static boolean isOnHeap(@Nullable Object owner, long address) {
    if (owner == null) {
      return false;
    }
    if (owner instanceof Buffer buffer) {
      return !buffer.isDirect() && isOffset(address, buffer.capacity());
    }
    if (owner.getClass().isArray()) {
      boolean isPrimitive = owner.getClass().getComponentType().isPrimitive();
      return isPrimitive && isOffset(address, Array.getLength(owner));
    }
    return isA(SEGMENT, owner) && IS_NATIVE != null && !(boolean) call(IS_NATIVE, owner);
  }

  private static boolean isOffset(long address, long elements) {
    return address >= 0 && address < elements * Long.BYTES;
  }

  /**
   * Whether the memory is gone. Any thread may ask.
   *
   * @param owner what was given with an address, or null
   * @return true for a closed arena, and for a segment of one
   */
  public static boolean isClosed(@Nullable Object owner) {
    MethodHandle scopeOf =
        isA(SEGMENT, owner) ? SEGMENT_SCOPE : isA(ARENA, owner) ? ARENA_SCOPE : null;
    return owner != null
        && scopeOf != null
        && IS_ALIVE != null
        && !(boolean) call(IS_ALIVE, call(scopeOf, owner));
  }

  /**
   * A buffer of no byte of a segment: whether it may be accessed is whether the segment may.
   *
   * @param owner what was given with an address, or null
   * @return null if it is no native segment
   */
  public static @Nullable ByteBuffer nothingOf(@Nullable Object owner) {
    if (owner == null || !isA(SEGMENT, owner) || SLICE == null || BUFFER == null) {
      return null;
    }
    try {
      return (ByteBuffer) BUFFER.invoke(SLICE.invoke(owner, 0L, 0L));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static boolean isA(@Nullable Class<?> type, @Nullable Object owner) {
    return type != null && type.isInstance(owner);
  }

  private static Object call(MethodHandle method, Object subject) {
    try {
      return method.invoke(subject);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static @Nullable Class<?> type(String name) {
    try {
      return Class.forName("java.lang.foreign." + name);
    } catch (ClassNotFoundException before22) {
      return null;
    }
  }

  private static @Nullable MethodHandle method(
      @Nullable Class<?> type, String name, @Nullable Class<?> result, Class<?>... parameters) {
    if (type == null || result == null) {
      return null;
    }
    try {
      return MethodHandles.publicLookup()
          .findVirtual(type, name, MethodType.methodType(result, parameters));
    } catch (ReflectiveOperationException unknown) {
      return null;
    }
  }
}
