package io.github.pagelock.provider.linux.worstday;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the transformed library calls before it allocates and instead of starting a thread, and what
 * the provider asks before a call. Loaded once, by the loader above the library's. Nothing fails
 * until there is a plan.
 */
public final class Faults {
  /** How what is thrown on purpose begins. */
  public static final String INJECTED = "injected";

  private static final List<String> SITES = new ArrayList<>();
  private static final BitSet HIT = new BitSet();
  private static final List<Throwable> OF_ROUND = new ArrayList<>();
  private static final AtomicLong ALLOCATIONS = new AtomicLong();
  private static final AtomicLong THREADS = new AtomicLong();
  private static final AtomicLong CALLS = new AtomicLong();
  private static final AtomicInteger SKIPS = new AtomicInteger();

  /** Above 0 while the thread initializes a class, which would be broken for good. */
  private static final ThreadLocal<Integer> INITIALIZING = ThreadLocal.withInitial(() -> 0);

  private static volatile @Nullable FaultPlan plan;
  private static volatile @Nullable FaultPlan paused;

  private Faults() {}

  /** Begins a round. */
  public static void on(FaultPlan begun) {
    synchronized (OF_ROUND) {
      OF_ROUND.clear();
    }
    plan = begun;
  }

  public static void off() {
    plan = null;
  }

  /** Nothing fails until {@link #goOn}; only while the library does nothing else. */
  public static void pause() {
    FaultPlan now = plan;
    paused = now == null ? paused : now;
    plan = null;
  }

  public static void goOn() {
    FaultPlan then = paused;
    plan = then == null ? plan : then;
    paused = null;
  }

  public static boolean areOn() {
    return plan != null;
  }

  /** A new place that may fail. */
  static int addSite(String description) {
    synchronized (SITES) {
      SITES.add(description);
      return SITES.size() - 1;
    }
  }

  static String site(int number) {
    synchronized (SITES) {
      return SITES.get(number);
    }
  }

  public static int siteCount() {
    synchronized (SITES) {
      return SITES.size();
    }
  }

  /** Called by the library before it allocates. */
  public static void maybe(int site) {
    FaultPlan now = plan;
    if (now != null && now.allocationFails(site) && INITIALIZING.get() == 0) {
      ALLOCATIONS.incrementAndGet();
      synchronized (HIT) {
        HIT.set(site);
      }
      throw remember(new OutOfMemoryError(INJECTED + " at " + site(site)));
    }
  }

  /** Called by the library at the begin of a static initializer. */
  public static void beginInitializing() {
    INITIALIZING.set(INITIALIZING.get() + 1);
  }

  public static void endInitializing() {
    INITIALIZING.set(INITIALIZING.get() - 1);
  }

  /** Called by the library instead of {@link Thread#start()}. */
  public static void start(Thread thread) {
    if (!(thread instanceof FailingThread)) {
      maybeNoThread();
    }
    thread.start();
  }

  static void maybeNoThread() {
    FaultPlan now = plan;
    if (now != null && now.threadFails()) {
      THREADS.incrementAndGet();
      throw remember(new OutOfMemoryError(INJECTED + ": unable to create native thread"));
    }
  }

  /** Whether the provider's call is to fail; what it throws then is to be {@link #remember}ed. */
  public static boolean callFails() {
    FaultPlan now = plan;
    boolean fails = now != null && now.callFails();
    if (fails) {
      CALLS.incrementAndGet();
    }
    return fails;
  }

  /** For the report of a violation. */
  public static <T extends Throwable> T remember(T thrown) {
    synchronized (OF_ROUND) {
      OF_ROUND.add(thrown);
    }
    return thrown;
  }

  /** Whether a broken library is to leave something undone now: now and then. */
  public static boolean skips() {
    return plan != null && SKIPS.incrementAndGet() % 50 == 0;
  }

  /** Called by a broken library with what it has caught. */
  public static <T extends Throwable> Throwable letGo(Throwable caught) throws T {
    if (skips()) {
      @SuppressWarnings("unchecked") // thrown where nothing is declared
      T undeclared = (T) caught;
      throw undeclared;
    }
    return caught;
  }

  /** What was injected since the plan began. */
  public static List<Throwable> ofRound() {
    synchronized (OF_ROUND) {
      return List.copyOf(OF_ROUND);
    }
  }

  /** What was done in all rounds, a line each. */
  public static String summary() {
    synchronized (HIT) {
      return "allocations="
          + ALLOCATIONS
          + "\nthreads="
          + THREADS
          + "\ncalls="
          + CALLS
          + "\nsites="
          + siteCount()
          + "\nsites.failed="
          + HIT.cardinality();
    }
  }

  /** The sites at which nothing failed. */
  public static List<String> neverFailed() {
    List<String> sites = new ArrayList<>();
    synchronized (HIT) {
      for (int i = HIT.nextClearBit(0); i < siteCount(); i = HIT.nextClearBit(i + 1)) {
        sites.add(site(i));
      }
    }
    return sites;
  }
}
