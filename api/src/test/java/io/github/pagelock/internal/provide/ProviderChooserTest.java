package io.github.pagelock.internal.provide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.ProviderCandidate;
import io.github.pagelock.ProviderChoice;
import io.github.pagelock.fake.FakeKernel;
import io.github.pagelock.fake.FakeProvider;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.PageLockProvider;
import io.github.pagelock.spi.PageOperations;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The selection as a function, without a class path. The messages are tested word for word. */
class ProviderChooserTest {
  private static final ProviderCandidate LINUX = available("linux", 100);
  private static final ProviderCandidate FALLBACK = available("fallback", 10);
  private static final ProviderCandidate OTHER = available("other", 100);
  private static final ProviderCandidate FREEBSD = unavailable("freebsd", 100, "this is Linux");

  private static ProviderCandidate available(String name, int priority) {
    return ProviderCandidate.of(
        new FakeProvider(name, priority, Availability.available(), new FakeKernel()));
  }

  private static ProviderCandidate unavailable(String name, int priority, String reason) {
    return ProviderCandidate.of(
        new FakeProvider(name, priority, Availability.unavailable(reason), new FakeKernel()));
  }

  private static ProviderChoice choose(@Nullable String named, ProviderCandidate... candidates) {
    return ProviderChooser.choose(List.of(candidates), named, "a test");
  }

  private static void assertRefused(
      String because, @Nullable String named, ProviderCandidate... candidates) {
    PageLockException refused =
        assertThrows(PageLockException.class, () -> choose(named, candidates));
    assertEquals(Reason.UNSUPPORTED, refused.reason());
    assertEquals(
        "choosing a provider refused: UNSUPPORTED: " + because + ".",
        String.valueOf(refused.getMessage()).replace(FakeProvider.class.getName(), "x"));
  }

  @Test
  void theHighestPriorityAmongTheAvailableWins() {
    ProviderChoice choice = choose(null, FALLBACK, LINUX, FREEBSD);
    assertEquals(LINUX, choice.candidate());
    assertEquals("linux", choice.name());
    assertEquals("it has the highest priority (100) of those available", choice.why());
  }

  @Test
  void theOnlyAvailableOneIsChosenWhateverItsPriority() {
    ProviderChoice choice = choose(null, FREEBSD, FALLBACK);
    assertEquals(FALLBACK, choice.candidate());
    assertEquals("it is the only one available", choice.why());
  }

  @Test
  void aTieIsAnErrorThatNamesBoth() {
    assertRefused(
        "several page lock providers of the same priority are available: linux (x, priority"
            + " 100); other (x, priority 100); name one with"
            + " -Dio.github.pagelock.provider=NAME or PageLocker.builder().provider(NAME)",
        null,
        LINUX,
        OTHER,
        FALLBACK);
  }

  @Test
  void aTieBelowTheHighestHurtsNobody() {
    assertEquals(LINUX, choose(null, FALLBACK, available("second", 10), LINUX).candidate());
  }

  @Test
  void aNameIsObeyedAgainstPriority() {
    ProviderChoice choice = choose("fallback", LINUX, FALLBACK);
    assertEquals(FALLBACK, choice.candidate());
    assertEquals("it was named by a test", choice.why());
  }

  @Test
  void aNameIsObeyedInATie() {
    assertEquals(OTHER, choose("other", LINUX, OTHER).candidate());
  }

  @Test
  void aNamedOneThatIsNotAvailableIsNeverReplaced() {
    assertRefused(
        "the page lock provider 'freebsd' (a test) is not available: this is Linux",
        "freebsd",
        LINUX,
        FREEBSD);
  }

  @Test
  void anUnknownNameListsWhatWasFound() {
    assertRefused(
        "no page lock provider is named 'solaris' (a test); found: linux (x, priority 100);"
            + " freebsd (x): this is Linux",
        "solaris",
        LINUX,
        FREEBSD);
    assertRefused("no page lock provider is named 'solaris' (a test); found: none", "solaris");
  }

  @Test
  void aNameThatTwoHaveIsAmbiguous() {
    assertRefused(
        "several page lock providers are named 'linux' (a test): linux (x, priority 100);"
            + " linux (x, priority 7); leave one of them on the path",
        "linux",
        LINUX,
        available("linux", 7));
  }

  @Test
  void whatWasFoundHasTheProviderUnlessItCouldNotBeAsked() {
    assertEquals("linux", LINUX.provider().orElseThrow().name());
    PageLockProvider silent =
        new PageLockProvider() {
          @Override
          public String name() {
            return "silent";
          }

          @Override
          public int priority() {
            return 0;
          }

          @Override
          public Availability availability() {
            throw new IllegalStateException("no answer");
          }

          @Override
          public PageOperations open() {
            return new FakeKernel();
          }
        };
    ProviderCandidate broken = ProviderCandidate.of(silent);
    assertEquals(Optional.empty(), broken.provider());
    assertEquals(
        "asking it whether it is available failed: java.lang.IllegalStateException: no answer",
        broken.reason());
    assertFalse(broken.isAvailable());
  }

  @Test
  void withoutAnyProviderTheMessageSaysWhatToAdd() {
    assertRefused(
        "no page lock provider was found: add io.github.pagelock:pagelock, which"
            + " brings one for each system, to what the program depends on",
        null);
  }

  @Test
  void whenNoneIsAvailableEveryCandidateAndItsReasonIsListed() {
    assertRefused(
        "none of the page lock providers that were found is available: freebsd (x): this"
            + " is Linux; fallback (x): no JNA",
        null,
        FREEBSD,
        unavailable("fallback", 10, "no JNA"));
  }
}
