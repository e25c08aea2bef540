package io.github.pagelock.cli;

import io.github.pagelock.PageLockException;
import io.github.pagelock.cli.libc.NotifySocket;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells systemd how far it is, where that has started the command as a service of Type=notify.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/sd_notify.3.html">sd_notify(3)</a>
 */
final class ServiceManager {
  private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Longer than between two of them, however slow the disk. */
  private static final long PATIENCE_MICROS = TimeUnit.MINUTES.toMicros(1);

  private final @Nullable String address;
  private final Output output;
  private boolean complained;

  private ServiceManager(@Nullable String address, Output output) {
    this.address = address;
    this.output = output;
  }

  /** The one that NOTIFY_SOCKET names; one that is told nothing if there is none. */
  static ServiceManager ofEnvironment(Output output) {
    String address = System.getenv("NOTIFY_SOCKET");
    return new ServiceManager(address == null || address.isEmpty() ? null : address, output);
  }

  /** All is resident. */
  void ready(String status) {
    send("READY=1\nSTATUS=" + status);
  }

  /** Everything is looked at again; it is ready afterwards. */
  void reloading() {
    send("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
  }

  /** It ends. */
  void stopping() {
    send("STOPPING=1");
  }

  /** Tells progress, which otherwise is told as before. */
  Progress telling(Progress progress, Progress.Verb verb) {
    return address == null ? progress : new Telling(progress, verb);
  }

  private void send(String state) {
    if (address == null) {
      return;
    }
    try {
      int errno = NotifySocket.send(address, state);
      if (errno != 0) {
        complain("errno " + errno);
      }
    } catch (LinkageError | PageLockException noBridge) {
      complain(noBridge.toString());
    }
  }

  private void complain(String why) {
    if (!complained) {
      complained = true;
      output.complain("the service manager at NOTIFY_SOCKET (" + address + ") is not told: " + why);
    }
  }

  private final class Telling implements Progress {
    private final Progress progress;
    private final Verb verb;
    private long total;
    private long last;

    Telling(Progress progress, Verb verb) {
      this.progress = progress;
      this.verb = verb;
    }

    @Override
    public void begin(String what, long bytes) {
      total = bytes;
      progress.begin(what, bytes);
      tell(0);
    }

    @Override
    public void reached(long bytes) {
      progress.reached(bytes);
      if (System.nanoTime() - last >= BETWEEN_NANOS) {
        tell(bytes);
      }
    }

    private void tell(long bytes) {
      last = System.nanoTime();
      send(
          "STATUS="
              + verb.doing()
              + ": "
              + ByteSize.human(bytes)
              + " of "
              + ByteSize.human(total)
              + "\nEXTEND_TIMEOUT_USEC="
              + PATIENCE_MICROS);
    }

    @Override
    public void stopping(long bytes) {
      progress.stopping(bytes);
    }

    @Override
    public void close() {
      progress.close();
    }
  }
}
