package io.github.pagelock.internal.pending;

import io.github.pagelock.PageLockException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * One end, once, whoever is quicker: the state machine of docs/pending.md under jcstress. Started
 * by {@link PendingRacesTest}.
 */
public final class PendingRaces {
  private PendingRaces() {}

  /** A worker and cancel() (P6, P10 to P13). */
  @JCStressTest
  @Outcome(
      id = {"CANCELLED, CANCELLED 0 pages once"},
      expect = Expect.ACCEPTABLE,
      desc = "cancelled")
  @Outcome(
      id = {"NOT_CANCELLED, LOCKED 1 pages once"},
      expect = Expect.ACCEPTABLE,
      desc = "its last chunk was in the kernel")
  @Outcome(
      id = {"ALREADY_DONE, LOCKED 1 pages once"},
      expect = Expect.ACCEPTABLE,
      desc = "too late")
  @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "anything else")
  @State
  public static class CompletionAgainstCancel {
    private final RacingRequest race = new RacingRequest(1);

    public CompletionAgainstCancel() {
      race.pending.submit(race.request);
    }

    @Actor
    public void worker() {
      race.work();
    }

    @Actor
    public void cancel(LL_Result result) {
      result.r1 = race.request.cancel();
    }

    @Arbiter
    public void end(LL_Result result) {
      race.work();
      result.r2 = race.end();
    }
  }

  /** The same with chunks before and after the one that is in the kernel. */
  @JCStressTest
  @Outcome(
      id = {"CANCELLED, CANCELLED 0 pages once"},
      expect = Expect.ACCEPTABLE,
      desc = "cancelled, what was locked rolled back")
  @Outcome(
      id = {"NOT_CANCELLED, LOCKED 3 pages once"},
      expect = Expect.ACCEPTABLE,
      desc = "its last chunk was in the kernel")
  @Outcome(
      id = {"ALREADY_DONE, LOCKED 3 pages once"},
      expect = Expect.ACCEPTABLE,
      desc = "too late")
  @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "anything else")
  @State
  public static class RollbackAgainstCompletion {
    private final RacingRequest race = new RacingRequest(3);

    public RollbackAgainstCompletion() {
      race.pending.submit(race.request);
    }

    @Actor
    public void worker() {
      race.work();
    }

    @Actor
    public void cancel(LL_Result result) {
      result.r1 = race.request.cancel();
    }

    @Arbiter
    public void end(LL_Result result) {
      race.work();
      result.r2 = race.end();
    }
  }

  /** Two that cancel what is half locked: both hear that it will end so. */
  @JCStressTest
  @Outcome(
      id = {"CANCELLED, CANCELLED, CANCELLED 0 pages once"},
      expect = Expect.ACCEPTABLE,
      desc = "both heard that it will end so")
  @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "anything else")
  @State
  public static class TwoCancels {
    private final RacingRequest race = new RacingRequest(3);

    public TwoCancels() {
      race.pending.submit(race.request);
      race.work(2);
    }

    @Actor
    public void one(LLL_Result result) {
      result.r1 = race.request.cancel();
    }

    @Actor
    public void other(LLL_Result result) {
      result.r2 = race.request.cancel();
    }

    @Arbiter
    public void end(LLL_Result result) {
      race.work();
      result.r3 = race.end();
    }
  }

  /** A locker that closes while a request is submitted and worked on (P2, A12). */
  @JCStressTest
  @Outcome(
      id = {"refused, PENDING 0 pages 0 times"},
      expect = Expect.ACCEPTABLE,
      desc = "closed before")
  @Outcome(
      id = {"accepted, (CANCELLED 0|LOCKED 1) pages once"},
      expect = Expect.ACCEPTABLE,
      desc = "close() has waited for its end")
  @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "anything else")
  @State
  public static class SubmitAgainstClose {
    private final RacingRequest race = new RacingRequest(1);

    @Actor
    public void submit(LL_Result result) {
      try {
        race.pending.submit(race.request);
        result.r1 = "accepted";
      } catch (IllegalStateException closed) {
        result.r1 = "refused";
      } catch (PageLockException queueFull) {
        result.r1 = queueFull.reason();
      }
      race.work();
    }

    @Actor
    public void close(LL_Result result) {
      race.pending.close();
      result.r2 = race.end();
    }
  }
}
