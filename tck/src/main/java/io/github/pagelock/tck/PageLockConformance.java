package io.github.pagelock.tck;

import io.github.pagelock.PageLocker;
import io.github.pagelock.PageLockerBuilder;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The kit for a provider: locks, closes and fails on it, and looks at what its kernel has done.
 * About fifty tests of what a provider can break, in seconds. Extend it, supply {@link
 * #provider()}, and where possible {@link #memory} and {@link #oracle()}.
 *
 * <p>A test's name says whether every provider has to pass it ({@code required_}) or only one with
 * a capability ({@code optional_}), and which rule it is about. A test that cannot be run for lack
 * of a capability, an oracle or a feature of the memory is aborted and says why.
 *
 * @see EngineConformance
 */
public abstract class PageLockConformance
    implements RoundingRules,
        NestingRules,
        AtomicityRules,
        InjectedFailureRules,
        UnmappingRules,
        VerifyRules,
        CapabilityRules,
        BestEffortRules,
        MemoryCostRules,
        OwnMemoryRules,
        SealRules,
        ProcessRules,
        PendingRules {
  @RegisterExtension static final TimeLimit TIME_LIMIT = new TimeLimit();

  private @Nullable Bench bench;

  /** For subclasses. */
  protected PageLockConformance() {}

  /**
   * The provider under test.
   *
   * @return an available provider
   */
  protected abstract PageLockProvider provider();

  /**
   * Memory to lock. Unless overridden, direct buffers, which need the capability BYTE_BUFFERS.
   *
   * @param operations what the provider opened
   * @return memory that the provider can lock
   */
  protected TestMemory memory(PageOperations operations) {
    return TestMemory.ofBuffers(operations);
  }

  /**
   * Another way to ask the kernel what is locked.
   *
   * @return empty unless overridden: then most tests are aborted after what can be seen without
   */
  protected Optional<LockOracle> oracle() {
    return Optional.empty();
  }

  /**
   * Makes the locker that a test uses.
   *
   * @param settings with the provider, recorded, and what the test wants
   * @return {@code settings.build()} unless overridden
   */
  protected PageLocker newLocker(PageLockerBuilder settings) {
    return settings.build();
  }

  /**
   * How long a test waits for what must happen, such as another thread's lock. A test that takes
   * twice as long, and more than a minute, fails.
   *
   * @return what the system property {@value Patience#PROPERTY} says unless overridden; without it
   *     30 s
   */
  protected Duration patience() {
    return Patience.ofThisMachine();
  }

  @BeforeEach
  final void openBench() {
    PageLockProvider provider = provider();
    PageOperations raw = provider.open();
    bench =
        new Bench(
            new RecordingProvider(provider),
            raw,
            memory(raw),
            oracle(),
            patience(),
            this::newLocker);
  }

  @AfterEach
  final void closeBench() {
    bench().close();
  }

  @Override
  @SuppressWarnings("exports") // for the rules of the kit alone
  public final Bench bench() {
    return Objects.requireNonNull(bench, "the bench is open during a test only");
  }
}
