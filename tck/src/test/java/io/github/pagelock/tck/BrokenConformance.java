package io.github.pagelock.tck;

import io.github.pagelock.PageLocker;
import io.github.pagelock.PageLockerBuilder;
import io.github.pagelock.fake.FakeProvider;
import io.github.pagelock.spi.PageOperations;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** The kit on a subject that is broken below the recorder, above it, or in the engine. */
abstract class BrokenConformance extends FakeConformance {
  /** Breaks what the engine sees of the provider. */
  PageOperations betweenEngineAndRecorder(PageOperations recorded) {
    return recorded;
  }

  /** Breaks the engine. */
  PageLocker engine(PageLocker whole) {
    return whole;
  }

  @Override
  protected PageLocker newLocker(PageLockerBuilder settings) {
    PageOperations seen = betweenEngineAndRecorder(bench().recorder().open());
    return engine(super.newLocker(settings.provider(new FakeProvider(seen))));
  }

  /** A broken subject makes tests wait in vain. */
  @Override
  protected Duration patience() {
    return Duration.ofSeconds(2);
  }

  /** The kit itself has to find what is wrong. */
  @Override
  @AfterEach
  void nothingWasDoneThatTheSpiForbids() {
    kernel.violations();
  }
}
