package io.github.pagelock.secrets;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes secrets, dumps the heap, and prints how often each is found there. */
final class HeapMain {
  private static final int LENGTH = 64;

  private HeapMain() {}

  /** The bytes of a secret, one at a time: they are nowhere together. They are ASCII. */
  private static int at(int seed, int i) {
    return 33 + (seed * 31 + i * i * 7 + i * 13) % 90;
  }

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    Path file = directory.resolve("secret");
    SecretPool pool = SecretPool.open();
    byte[] control = new byte[LENGTH];
    char[] characters = new char[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      control[i] = (byte) at(1, i);
      characters[i] = (char) at(2, i);
    }
    Secret[] secrets = {
      pool.take(characters),
      pool.readAll(write(file, 3), 100),
      read(pool, write(file, 4)),
      pool.copy(control),
    };
    long sum = 0;
    for (Secret each : secrets) {
      sum += each.<Byte>apply(bytes -> bytes.get(1));
    }
    Path dump = directory.resolve("heap.hprof");
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpHeap(dump.toString(), false);
    System.out.println("control=" + count(dump, 1));
    System.out.println("characters=" + count(dump, 2));
    System.out.println("file=" + count(dump, 3));
    System.out.println("stream=" + count(dump, 4));
    System.out.println("used=" + sum + control[0] + secrets[0].length());
    pool.close();
  }

  private static Path write(Path file, int seed) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < LENGTH; i++) {
        out.write(at(seed, i));
      }
    }
    return file;
  }

  private static Secret read(SecretPool pool, Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      return pool.readAll(stream, LENGTH);
    }
  }

  /** How often 16 bytes from the middle of a secret are in a file. */
  private static int count(Path dump, int seed) throws IOException {
    int found = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(dump), 1 << 16)) {
      int matched = 0;
      for (int next = in.read(); next >= 0; next = in.read()) {
        matched = next == at(seed, 20 + matched) ? matched + 1 : next == at(seed, 20) ? 1 : 0;
        if (matched == 16) {
          found++;
          matched = 0;
        }
      }
    }
    return found;
  }
}
