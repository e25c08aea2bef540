package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Library;
import com.sun.jna.Native;
import io.github.pagelock.Capability;
import io.github.pagelock.LockedMemory;
import io.github.pagelock.PageLocker;
import io.github.pagelock.provider.linux.libc.JnaLibC;
import io.github.pagelock.provider.linux.proc.ProcFs;
import io.github.pagelock.spi.MemoryMapper;
import io.github.pagelock.spi.MemoryMapper.Access;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a child of fork has of a mapper's memory: it writes that to a file, and ends. */
class ForkTest {
  /** The child calls nothing that another thread's lock could keep from ending. */
  private static final String SOURCE =
      """
      #include <errno.h>
      #include <fcntl.h>
      #include <sys/wait.h>
      #include <unistd.h>
      int written_by_child(const char *file, const void *address, long count) {
        pid_t child = fork();
        if (child == 0) {
          int fd = open(file, O_CREAT | O_WRONLY | O_TRUNC, 0600);
          _exit(fd < 0 ? 255 : write(fd, address, count) == count ? 0 : errno);
        }
        int status;
        return child < 0 || waitpid(child, &status, 0) != child ? -1
            : WIFEXITED(status) ? WEXITSTATUS(status) : -2;
      }
      """;

  private static final long BYTES = 2L * PAGE;
  private static final byte[] KEY = {1, 2, 3, 4, 5, 6, 7, 8};

  /** Calls the child's program. */
  public interface Forking extends Library {
    /** 0, or the errno of write(2). */
    int written_by_child(String file, long address, long count);
  }

  @TempDir Path directory;
  private final LinuxPageOperations linux =
      new LinuxPageOperations(JnaLibC.load(), ProcFs.ofThisSystem());
  private final MemoryMapper mapper = linux.mapper().orElseThrow();
  private Forking forking;
  private long address;

  @BeforeEach
  void map() throws IOException {
    assumeTrue(
        ChildJvm.run(List.of(), List.of("sh", "-c", "command -v gcc")).exit() == 0,
        "no C compiler (apt-get install gcc libc6-dev)");
    Path source = Files.writeString(directory.resolve("forking.c"), SOURCE);
    Path library = directory.resolve("libforking.so");
    List<String> compile =
        List.of("gcc", "-shared", "-fPIC", "-o", library.toString(), source.toString());
    ChildJvm.Result compiled = ChildJvm.run(List.of(), compile);
    assertEquals(0, compiled.exit(), compiled.output());
    forking = Native.load(library.toString(), Forking.class);
    address = mapper.map(BYTES);
  }

  @AfterEach
  void unmap() {
    if (address != 0) {
      mapper.unmap(address, BYTES);
    }
  }

  private void writeKey() {
    mapper.buffer(address, KEY.length).put(KEY);
  }

  /** With the errno of writing them. */
  private int ofChild(Path file) {
    return forking.written_by_child(file.toString(), address, KEY.length);
  }

  @Test
  void withoutThePromiseAChildHasTheBytes() throws IOException {
    mapper.protect(address, BYTES, Access.READ_WRITE);
    writeKey();
    Path file = directory.resolve("bytes");
    assertEquals(0, ofChild(file));
    assertArrayEquals(KEY, Files.readAllBytes(file));
  }

  @Test
  void withItAChildReadsZeros() throws IOException {
    mapper.protect(address, BYTES, Access.READ_WRITE);
    mapper.promise(address, BYTES, Capability.NO_DUMP);
    mapper.promise(address, BYTES, Capability.WIPE_ON_FORK);
    writeKey();
    linux.lock(address, BYTES);
    Path file = directory.resolve("bytes");
    assertEquals(0, ofChild(file));
    assertArrayEquals(new byte[KEY.length], Files.readAllBytes(file));
    assertEquals(KEY[0], mapper.buffer(address, 1).get(0), "of this process");
    linux.unlock(address, BYTES);
  }

  @Test
  void ofLockedMemoryAChildReadsZeros() throws IOException {
    Path file = directory.resolve("bytes");
    try (PageLocker locker = PageLocker.builder().provider(new OperationsProvider(linux)).build();
        LockedMemory memory = locker.allocate(KEY.length)) {
      memory.copyFrom(0, ByteBuffer.wrap(KEY));
      int errno = forking.written_by_child(file.toString(), memory.address(), memory.byteCount());
      assertEquals(0, errno);
      assertArrayEquals(new byte[KEY.length], Files.readAllBytes(file));
      assertEquals(KEY[0], memory.get(0), "of this process");
    }
  }

  @Test
  void aChildHasNoSecretMemory() throws IOException {
    assumeTrue(
        linux.capabilities().contains(Capability.SECRET_MEMORY),
        "memfd_secret needs Linux 5.14, with secretmem enabled");
    mapper.mapSecret(address, BYTES);
    mapper.promise(address, BYTES, Capability.WIPE_ON_FORK);
    writeKey();
    Path file = directory.resolve("bytes");
    assertEquals(Linux.EFAULT, ofChild(file));
    assertEquals(0, Files.size(file));
  }
}
