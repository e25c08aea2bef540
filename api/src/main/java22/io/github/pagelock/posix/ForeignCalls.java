package io.github.pagelock.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's foreign-function API.
 *
 * <p>No call is critical ({@code Linker.Option.critical}): each takes the kernel's lock of the
 * address space, for which it may wait, and the collector would wait with it.
 */
@SuppressWarnings("restricted") // to call C is what this is for
final class ForeignCalls implements Ffm {
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      MethodHandles.insertCoordinates(
          STATE.varHandle(MemoryLayout.PathElement.groupElement("errno")), 1, 0L);

  /** A thread's own: another's call in between would change it. */
  private static final ThreadLocal<MemorySegment> STATE_OF_THREAD =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

  private static final Charset FILE_NAMES =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  private final Linker linker;
  private final SymbolLookup symbols;

  private ForeignCalls(Linker linker, SymbolLookup symbols) {
    this.linker = linker;
    this.symbols = symbols;
  }

  /** The functions of a library; null: of those that the process has loaded. */
  static Ffm open(@Nullable Path library) {
    Linker linker = linker();
    return new ForeignCalls(linker, library == null ? linker.defaultLookup() : symbols(library));
  }

  private static SymbolLookup symbols(Path library) {
    try {
      return SymbolLookup.libraryLookup(library, Arena.global());
    } catch (IllegalArgumentException notThere) {
      CannotCallException reason =
          CannotCallException.inAnyWay(
              "the system's library cannot be loaded (" + notThere.getMessage() + ")");
      reason.initCause(notThere);
      throw reason;
    }
  }

  private static Linker linker() {
    Linker linker;
    try {
      linker = Linker.nativeLinker();
    } catch (UnsupportedOperationException notHere) {
      throw new CannotCallException("this JVM cannot call C by itself: " + notHere.getMessage());
    }
    try {
      // A restricted method, of something harmless: tells whether the JVM forbids them.
      linker.downcallHandle(FunctionDescriptor.ofVoid());
    } catch (IllegalCallerException denied) {
      throw denied(denied);
    }
    return linker;
  }

  private static CannotCallException denied(IllegalCallerException denied) {
    Module module = ForeignCalls.class.getModule();
    CannotCallException reason =
        CannotCallException.inAnyWay(
            "the JVM forbids native access: start it with --enable-native-access="
                + (module.isNamed() ? module.getName() : "ALL-UNNAMED"));
    reason.initCause(denied);
    return reason;
  }

  @Override
  public boolean has(String name) {
    return symbols.find(name).isPresent();
  }

  @Override
  public MethodHandle errno(String name, Class<?> result, int fixed, Class<?>... parameters) {
    return capturing(name, result, fixed, parameters, "errnoOf", int.class);
  }

  @Override
  public MethodHandle orMinusErrno(String name, int fixed, Class<?>... parameters) {
    return capturing(name, int.class, fixed, parameters, "orMinusErrno", int.class);
  }

  @Override
  public MethodHandle longOrMinusErrno(String name, int fixed, Class<?>... parameters) {
    return capturing(name, long.class, fixed, parameters, "orMinusErrno", long.class);
  }

  @Override
  public MethodHandle orErrno(String name, Class<?>... parameters) {
    return capturing(name, int.class, NOT_VARIADIC, parameters, "orErrno", int.class);
  }

  @Override
  public MethodHandle plain(String name, Class<?> result, Class<?>... parameters) {
    Optional<MemorySegment> symbol = symbols.find(name);
    return symbol.isPresent()
        ? linker.downcallHandle(symbol.get(), descriptor(result, parameters))
        : missing(name, result, parameters);
  }

  private MethodHandle capturing(
      String name,
      Class<?> result,
      int fixed,
      Class<?>[] parameters,
      String filter,
      Class<?> filtered) {
    Optional<MemorySegment> symbol = symbols.find(name);
    if (symbol.isEmpty()) {
      return missing(name, filtered, parameters);
    }
    Linker.Option capture = Linker.Option.captureCallState("errno");
    Linker.Option[] options =
        fixed != NOT_VARIADIC
            ? new Linker.Option[] {capture, Linker.Option.firstVariadicArg(fixed)}
            : new Linker.Option[] {capture};
    // (state, parameters...) and, behind it, the same state for what reads errno of it.
    MethodHandle call =
        linker.downcallHandle(symbol.get(), descriptor(result, parameters), options);
    MethodHandle read = find(filter, MethodType.methodType(filtered, result, MemorySegment.class));
    MethodHandle twice = MethodHandles.collectArguments(read, 0, call);
    int[] order = IntStream.rangeClosed(0, parameters.length + 1).toArray();
    order[parameters.length + 1] = 0;
    MethodHandle once =
        MethodHandles.permuteArguments(twice, call.type().changeReturnType(filtered), order);
    MethodHandle state = find("stateOfThread", MethodType.methodType(MemorySegment.class));
    return MethodHandles.collectArguments(once, 0, state);
  }

  private static FunctionDescriptor descriptor(Class<?> result, Class<?>[] parameters) {
    return FunctionDescriptor.of(
        layout(result),
        Stream.of(parameters).map(ForeignCalls::layout).toArray(MemoryLayout[]::new));
  }

  private static MemoryLayout layout(Class<?> type) {
    if (type == int.class) {
      return ValueLayout.JAVA_INT;
    }
    if (type == long.class) {
      return ValueLayout.JAVA_LONG;
    }
    throw new IllegalArgumentException("no type of C is meant by " + type);
  }

  private static MethodHandle missing(String name, Class<?> result, Class<?>[] parameters) {
    MethodHandle thrower =
        find("throwMissing", MethodType.methodType(void.class, String.class)).bindTo(name);
    MethodHandle typed = MethodHandles.filterReturnValue(thrower, MethodHandles.zero(result));
    return MethodHandles.dropArguments(typed, 0, Arrays.asList(parameters));
  }

  private static MethodHandle find(String name, MethodType type) {
    try {
      return MethodHandles.lookup().findStatic(ForeignCalls.class, name, type);
    } catch (ReflectiveOperationException ours) {
      throw new LinkageError(name, ours);
    }
  }

  // From here on what the method handles above find by name.

  static MemorySegment stateOfThread() {
    return STATE_OF_THREAD.get();
  }

  static int errnoOf(int returned, MemorySegment state) {
    return returned == -1 ? (int) ERRNO.get(state) : 0;
  }

  static int errnoOf(long returned, MemorySegment state) {
    return returned == -1 ? (int) ERRNO.get(state) : 0;
  }

  static int orErrno(int returned, MemorySegment state) {
    return returned == -1 ? (int) ERRNO.get(state) : returned;
  }

  static int orMinusErrno(int returned, MemorySegment state) {
    return returned == -1 ? -(int) ERRNO.get(state) : returned;
  }

  static long orMinusErrno(long returned, MemorySegment state) {
    return returned == -1 ? -(int) ERRNO.get(state) : returned;
  }

  static void throwMissing(String name) {
    throw new UnsatisfiedLinkError("the C library has no " + name);
  }

  @Override
  public int withBytes(byte @Nullable [] array, Call call) {
    return array == null ? with(call, 0) : withCopy(MemorySegment.ofArray(array), call);
  }

  @Override
  public int withInts(int[] array, Call call) {
    return withCopy(MemorySegment.ofArray(array), call);
  }

  @Override
  public int withLongs(long @Nullable [] array, Call call) {
    return array == null ? with(call, 0) : withCopy(MemorySegment.ofArray(array), call);
  }

  private static int withCopy(MemorySegment array, Call call) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(array.byteSize(), Long.BYTES).copyFrom(array);
      int result = with(call, copy.address());
      array.copyFrom(copy);
      return result;
    }
  }

  @Override
  public int withString(String text, Call call) {
    try (Arena arena = Arena.ofConfined()) {
      return with(call, arena.allocateFrom(text, FILE_NAMES).address());
    }
  }

  private static int with(Call call, long address) {
    try {
      return call.with(address);
    } catch (Throwable thrown) {
      throw Ffm.unchecked(thrown);
    }
  }

  @Override
  public long addressOf(ByteBuffer buffer) {
    return MemorySegment.ofBuffer(buffer.duplicate().clear()).address();
  }

  /**
   * MemorySegment.ofBuffer keeps what the buffer's segment lives in, not the buffer: so that is an
   * arena, never closed, that keeps the buffer.
   */
  @Override
  public ByteBuffer bufferOf(long address, int byteCount) {
    ByteBuffer[] buffer = new ByteBuffer[1];
    buffer[0] =
        MemorySegment.ofAddress(address)
            .reinterpret(byteCount, Arena.ofShared(), end -> Reference.reachabilityFence(buffer))
            .asByteBuffer();
    return buffer[0];
  }

  @Override
  public ByteBuffer bufferOf(long address, int byteCount) {
    return MemorySegment.ofAddress(address).reinterpret(byteCount).asByteBuffer();
  }

  @Override
  public String stringAt(long address) {
    return MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
  }
}
