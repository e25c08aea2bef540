package io.github.pagelock.secrets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLocker;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Pools over the real kernel, by whose own words. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "asks Linux's /proc")
class OnLinuxTest {
  @TempDir Path directory;

  @Test
  void aPoolLocksPagesAndUnlocksThem() {
    long before = VmLck.bytes();
    ByteBuffer kept;
    try (SecretPool pool = SecretPool.open()) {
      Secret secret = pool.copy(FakeMachine.bytes(32, 7));
      assertEquals(PageLocker.system().pageSize(), VmLck.bytes() - before);
      kept = FakeMachine.escaped(secret);
      assertEquals(7, kept.get(31));
      List<Secret> more = new ArrayList<>(FakeMachine.many(pool, 500, 100));
      assertTrue(VmLck.bytes() - before >= 50_000);
      more.forEach(Secret::close);
      assertArrayEquals(FakeMachine.bytes(32, 7), FakeMachine.read(secret));
      pool.check();
    }
    assertEquals(before, VmLck.bytes());
    assertEquals(0, kept.get(31), "a buffer that was kept reads zeros, and the JVM lives");
  }

  @Test
  void aSealedPoolWorks() {
    long before = VmLck.bytes();
    try (SecretPool pool = SecretPool.builder().sealed().build()) {
      List<Secret> secrets = FakeMachine.many(pool, 200, 40);
      for (int i = 0; i < secrets.size(); i++) {
        assertArrayEquals(FakeMachine.bytes(40, i), FakeMachine.read(secrets.get(i)));
      }
      secrets.get(0).write(bytes -> bytes.put(0, (byte) 9));
      pool.check();
    }
    assertEquals(before, VmLck.bytes());
  }

  @Test
  void slabsComeAndGoWithoutLosingMappings() {
    try (SecretPool pool = SecretPool.open()) {
      long before = VmLck.mappings();
      for (int i = 0; i < 50; i++) {
        FakeMachine.many(pool, 1_000, 32).forEach(Secret::close);
      }
      System.gc();
      assertTrue(VmLck.mappings() - before < 1_000, () -> VmLck.mappings() + " mappings");
    }
  }

  @Test
  void aThousandSecretsFitIntoTheSmallestUsualLimit() throws Exception {
    List<String> prefix = new ArrayList<>(ChildJvm.AS_NOBODY);
    prefix.addAll(List.of("prlimit", "--memlock=65536:65536"));
    ChildJvm.Result child =
        ChildJvm.run(prefix, directory, List.of("-Xmx64m"), SmallLimitMain.class);
    assertTrue(child.number("fit") >= 1000, child::output);
    assertEquals("LIMIT_EXCEEDED", child.value("reason"));
    String message = child.value("message");
    assertTrue(message.contains(child.value("fit") + " of up to 32 bytes"), message);
    assertTrue(message.contains("the limit on locked memory is 65536 bytes"), message);
    assertEquals("true", child.value("remedy"));
    assertEquals("secret of 32 bytes", child.value("again"));
    assertEquals(0, child.number("lockedAtEnd"));
  }

  /** The one that is on the heap is found, so the others would be. */
  @Test
  void aHeapDumpHasNoneOfTheirBytes() throws Exception {
    ChildJvm.Result child =
        ChildJvm.run(
            List.of(), directory, List.of("-Xmx64m"), HeapMain.class, directory.toString());
    assertTrue(child.number("control") >= 1, child::output);
    assertEquals(0, child.number("characters"), child::output);
    assertEquals(0, child.number("file"), child::output);
    assertEquals(0, child.number("stream"), child::output);
  }

  @Test
  @Tag("long")
  void aMillionSecretsTakeLittle() throws Exception {
    ChildJvm.Result child =
        ChildJvm.run(List.of(), directory, List.of("-Xmx400m"), MillionMain.class);
    assertTrue(child.number("locked") <= 64 << 20, child::output);
    assertTrue(child.number("mappings") <= 2_000, child::output);
    assertTrue(child.number("heap") <= 64, child::output);
    assertTrue(child.number("lockedAfter") <= 0, child::output);
    assertEquals(0, child.number("secretsAfter"));
    assertEquals(0, child.number("lockedAtEnd"));
  }
}
