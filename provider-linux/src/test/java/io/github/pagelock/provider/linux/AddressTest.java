package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.Pointer;
import io.github.pagelock.spi.PageOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AddressTest {
  private final PageOperations linux = new LinuxProvider().open();

  @Test
  void theAddressIsThatOfTheBytesAtThePosition() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(100);
    buffer.put(40, (byte) 7);
    buffer.position(40);
    assertEquals(7, new Pointer(linux.addressOf(buffer)).getByte(0));
    assertEquals(linux.addressOf(buffer), linux.addressOf(buffer.slice()));
    assertEquals(linux.addressOf(buffer), linux.addressOf(buffer.asReadOnlyBuffer()));
  }

  @Test
  void aMappedFileHasOneToo() throws IOException {
    Path file = Files.createTempFile("pagelock-address", "");
    try (FileChannel channel = FileChannel.open(file)) {
      Files.writeString(file, "pagelock");
      MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, 8);
      mapped.position(4);
      assertEquals("lock", new Pointer(linux.addressOf(mapped)).getString(0));
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void thePageSizeIsTheKernels() {
    assertEquals(TestMappings.PAGE, linux.pageSize());
  }
}
