package io.github.pagelock.it.server;

import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;

/**
 * Deploys an application and undeploys it, ten times, then collects garbage: {@code BASE LEAVES}.
 * The application's jars are in WEB-INF/lib of BASE. Prints how many class loaders are left and
 * what is locked; with {@code field}, also what is locked while a stopped class loader is kept.
 */
public final class Redeploys {
  private static final int TIMES = 10;

  /** JNA's thread ends when nothing was to be cleaned for 30 s. */
  private static final long PATIENCE_SECONDS = 50;

  private final Tomcat tomcat = new Tomcat();
  private final String application;
  private final String leaves;

  private Redeploys(String base, String leaves) {
    this.application = base;
    this.leaves = leaves;
    tomcat.setBaseDir(base);
    tomcat.setPort(-1);
  }

  public static void main(String[] args) throws Exception {
    Redeploys redeploys = new Redeploys(args[0], args[1]);
    redeploys.tomcat.getHost();
    redeploys.tomcat.start();
    if (args[1].contains("field")) {
      redeploys.keepAStoppedLoader();
    } else {
      redeploys.redeploy();
    }
    System.exit(0);
  }

  private void redeploy() throws Exception {
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      loaders.add(new WeakReference<>(deployAndUndeploy()));
    }
    collectUntil(() -> count(loaders) == 0);
    System.out.println("alive: " + count(loaders));
    System.out.println("locked: " + lockedKilobytes());
  }

  private static long count(List<WeakReference<ClassLoader>> loaders) {
    return loaders.stream().filter(loader -> loader.get() != null).count();
  }

  private void keepAStoppedLoader() throws Exception {
    ClassLoader stopped = deployAndUndeploy();
    try {
      System.out.println("locked when stopped: " + lockedKilobytes());
      collectUntil(() -> lockedKilobytes() == 0);
      System.out.println("locked: " + lockedKilobytes());
    } finally {
      Reference.reachabilityFence(stopped);
    }
  }

  private static void collectUntil(BooleanSupplier done) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    do {
      System.gc();
      Thread.sleep(250);
    } while (!done.getAsBoolean() && System.nanoTime() - deadline < 0);
  }

  private ClassLoader deployAndUndeploy() throws LifecycleException {
    StandardContext context = new StandardContext();
    context.setName("/app");
    context.setPath("/app");
    context.setDocBase(application);
    context.addLifecycleListener(new Tomcat.FixContextListener());
    context.addApplicationListener("io.github.pagelock.it.webapp.Application");
    context.addParameter("leaves", leaves);
    tomcat.getHost().addChild(context);
    if (!context.getState().isAvailable()) {
      System.out.println("not started: " + context.getState());
    }
    ClassLoader loader = context.getLoader().getClassLoader();
    tomcat.getHost().removeChild(context);
    return loader;
  }

  private static long lockedKilobytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmLck:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
