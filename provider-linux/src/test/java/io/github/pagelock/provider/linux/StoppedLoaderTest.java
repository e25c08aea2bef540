package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing is loaded for the first time where memory is unlocked (X5). */
class StoppedLoaderTest {
  @Test
  void anUnlockThatFailsAfterItsApplicationWasStoppedSaysWhy() {
    ChildJvm.Result result = ChildJvm.run(List.of(), ChildJvm.java(StoppedLoaderMain.class));
    assertEquals("UNLOCK_FAILED", result.value("unlock"), result.output());
    String message = result.value("message");
    assertTrue(message.contains("is mapped and stays locked, because unlocking it would"), message);
  }
}
