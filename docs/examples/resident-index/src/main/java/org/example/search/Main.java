package org.example.search;

import io.github.pagelock.LockPolicy;
import io.github.pagelock.PageLockException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Opens an index: {@code FILE REQUIRED|BEST_EFFORT}. */
public final class Main {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Main() {}

  /**
   * Opens it, reads a byte and says how it is held.
   *
   * @param args the file and the policy
   * @throws IOException if the file cannot be mapped
   * @throws InterruptedException if it is interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    try (ResidentIndex index = ResidentIndex.open(Path.of(args[0]), LockPolicy.valueOf(args[1]))) {
      System.out.println("ended: " + index.awaitResident(PATIENCE));
      System.out.println("byte 1: " + index.get(1));
      System.out.println(
          index.degradation().map(why -> "degraded: " + why.getMessage()).orElse("locked"));
    } catch (PageLockException e) {
      System.out.println("no index: " + e.getMessage());
    }
  }
}
