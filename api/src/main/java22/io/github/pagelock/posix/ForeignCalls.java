package io.github.pagelock.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's foreign-function API.
 *
 * <p>No call is critical ({@code Linker.Option.critical}): each takes the kernel's lock of the
 * address space, for which it may wait, and the collector would wait with it.
 */
@SuppressWarnings("restricted") // to call C is what this is for
final class ForeignCalls implements Ffm {
  private static final Charset FILE_NAMES =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  /** Made with this class: later nothing may be loaded any more (X5). */
  private static final Copy NONE = new NoCopy();

  private final SymbolLookup symbols;

  private ForeignCalls(SymbolLookup symbols) {
    this.symbols = symbols;
  }

  /** The functions of a library; null: of those that the process has loaded. */
  static Ffm open(@Nullable Path library) {
    Linker linker = linker();
    return new ForeignCalls(library == null ? linker.defaultLookup() : symbols(library));
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
      MemorySegment.NULL.reinterpret(0);
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

  /** Takes the address of a function, the state of the thread, and so many words. */
  static MethodHandle linked(int words) {
    MemoryLayout[] parameters = new MemoryLayout[words];
    Arrays.fill(parameters, ValueLayout.JAVA_LONG);
    return Linker.nativeLinker()
        .downcallHandle(FunctionDescriptor.of(ValueLayout.JAVA_LONG, parameters), options());
  }

  /**
   * On PowerPC a variadic function may put its words into memory that its caller has to have for
   * them; one that is not variadic does not care.
   */
  private static Linker.Option[] options() {
    Linker.Option errno = Linker.Option.captureCallState("errno");
    return System.getProperty("os.arch", "").startsWith("ppc64")
        ? new Linker.Option[] {errno, Linker.Option.firstVariadicArg(1)}
        : new Linker.Option[] {errno};
  }

  @Override
  public boolean has(String name) {
    return symbols.find(name).isPresent();
  }

  @Override
  public Function function(String name) {
    return new ForeignFunction(name, symbols.find(name).orElse(null));
  }

  @Override
  public int errno() {
    return CallState.errno();
  }

  @Override
  public Copy copyOf(byte @Nullable [] array) {
    return array == null ? NONE : new ForeignCopy(MemorySegment.ofArray(array));
  }

  @Override
  public Copy copyOf(int[] array) {
    return new ForeignCopy(MemorySegment.ofArray(array));
  }

  @Override
  public Copy copyOf(long @Nullable [] array) {
    return array == null ? NONE : new ForeignCopy(MemorySegment.ofArray(array));
  }

  @Override
  public Copy copyOf(String text) {
    byte[] bytes = text.getBytes(FILE_NAMES);
    return copyOf(Arrays.copyOf(bytes, bytes.length + 1));
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
  @SuppressWarnings("ReachabilityFenceUsage") // it is there to be captured
  public ByteBuffer bufferOf(long address, int byteCount) {
    ByteBuffer[] buffer = new ByteBuffer[1];
    buffer[0] =
        MemorySegment.ofAddress(address)
            .reinterpret(byteCount, Arena.ofShared(), end -> Reference.reachabilityFence(buffer))
            .asByteBuffer();
    return buffer[0];
  }

  @Override
  public String stringAt(long address) {
    return MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
  }
}
