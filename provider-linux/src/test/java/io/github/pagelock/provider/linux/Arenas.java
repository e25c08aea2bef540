package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assumptions.abort;

import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/** An arena and a file that it maps, which the Java that these tests are compiled for lacks. */
final class Arenas implements AutoCloseable {
  private final AutoCloseable arena;
  private final Object segment;

  private Arenas(AutoCloseable arena, Object segment) {
    this.arena = arena;
    this.segment = segment;
  }

  static Arenas shared(Path file) throws Exception {
    return map("ofShared", file);
  }

  static Arenas confined(Path file) throws Exception {
    return map("ofConfined", file);
  }

  /** Aborts the test where there are no arenas. */
  private static Arenas map(String kind, Path file) throws Exception {
    int feature = Runtime.version().feature();
    if (feature < 22) {
      return abort("arenas came with Java 22; this is " + feature);
    }
    Class<?> type = Class.forName("java.lang.foreign.Arena");
    AutoCloseable arena = (AutoCloseable) type.getMethod(kind).invoke(null);
    try (FileChannel channel = FileChannel.open(file)) {
      Object segment =
          FileChannel.class
              .getMethod("map", FileChannel.MapMode.class, long.class, long.class, type)
              .invoke(channel, FileChannel.MapMode.READ_ONLY, 0L, channel.size(), arena);
      return new Arenas(arena, segment);
    }
  }

  ByteBuffer buffer() throws Exception {
    return (ByteBuffer) call("asByteBuffer");
  }

  /** The arena, and its segment. */
  List<Object> owners() {
    return List.of(arena, segment);
  }

  long address() throws Exception {
    return (long) call("address");
  }

  private Object call(String name) throws Exception {
    Class<?> type = Class.forName("java.lang.foreign.MemorySegment");
    try {
      return type.getMethod(name).invoke(segment);
    } catch (InvocationTargetException failed) {
      throw new AssertionError(failed.getCause());
    }
  }

  @Override
  public void close() {
    try {
      arena.close();
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }
}
