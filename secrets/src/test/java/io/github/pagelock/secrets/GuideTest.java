package io.github.pagelock.secrets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/secrets.md does what it says. */
class GuideTest {
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir Path directory;

  private final FakeMachine machine = new FakeMachine();
  private final SecretPool pool = machine.pool();
  private final GuideExample example =
      new GuideExample() {
        @Override
        void login(ByteBuffer password) {}
      };

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void itsLinesAreThoseThatAreCompiled() throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/io/github/pagelock/secrets/GuideExample.java"))
            .replaceAll("(?m)^ +", "");
    List<String> blocks =
        BLOCK
            .matcher(Files.readString(Path.of("../docs/secrets.md")))
            .results()
            .map((MatchResult found) -> found.group(1).replaceAll("(?m)^ +", ""))
            .toList();
    assertEquals(6, blocks.size());
    for (String block : blocks) {
      assertTrue(source.contains(block), block);
    }
  }

  @Test
  void itsHmacIsTheJdks() throws Exception {
    for (int length : new int[] {1, 32, 64}) {
      byte[] key = FakeMachine.bytes(length, 0x55);
      byte[] message = FakeMachine.bytes(1000, 1);
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      assertArrayEquals(
          mac.doFinal(message), GuideExample.hmacSha256(pool, pool.copy(key), message));
    }
    assertEquals(3, pool.secretCount());
  }

  @Test
  void itsKeyFileAndItsCipherWork() throws Exception {
    Path file = Files.write(directory.resolve("key"), FakeMachine.bytes(32, 7));
    Secret key = example.keyFile(pool, file);
    assertEquals(16 + 3, example.encrypt(key, new byte[3]).length);
    example.sealed().close();
    example.fewer().close();
  }

  /** Why the guide says that the JDK's digests copy what they get, and overwrites it. */
  @Test
  void aDigestKeepsWhatItReadsOfADirectBufferUntilItReadsMore() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    pool.copy(FakeMachine.bytes(64, 9)).use(digest::update);
    assertArrayEquals(FakeMachine.bytes(64, 9), keptBy(digest));
    digest.reset();
    assertArrayEquals(FakeMachine.bytes(64, 9), keptBy(digest));
    digest.update(ByteBuffer.allocateDirect(64));
    assertArrayEquals(new byte[64], keptBy(digest));
  }

  private static byte[] keptBy(MessageDigest digest) throws ReflectiveOperationException {
    Field delegate = digest.getClass().getSuperclass().getDeclaredField("digestSpi");
    delegate.setAccessible(true);
    Field array = MessageDigestSpi.class.getDeclaredField("tempArray");
    array.setAccessible(true);
    return (byte[]) array.get(delegate.get(digest));
  }
}
