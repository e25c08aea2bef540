package io.github.pagelock.secrets;

import io.github.pagelock.PageLockException;
import java.util.ArrayList;
import java.util.List;

/** Creates secrets of 32 bytes until no more fit, and prints how many did and what was said. */
final class SmallLimitMain {
  private SmallLimitMain() {}

  public static void main(String[] arguments) {
    List<Secret> secrets = new ArrayList<>();
    try (SecretPool pool = SecretPool.open()) {
      try {
        while (secrets.size() < 1_000_000) {
          secrets.add(pool.copy(new byte[32]));
        }
      } catch (PageLockException refused) {
        System.out.println("fit=" + secrets.size());
        System.out.println("reason=" + refused.reason());
        System.out.println("message=" + refused.getMessage());
        System.out.println("remedy=" + refused.remedy().isPresent());
      }
      secrets.get(0).close();
      System.out.println("again=" + pool.copy(new byte[32]));
    }
    System.out.println("lockedAtEnd=" + VmLck.bytes());
  }
}
