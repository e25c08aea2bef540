package io.github.pagelock.tck;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls that reach a provider fail, slow and stand still. Nothing does until it is told
 * to. The same calls in the same order meet the same faults; where several workers call, their
 * order is not always the same.
 *
 * <p>Safe for use by several threads. A lock call is one of {@code lock}, {@code lockOnFault},
 * {@code populate} and a request of a {@code LockQueue}; a big lock takes several, so a fault may
 * meet it in the middle.
 */
public final class Faults {
  private final LockedPages lockedPages;
  private final List<CallStop> stops = new CopyOnWriteArrayList<>();
  private @Nullable Fault once;
  private long onceAfter;
  private @Nullable Fault overLimit;
  private long limit;
  private @Nullable Fault repeated;
  private int every;
  private int lockCalls;
  private @Nullable Fault random;
  private double probability;
  private Random seeded = new Random(0);
  private int unlockFaults;
  private volatile long nanosPerPage;

  /** What is thrown that is no fault of a kernel's. */
  final PlannedThrows thrown = new PlannedThrows();

  Faults(LockedPages lockedPages) {
    this.lockedPages = lockedPages;
  }

  /** How far a lock call goes before it fails. */
  record Planned(long bytes, Fault fault) {}

  /**
   * Fails one lock call, the one that goes beyond this many bytes from now on. What comes before
   * that is locked, also by the call that fails.
   *
   * @param bytes how much more is done before the failure, in bytes, whole pages
   * @param fault how it fails
   */
  public synchronized void failLocksAfter(long bytes, Fault fault) {
    once = fault;
    onceAfter = bytes;
  }

  /**
   * Fails every lock call that would have more than this locked through the provider, as a limit
   * does that nobody knew of before. Unlocking makes room again.
   *
   * @param bytes what may be locked, in bytes, whole pages
   * @param fault how the others fail; they have locked nothing
   */
  public synchronized void limitLocks(long bytes, Fault fault) {
    overLimit = fault;
    limit = bytes;
  }

  /**
   * Fails the n-th, 2 n-th, … lock call from now on; it has locked nothing.
   *
   * @param n 1 or more; 1: all
   * @param fault how they fail
   */
  public synchronized void failEveryLock(int n, Fault fault) {
    if (n < 1) {
      throw new IllegalArgumentException("n is " + n + ", but must be positive");
    }
    repeated = fault;
    every = n;
    lockCalls = 0;
  }

  /**
   * Fails lock calls by chance; they have locked nothing.
   *
   * @param seed the same seed fails the same calls
   * @param probability of each call to fail, from 0 to 1
   * @param fault how they fail
   */
  public synchronized void failLocksAtRandom(long seed, double probability, Fault fault) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability is " + probability + ", not from 0 to 1");
    }
    random = fault;
    this.probability = probability;
    seeded = new Random(seed);
  }

  /**
   * Fails the next unlock calls with UNLOCK_FAILED; they have unlocked nothing.
   *
   * @param times how many calls
   */
  public synchronized void failUnlocks(int times) {
    unlockFaults = times;
  }

  /**
   * Makes the first matching call throw what no provider should. A call that locks or populates has
   * done so by then, one that unlocks has unlocked nothing, and a request is not queued.
   *
   * @param matcher which call
   * @param thrown a RuntimeException or an Error
   * @throws IllegalArgumentException if it is neither
   */
  public void throwAt(Predicate<KernelCall> matcher, Throwable thrown) {
    this.thrown.plan(
        Objects.requireNonNull(matcher, "matcher"), Objects.requireNonNull(thrown, "thrown"));
  }

  /**
   * Makes each lock, unlock and populate take longer.
   *
   * @param nanos nanoseconds for each page; 0: as long as it takes
   */
  public void slowDown(long nanos) {
    nanosPerPage = nanos;
  }

  /**
   * Stops the first matching call before it reaches the provider, until it is released.
   *
   * @param matcher which call
   * @param patience how long {@link CallStop#awaitReached} waits
   * @return where it will stand
   */
  public CallStop stopAt(Predicate<KernelCall> matcher, Duration patience) {
    return stop(new CallStop(matcher, patience, false));
  }

  /**
   * Stops every matching call before it reaches the provider, until all are released: what needs
   * one never completes.
   *
   * @param matcher which calls, such as {@code KernelCall::isLock}
   * @param patience how long {@link CallStop#awaitReached} waits
   * @return where they will stand
   */
  public CallStop stopEvery(Predicate<KernelCall> matcher, Duration patience) {
    return stop(new CallStop(matcher, patience, true));
  }

  private CallStop stop(CallStop stop) {
    stops.add(stop);
    return stop;
  }

  /** Ends all faults, and lets stopped calls go on. */
  public void clear() {
    synchronized (this) {
      once = null;
      overLimit = null;
      repeated = null;
      random = null;
      unlockFaults = 0;
    }
    nanosPerPage = 0;
    thrown.clear();
    stops.forEach(CallStop::release);
    stops.clear();
  }

  /** A call has come: it stands still and takes its time. */
  void delay(KernelCall call, int pageSize) {
    for (CallStop stop : stops) {
      stop.pass(call);
    }
    long nanos = nanosPerPage * (call.byteCount() / pageSize);
    long end = System.nanoTime() + nanos;
    while (nanos > 0 && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  /** Whether there is anything that a lock call might meet. */
  synchronized boolean interfere() {
    return once != null
        || overLimit != null
        || repeated != null
        || random != null
        || nanosPerPage > 0
        || !thrown.isEmpty()
        || !stops.isEmpty();
  }

  /** The fault that this lock call shall end with, or null if it shall succeed. */
  synchronized @Nullable Planned planned(KernelCall call) {
    lockCalls++;
    if (repeated != null && lockCalls % every == 0) {
      return new Planned(0, repeated);
    }
    if (random != null && seeded.nextDouble() < probability) {
      return new Planned(0, random);
    }
    if (overLimit != null && locked(call) > limit) {
      return new Planned(0, overLimit);
    }
    return plannedOnce(call);
  }

  private @Nullable Planned plannedOnce(KernelCall call) {
    Fault fault = once;
    if (fault == null) {
      return null;
    }
    if (call.byteCount() <= onceAfter) {
      onceAfter -= call.byteCount();
      return null;
    }
    once = null;
    return new Planned(onceAfter, fault);
  }

  /** What would be locked after a call. */
  private long locked(KernelCall call) {
    long end = call.address() + call.byteCount();
    return lockedPages.bytes()
        + (lockedPages.containsAll(call.address(), end) ? 0 : call.byteCount());
  }

  synchronized boolean shallFailUnlock() {
    return unlockFaults > 0 && unlockFaults-- > 0;
  }
}
