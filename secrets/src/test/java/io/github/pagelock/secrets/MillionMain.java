package io.github.pagelock.secrets;

import java.util.Random;

/** Creates a million secrets, uses and closes them, and prints what they take. */
final class MillionMain {
  private static final int COUNT = 1_000_000;

  private MillionMain() {}

  public static void main(String[] arguments) {
    try (SecretPool pool = SecretPool.open()) {
      pool.copy(new byte[32]).close();
      Secret[] secrets = new Secret[COUNT];
      byte[] bytes = new byte[32];
      long heap = usedHeap();
      long locked = VmLck.bytes();
      long mappings = VmLck.mappings();
      for (int i = 0; i < COUNT; i++) {
        bytes[i % 32] = (byte) i;
        secrets[i] = pool.copy(bytes);
      }
      print("locked", VmLck.bytes() - locked);
      print("mappings", VmLck.mappings() - mappings);
      print("heap", (usedHeap() - heap) / COUNT);
      long sum = 0;
      for (Secret each : secrets) {
        sum += each.<Byte>apply(all -> all.get(31));
      }
      print("sum", sum);
      pool.check();
      shuffle(secrets, new Random(1));
      for (Secret each : secrets) {
        each.close();
      }
      print("lockedAfter", VmLck.bytes() - locked);
      print("secretsAfter", pool.secretCount());
    }
    print("lockedAtEnd", VmLck.bytes());
  }

  private static void shuffle(Secret[] secrets, Random random) {
    for (int i = secrets.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      Secret mine = secrets[i];
      secrets[i] = secrets[other];
      secrets[other] = mine;
    }
  }

  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void print(String name, long value) {
    System.out.println(name + "=" + value);
  }
}
