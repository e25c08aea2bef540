package io.github.pagelock.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The cases by name, in the order in which they run. */
final class Cases {
  /** What measures a case; most give one row. */
  interface Case {
    List<Comparison> run() throws Exception;
  }

  /** A case with one row. */
  interface OneRow {
    Comparison run() throws Exception;
  }

  private final Map<String, Case> cases = new LinkedHashMap<>();

  Cases(Plan plan, Reference reference) {
    PageCases page = new PageCases(plan, reference);
    add("small-pair", page::smallPair);
    add("page-alone", page::pageAlone);
    add("relock", page::relock);
    add("submit-flat", () -> new SubmitFlatCase(plan).run());
    BigCases big = new BigCases(plan, reference);
    add("submit", big::submit);
    add("anon-2", big::twoWorkers);
    add("anon-1", big::oneWorker);
    add("anon-2-best", big::twoWorkersAndTheBest);
    add("anon-1-best", big::oneWorkerAndTheBest);
    add("resident-2g", () -> new ResidentCase(plan, reference).run());
    FileCases file = new FileCases(plan, reference);
    add("file-hot", file::hot);
    add("file-cold", file::cold);
    add("close-2g", big::close);
    cases.put("stall", () -> new StallCase(plan, reference).run());
    cases.put("cancel", () -> new CancelCase(plan, reference).run());
    add("behind-huge", () -> new BehindHugeCase(plan).run());
    add("many", () -> new ManyCase(plan).run());
    cases.put("contended", () -> new ContendedCase(plan, reference).run());
    add("ledger", () -> new LedgerCase(plan).run());
    add("throughput", () -> new ThroughputCase(plan, reference).run());
    add("verify", () -> new VerifyCase(plan).run());
    RefusedCase refused = new RefusedCase(plan, reference);
    add("refused", refused::refused);
    add("degraded", refused::degraded);
    cases.put("bridges", () -> new BridgeCases(plan, reference).run());
    cases.put("secrets", () -> new SecretCases(plan, reference).run());
    add("many-files", () -> new ManyFilesCase(plan).run());
  }

  private void add(String name, OneRow one) {
    cases.put(name, () -> List.of(one.run()));
  }

  List<String> names() {
    return List.copyOf(cases.keySet());
  }

  List<Comparison> run(String name) throws Exception {
    Case found = cases.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no case " + name + ", only " + cases.keySet());
    }
    return found.run();
  }
}
