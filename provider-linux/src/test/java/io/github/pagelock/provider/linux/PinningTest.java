package io.github.pagelock.provider.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A virtual thread in a call that blocks takes one carrier from the others, by each bridge. */
class PinningTest {
  @ParameterizedTest
  @CsvSource({
    "ffm, 1, 1000, false",
    "jna, 1, 1000, false",
    "ffm, 2, 60000, true",
    "jna, 2, 60000, true"
  })
  void aCallThatBlocksTakesOneCarrier(String bridge, int carriers, int millis, boolean ran) {
    assumeTrue(ChildJvm.haveFfm(), "one of the two bridges is there since Java 22");
    ChildJvm.Result result =
        ChildJvm.run(
            List.of(),
            ChildJvm.java(
                ChildJvm.classPath(),
                List.of(
                    "-Djdk.virtualThreadScheduler.parallelism=" + carriers,
                    "-Djdk.virtualThreadScheduler.maxPoolSize=" + carriers),
                PinningMain.class,
                bridge,
                Integer.toString(millis)));
    assertEquals("0", result.value("errno"), result.output());
    assertEquals(Boolean.toString(ran), result.value("ran"), result.output());
  }
}
