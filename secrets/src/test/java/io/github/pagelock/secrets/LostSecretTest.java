package io.github.pagelock.secrets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Secrets that nobody closes. */
@Timeout(120)
class LostSecretTest {
  private final FakeMachine machine = new FakeMachine();
  private final Logger logger = Logger.getLogger("io.github.pagelock");
  private final List<LogRecord> said = Collections.synchronizedList(new ArrayList<>());
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          if (record.getMessage().startsWith("a secret of ")) {
            said.add(record);
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  private static ByteBuffer lose(SecretPool pool) {
    return FakeMachine.escaped(pool.copy(FakeMachine.bytes(8, 7)));
  }

  private static void checkUntil(SecretPool pool, int count) throws InterruptedException {
    while (pool.secretCount() > count) {
      System.gc();
      Thread.sleep(10);
      pool.check();
    }
  }

  @Test
  void aLostSecretIsWipedByTheNextCheckAndSaidOnce() throws InterruptedException {
    try (SecretPool pool = machine.pool()) {
      ByteBuffer kept = lose(pool);
      lose(pool);
      Secret held = pool.copy(FakeMachine.bytes(8, 9));
      checkUntil(pool, 1);
      assertEquals(0, kept.getLong(0));
      assertEquals((byte) 9, held.<Byte>apply(bytes -> bytes.get(0)));
      assertEquals(1, said.size());
      String message = said.get(0).getMessage();
      assertTrue(message.startsWith("a secret of 8 bytes was lost without close()"), message);
      assertTrue(message.contains("-Dio.github.pagelock.leakDetection=true"), message);
    }
  }

  @Test
  void creatingAndClosingWipesLostOnesToo() throws InterruptedException {
    try (SecretPool pool = machine.pool()) {
      lose(pool);
      while (pool.secretCount() > 0) {
        System.gc();
        Thread.sleep(10);
        pool.copy(new byte[8]).close();
      }
    }
  }

  @Test
  void withLeakDetectionEachIsSaidWithItsPlace() throws InterruptedException {
    System.setProperty("io.github.pagelock.leakDetection", "true");
    try (SecretPool pool = machine.pool()) {
      lose(pool);
      lose(pool);
      checkUntil(pool, 0);
      assertEquals(2, said.size());
      for (LogRecord each : said) {
        assertTrue(
            List.of(each.getThrown().getStackTrace()).stream()
                .anyMatch(frame -> frame.getMethodName().equals("lose")));
      }
    } finally {
      System.clearProperty("io.github.pagelock.leakDetection");
    }
  }

  @Test
  void aClosedSecretIsNotLost() throws InterruptedException {
    try (SecretPool pool = machine.pool()) {
      for (int i = 0; i < 100; i++) {
        pool.copy(new byte[8]).close();
      }
      System.gc();
      Thread.sleep(50);
      pool.check();
      assertEquals(List.of(), said);
    }
  }

  private static ByteBuffer losePool(SecretPool pool) {
    return FakeMachine.escaped(pool.copy(FakeMachine.bytes(8, 7)));
  }

  @Test
  void thePoolThatIsLostWithItsSecretsIsWipedAndUnlocked() throws InterruptedException {
    ByteBuffer kept = losePool(machine.pool());
    while (machine.kernel.lockedBytes() > 0 || kept.getLong(0) != 0) {
      System.gc();
      Thread.sleep(10);
    }
  }
}
