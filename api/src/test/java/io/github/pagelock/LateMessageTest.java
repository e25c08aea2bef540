package io.github.pagelock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.LockFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The sentence and the cure of a failure are made when somebody asks for them. */
class LateMessageTest {
  private final AtomicInteger diagnoses = new AtomicInteger();
  private final AtomicInteger cures = new AtomicInteger();

  private Diagnosis diagnosis() {
    diagnoses.incrementAndGet();
    return Diagnosis.of(Cause.LIMIT, "the limit is 5", Cure.later(this::cure));
  }

  private Cure cure() {
    cures.incrementAndGet();
    return Cure.of(Launcher.UNKNOWN, List.of(Remedy.of("raise it", true)), List.of());
  }

  private static PageLockException failure(Supplier<Diagnosis> diagnosis) {
    return LockFailure.of(Cause.LIMIT, diagnosis, "lock", 8192, 8192).build();
  }

  @Test
  void nothingIsMadeUntilSomebodyAsks() {
    PageLockException failure = failure(this::diagnosis);
    assertEquals(Reason.LIMIT_EXCEEDED, failure.reason());
    assertEquals(0, failure.errno());
    assertEquals(8192, failure.byteCount());
    assertEquals(0, diagnoses.get());

    Diagnosis told = failure.diagnosis().orElseThrow();
    assertEquals(1, diagnoses.get());
    assertEquals(0, cures.get());
    assertEquals("raise it", failure.remedy().orElseThrow().text());
    assertSame(told, failure.diagnosis().orElseThrow());
    assertEquals(
        "lock(0x2000, 8192 bytes) refused: LIMIT_EXCEEDED: the limit is 5. Remedy: raise it",
        failure.getMessage());
    assertTrue(failure.toString().endsWith(String.valueOf(failure.getMessage())));
    assertEquals(1, diagnoses.get());
    assertEquals(1, cures.get());
  }

  @Test
  void whatIsWrittenHasItsMessage() throws Exception {
    PageLockException read = serialized(failure(this::diagnosis));
    assertEquals(1, diagnoses.get());
    assertEquals(failure(this::diagnosis).getMessage(), read.getMessage());
    assertEquals(Reason.LIMIT_EXCEEDED, read.reason());
    assertTrue(read.diagnosis().isEmpty());
    assertTrue(read.limits().isEmpty());
    assertEquals(read.getMessage(), serialized(read).getMessage());
  }

  private static PageLockException serialized(PageLockException failure)
      throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(failure);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (PageLockException) in.readObject();
    }
  }

  @Test
  void whoeverAsksAtTheSameTimeGetsTheSame() throws Exception {
    int threads = 4;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      for (int round = 0; round < 500; round++) {
        PageLockException failure = failure(this::diagnosis);
        CyclicBarrier start = new CyclicBarrier(threads);
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        Set<String> messages = ConcurrentHashMap.newKeySet();
        List<Future<?>> asking = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
          asking.add(
              pool.submit(
                  () -> {
                    start.await();
                    seen.add(System.identityHashCode(failure.diagnosis().orElseThrow()));
                    return messages.add(failure.getMessage());
                  }));
        }
        for (Future<?> one : asking) {
          one.get();
        }
        assertEquals(1, seen.size());
        assertEquals(1, messages.size());
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aDiagnosisThatCannotBeMadeIsNoSecondException() {
    PageLockException failure =
        failure(
            () -> {
              throw new IllegalStateException("stopped");
            });
    String message = failure.getMessage();
    assertTrue(message.contains("LIMIT_EXCEEDED"), message);
    assertTrue(message.contains("stopped"), message);
    Cure none =
        Cure.later(
            () -> {
              throw new IllegalStateException("stopped");
            });
    assertTrue(none.remedies().isEmpty());
    assertTrue(none.toString().contains("stopped"), none.toString());
  }

  @Test
  void aCureMadeLaterEqualsTheSameMadeAtOnce() {
    Cure late = Cure.later(this::cure);
    assertEquals(cure(), late);
    assertEquals(cure().hashCode(), late.hashCode());
    assertEquals(late, cure());
  }
}
