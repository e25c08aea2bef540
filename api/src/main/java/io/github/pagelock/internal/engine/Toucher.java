package io.github.pagelock.internal.engine;

import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.internal.kernel.ChunkSizer;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.internal.work.Pause;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.RangeAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the pages of a buffer resident that could not be locked (L10): by the kernel, where the
 * provider can ask it to, else by reading a byte of each page through the buffer. It never writes:
 * that would dirty files; and it does not fill a file system that has no room. An address is never
 * touched: nothing says that it may be read.
 *
 * <p>Nothing of it fails: what kept a page from being touched is suppressed in the failure of the
 * lock, which says already that nothing is locked.
 */
public final class Toucher {
  /**
   * The smallest page of any system: without a provider nobody knows the size, and a second look at
   * a page costs nothing beside bringing it in.
   */
  private static final int STEP = 4 * 1024;

  private final MemoryRange range;
  private final PageOperations operations;
  private final @Nullable Throwable failure;
  private final Consumer<Thread> starter;

  public Toucher(MemoryRange range, PageOperations operations, @Nullable Throwable failure) {
    this(range, operations, failure, Thread::start);
  }

  Toucher(
      MemoryRange range,
      PageOperations operations,
      @Nullable Throwable failure,
      Consumer<Thread> starter) {
    this.range = range;
    this.operations = operations;
    this.failure = failure;
    this.starter = starter;
  }

  /** All of it, on this thread and, where a buffer has to be read, on another one. Waits. */
  public void touch(Pages pages) {
    try {
      // An address is never touched: no sleep for it either, which takes as long as 300 refusals.
      if (range.view().isPresent() && !wouldFill()) {
        touchByChunks(pages);
      }
    } catch (Throwable noMemory) {
      note(noMemory);
    }
  }

  private void touchByChunks(Pages pages) {
    ChunkSizer sizer = ChunkSizer.ofLocks(operations.pageSize(), ChunkSizer.LARGEST);
    long at = pages.start();
    while (true) {
      Pages chunk = new Pages(at, Math.min(at + sizer.next(), pages.end()));
      long begun = System.nanoTime();
      if (!bringIn(chunk)) {
        read(new Pages(at, pages.end()));
        return;
      }
      sizer.took(chunk.byteCount(), System.nanoTime() - begun);
      at = chunk.end();
      if (at >= pages.end()) {
        return;
      }
      Pause.betweenChunks();
    }
  }

  /** Asks the kernel; false if the buffer has to be read instead. */
  public boolean bringIn(Pages chunk) {
    try {
      return range.view().isEmpty()
          || isClosed()
          || wouldFill()
          || (chunk.byteCount() > 0 && operations.bringIn(chunk.start(), chunk.byteCount()));
    } catch (Throwable problem) {
      note(problem);
      return false;
    }
  }

  /**
   * Whether touching would allocate what the lock was refused for: holes of a file whose file
   * system has no room for them. A refusal that tells limits is not asked: its sentence is made
   * only then.
   */
  private boolean wouldFill() {
    return failure instanceof PageLockException refused
        && refused.reason() == Reason.LIMIT_EXCEEDED
        && refused.limits().isEmpty()
        && refused
            .diagnosis()
            .filter(problem -> problem.cause() == Cause.FILE_SYSTEM_FULL)
            .isPresent();
  }

  /** Other memory may be there by now. */
  private boolean isClosed() {
    try {
      range.checkAccess();
      return false;
    } catch (IllegalStateException closed) {
      note(closed);
      return true;
    } catch (RuntimeException confinedToAnotherThread) {
      return false;
    }
  }

  /** Does not wait; {@code whenDone} runs once, on this thread if no other can be had. */
  public void readAsync(Pages chunk, Runnable whenDone) {
    Runnable reading =
        () -> {
          try {
            read(chunk);
          } finally {
            whenDone.run();
          }
        };
    if (!start(new Thread(null, reading, "pagelock-toucher-end", 0, false))) {
      whenDone.run();
    }
  }

  /**
   * A page beyond the end of a truncated file gives an InternalError. The JVM throws it late, even
   * after the method that read has returned, so that no catch block around the read is sure to see
   * it: a thread of its own takes it to its grave.
   */
  private void read(Pages pages) {
    try {
      ByteBuffer bytes = bytes(pages);
      Thread reader = new Thread(null, () -> readEachPage(bytes), "pagelock-toucher", 0, false);
      reader.setUncaughtExceptionHandler((thread, problem) -> note(problem));
      if (start(reader)) {
        awaitEnd(reader);
      }
    } catch (Throwable problem) {
      note(problem);
    }
  }

  private boolean start(Thread thread) {
    try {
      thread.setDaemon(true);
      starter.accept(thread);
      return true;
    } catch (Throwable noThread) {
      note(noThread);
      return false;
    }
  }

  private static void awaitEnd(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Those of the range that lie in these pages; all, where there is no address. */
  private ByteBuffer bytes(Pages pages) {
    ByteBuffer view = range.view().orElseThrow();
    if (pages.byteCount() == 0) {
      return view;
    }
    long address = RangeAddress.of(range, operations::addressOf);
    long first = Math.max(pages.start() - address, 0);
    long end = Math.min(pages.end() - address, range.byteCount());
    int position = view.position();
    return view.limit((int) (position + end)).position((int) (position + first));
  }

  private static void readEachPage(ByteBuffer view) {
    int sum = 0;
    for (long at = view.position(); at < view.limit(); at += STEP) {
      sum += view.get((int) at);
    }
    blackhole = (byte) (sum + view.get(view.limit() - 1));
  }

  /** Keeps the reads from being optimised away. */
  @SuppressWarnings("unused")
  private static volatile byte blackhole;

  /** Each kind once: a failure may be that of many handles. */
  private void note(Throwable problem) {
    if (failure == null || failure == problem) {
      return;
    }
    try {
      for (Throwable known : failure.getSuppressed()) {
        if (known.getClass() == problem.getClass()) {
          return;
        }
      }
      failure.addSuppressed(problem);
    } catch (OutOfMemoryError noRoomToSayIt) {
      return;
    }
  }
}
