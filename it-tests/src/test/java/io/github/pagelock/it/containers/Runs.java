package io.github.pagelock.it.containers;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Runs in containers and guests, a few at a time: all begin as soon as one is asked for. */
final class Runs {
  static final String NEWEST = "6.12";
  static final List<String> KERNELS = List.of("5.10", "6.1", NEWEST);

  private static final ExecutorService GUEST_POOL = pool(2);

  private static final ExecutorService CONTAINER_POOL = pool(2);

  private static final Path PAYLOAD = Payload.directory();

  /** Of the JVM that runs the tests. */
  static final String JDK = "" + Runtime.version().feature();

  /** The slowest first. */
  static final Map<Machine, Supplier<GuestRun>> MACHINES = machines();

  static final Path RUNTIME = runtime(System.getProperty("java.home"), "runtime");
  static final Map<Guest, Supplier<GuestRun>> GUESTS = guests();
  static final Supplier<GuestRun> SWAP = onlyIn61(GuestRun::swap);
  static final Supplier<GuestRun> CGROUP = onlyIn61(GuestRun::cgroup);
  static final Map<Cell, Supplier<ContainerRun>> CONTAINERS = containers();

  private Runs() {}

  private static Map<Cell, Supplier<ContainerRun>> containers() {
    Map<Cell, Supplier<ContainerRun>> runs = new LinkedHashMap<>();
    if (Lab.here().find("image").isEmpty()) {
      return runs;
    }
    for (Privileges set : EnumSet.complementOf(EnumSet.of(Privileges.NOEXEC_BY_JDK))) {
      for (String provider : Cell.PROVIDERS) {
        add(Cell.ofContainer("17", provider, set), "", runs);
      }
    }
    Lab.here()
        .find("jdk.home")
        .ifPresent(
            home -> {
              String version = Lab.here().need("jdk.version");
              for (String provider : Cell.PROVIDERS) {
                add(Cell.ofContainer(version, provider, Privileges.IPC_LOCK), home, runs);
                add(Cell.ofContainer(version, provider, Privileges.NOEXEC_BY_JDK), home, runs);
              }
              add(Cell.ofContainer(version, "linux", Privileges.USER_64_KIB), home, runs);
            });
    return runs;
  }

  private static void add(Cell cell, String home, Map<Cell, Supplier<ContainerRun>> runs) {
    JavaImage image = new JavaImage(Lab.here().need("image"), home);
    runs.put(cell, begin(CONTAINER_POOL, () -> ContainerRun.of(cell, PAYLOAD, image)));
  }

  private static Map<Machine, Supplier<GuestRun>> machines() {
    Map<Machine, Supplier<GuestRun>> runs = new EnumMap<>(Machine.class);
    for (Machine machine : Machine.values()) {
      if (machine.home().isPresent()) {
        runs.put(machine, begin(GUEST_POOL, () -> GuestRun.machine(machine, PAYLOAD)));
      }
    }
    return runs;
  }

  private static Map<Guest, Supplier<GuestRun>> guests() {
    Map<Guest, Supplier<GuestRun>> runs = new LinkedHashMap<>();
    for (String version : KERNELS) {
      add(new Guest(version, JDK), () -> RUNTIME, runs);
    }
    newerJdk()
        .ifPresent(
            home -> {
              Guest guest = new Guest(NEWEST, Lab.here().need("jdk.version"));
              add(guest, () -> runtime(home, "newer-runtime"), runs);
            });
    return runs;
  }

  private static void add(
      Guest guest, Supplier<Path> runtime, Map<Guest, Supplier<GuestRun>> runs) {
    kernel(guest.kernel())
        .ifPresent(
            kernel ->
                runs.put(
                    guest,
                    begin(GUEST_POOL, () -> GuestRun.kit(guest, kernel, runtime.get(), PAYLOAD))));
  }

  /** Home of the one that is not the tests' own. */
  private static Optional<String> newerJdk() {
    return Lab.here().find("jdk.home").filter(home -> !JDK.equals(Lab.here().need("jdk.version")));
  }

  private interface Boot {
    GuestRun boot(String version, Path kernel, Path payload);
  }

  private static Supplier<GuestRun> onlyIn61(Boot guest) {
    return kernel("6.1")
        .map(home -> begin(GUEST_POOL, () -> guest.boot("6.1", home, PAYLOAD)))
        .orElse(
            () -> {
              throw new IllegalStateException("no kernel");
            });
  }

  private static Optional<Path> kernel(String version) {
    return Lab.here().find("kernel." + version).map(Path::of);
  }

  /** Of a JDK, with no more than the tests need: it is in the guest's memory. */
  private static Path runtime(String home, String name) {
    Path runtime = Lab.directory().resolve(name);
    HostCommand.run(
        120,
        List.of(
            Path.of(home, "bin", "jlink").toString(),
            "--add-modules",
            "java.base,java.logging,java.management,jdk.management,jdk.jfr,jdk.unsupported,java.xml",
            "--strip-debug",
            "--no-man-pages",
            "--no-header-files",
            "--generate-cds-archive",
            "--output",
            runtime.toString()));
    return runtime;
  }

  private static <T> Supplier<T> begin(ExecutorService pool, Supplier<T> run) {
    CompletableFuture<T> future = CompletableFuture.supplyAsync(run, pool);
    return future::join;
  }

  private static ExecutorService pool(int threads) {
    return Executors.newFixedThreadPool(
        threads,
        work -> {
          Thread thread = new Thread(work, "cell");
          thread.setDaemon(true);
          return thread;
        });
  }
}
