package io.github.pagelock.benchmarks;

import java.util.List;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** One fork of JMH. */
final class JmhFork {
  private JmhFork() {}

  /** What a method of a benchmark takes, in its unit. */
  static double of(Plan plan, Class<?> benchmark, String method, List<String> jvmOptions)
      throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include("^\\Q" + benchmark.getName() + "." + method + "\\E$")
            .forks(1)
            .jvmArgsAppend(jvmOptions.toArray(String[]::new))
            .warmupIterations(plan.jmh().warmups())
            .warmupTime(TimeValue.milliseconds(plan.jmh().millis()))
            .measurementIterations(plan.jmh().iterations())
            .measurementTime(TimeValue.milliseconds(plan.jmh().millis()))
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    return new Runner(options).runSingle().getPrimaryResult().getScore();
  }
}
