package io.github.pagelock.benchmarks;

import io.github.pagelock.PageLocker;
import io.github.pagelock.benchmarks.Comparison.Goal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** file-hot and file-cold: a file mapped for reading, in the page cache or evicted from it. */
final class FileCases {
  private static final Goal HOT = Goal.ratio(1.2);
  private static final Goal COLD = Goal.ratio(1.1);

  private final Plan plan;
  private final Reference reference;

  FileCases(Plan plan, Reference reference) {
    this.plan = plan;
    this.reference = reference;
  }

  /** The file was just written, or read by the other side: it is in the page cache. */
  Comparison hot() throws Exception {
    return compare("file-hot", "hot", HOT, true);
  }

  Comparison cold() throws Exception {
    return compare("file-cold", "cold", COLD, false);
  }

  private Comparison compare(String name, String kind, Goal goal, boolean needsTwoCores)
      throws Exception {
    List<Double> inC = new ArrayList<>();
    List<Double> pagelock = new ArrayList<>();
    boolean busy = needsTwoCores && TwoCores.areBusy();
    boolean cold = kind.equals("cold");
    try (TestFile file = new TestFile(reference.directory(), plan.sizes().file());
        PageLocker locker = Asynchronous.locker(2)) {
      // The first reader after a write finds the disk, and this program, in another state.
      for (int warmUp = 0; warmUp < plan.jmh().warmups(); warmUp++) {
        lock(file, locker, cold);
      }
      for (int round = 0; round < plan.rounds(); round++) {
        inC.add(reference.run(kind, file.path()).get(0));
        pagelock.add(lock(file, locker, cold));
      }
    }
    busy |= needsTwoCores && TwoCores.areBusy();
    return new Comparison(name, "ms", pagelock, inC, goal, busy);
  }

  private double lock(TestFile file, PageLocker locker, boolean cold)
      throws IOException, InterruptedException {
    if (cold) {
      reference.run("evict", file.path());
    }
    try (Mapping mapping = Mapping.ofFile(file.path())) {
      long expected = cold ? 0 : mapping.pages();
      if (mapping.residentPages() != expected) {
        throw new IllegalStateException(
            mapping.residentPages() + " pages in the page cache, not " + expected);
      }
      return Asynchronous.millisToLock(locker, mapping.range());
    }
  }
}
