package io.github.pagelock.internal.provide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.ProviderCandidate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The selection as a function, without a class path. The messages are tested word for word. */
class SelectionTest {
  private static final Candidate LINUX = available("linux", 100);
  private static final Candidate FALLBACK = available("fallback", 10);
  private static final Candidate OTHER = available("other", 100);
  private static final Candidate FREEBSD = unavailable("freebsd", 100, "this is Linux");

  private static Candidate available(String name, int priority) {
    return new Candidate(new ProviderCandidate(name, priority, true, "", "x." + name), null);
  }

  private static Candidate unavailable(String name, int priority, String reason) {
    return new Candidate(new ProviderCandidate(name, priority, false, reason, "x." + name), null);
  }

  private static Selection choose(@Nullable String named, Candidate... candidates) {
    return Selection.choose(List.of(candidates), named, "a test");
  }

  private static void assertRefused(
      String because, @Nullable String named, Candidate... candidates) {
    PageLockException refused =
        assertThrows(PageLockException.class, () -> choose(named, candidates));
    assertEquals(Reason.UNSUPPORTED, refused.reason());
    assertEquals(
        "choosing a provider refused: UNSUPPORTED: " + because + ".", refused.getMessage());
  }

  @Test
  void theHighestPriorityAmongTheAvailableWins() {
    Selection selection = choose(null, FALLBACK, LINUX, FREEBSD);
    assertEquals(LINUX, selection.candidate());
    assertEquals("linux", selection.choice().name());
    assertEquals("it has the highest priority (100) of those available", selection.choice().why());
  }

  @Test
  void theOnlyAvailableOneIsChosenWhateverItsPriority() {
    Selection selection = choose(null, FREEBSD, FALLBACK);
    assertEquals(FALLBACK, selection.candidate());
    assertEquals("it is the only one available", selection.choice().why());
  }

  @Test
  void aTieIsAnErrorThatNamesBoth() {
    assertRefused(
        "several page lock providers of the same priority are available: linux (x.linux, priority"
            + " 100); other (x.other, priority 100); name one with"
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
    Selection selection = choose("fallback", LINUX, FALLBACK);
    assertEquals(FALLBACK, selection.candidate());
    assertEquals("it was named by a test", selection.choice().why());
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
        "no page lock provider is named 'solaris' (a test); found: linux (x.linux, priority 100);"
            + " freebsd (x.freebsd): this is Linux",
        "solaris",
        LINUX,
        FREEBSD);
    assertRefused("no page lock provider is named 'solaris' (a test); found: none", "solaris");
  }

  @Test
  void aNameThatTwoHaveIsAmbiguous() {
    assertRefused(
        "several page lock providers are named 'linux' (a test): linux (x.linux, priority 100);"
            + " linux (x.linux, priority 7); leave one of them on the path",
        "linux",
        LINUX,
        available("linux", 7));
  }

  @Test
  void withoutAnyProviderTheMessageSaysWhatToAdd() {
    assertRefused(
        "no page lock provider was found: add one to the class path or module path, such as"
            + " io.github.pagelock:pagelock-provider-linux on Linux,"
            + " io.github.pagelock:pagelock-provider-freebsd on FreeBSD, or"
            + " io.github.pagelock:pagelock-provider-fallback on any other Unix",
        null);
  }

  @Test
  void whenNoneIsAvailableEveryCandidateAndItsReasonIsListed() {
    assertRefused(
        "none of the page lock providers that were found is available: freebsd (x.freebsd): this"
            + " is Linux; fallback (x.fallback): no JNA",
        null,
        FREEBSD,
        unavailable("fallback", 10, "no JNA"));
  }
}
