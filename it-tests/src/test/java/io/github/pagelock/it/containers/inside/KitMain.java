package io.github.pagelock.it.containers.inside;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.pagelock.PageLockException;
import io.github.pagelock.tck.Patience;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the kit with a {@link Patience} of as many milliseconds as the first argument says on each
 * provider that the others name, one after the other: a guest in software emulation starts no
 * second JVM for it. Prints, for each, {@code === PROVIDER}, what Java and which bridge it is, then
 * a line for each test: {@code kit}, name, outcome, milliseconds, cause, message, separated by
 * tabs; and a last one with their number.
 */
public final class KitMain implements TestExecutionListener {
  private static final int MOST_CHARACTERS = 900;

  private int count;
  private long started;

  private KitMain() {}

  /** Runs the kit. */
  public static void main(String[] arguments) {
    System.setProperty(Patience.PROPERTY, arguments[0]);
    for (String provider : List.of(arguments).subList(1, arguments.length)) {
      run(provider);
    }
    // Threads of tests that hang must not keep the cell.
    System.exit(0);
  }

  private static void run(String provider) {
    System.setProperty(CellKit.PROVIDER, provider);
    System.out.println("=== " + provider);
    System.out.println("kit\tjava\t" + java());
    System.out.println("kit\tbridge\t" + bridge(provider));
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(CellKit.class)).build();
    LauncherFactory.create().execute(request, new KitMain());
  }

  /** Its name, without the reason for it. */
  private static String bridge(String provider) {
    return CellKit.named(provider).availability().bridge().replaceFirst(":.*", "");
  }

  /** Feature version, and musl, if that is its C library. */
  private static String java() {
    String version = "" + Runtime.version().feature();
    try {
      // File names are bytes.
      String maps = Files.readString(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1);
      return maps.contains("ld-musl-") ? version + ", musl" : version;
    } catch (IOException notLinux) {
      return version;
    }
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    started = System.nanoTime();
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (!test.isTest()) {
      result.getThrowable().ifPresent(thrown -> say("container", "FAILED", thrown));
      return;
    }
    count++;
    Throwable thrown = result.getThrowable().orElse(null);
    say(
        test.getDisplayName().replace("()", ""),
        result.getStatus().name(),
        thrown == null ? new Throwable("") : thrown);
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    System.out.println("kit\tended\t" + count);
  }

  private void say(String name, String outcome, Throwable thrown) {
    long millis = (System.nanoTime() - started) / 1_000_000;
    String message = String.valueOf(thrown.getMessage()).replaceAll("\\s+", " ");
    String shown = message.substring(0, Math.min(message.length(), MOST_CHARACTERS));
    System.out.println(String.join("\t", "kit", name, outcome, "" + millis, cause(thrown), shown));
  }

  /** The cause that Pagelock itself gives for a lock that failed, or the exception's class. */
  private static String cause(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof PageLockException refused) {
        return refused.diagnosis().map(known -> "" + known.cause()).orElse("" + refused.reason());
      }
    }
    return thrown.getClass().getSimpleName();
  }
}
