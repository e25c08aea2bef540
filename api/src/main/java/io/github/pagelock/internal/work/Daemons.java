package io.github.pagelock.internal.work;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes threads that never hold the JVM, and keep nothing of whoever happened to start them. */
final class Daemons implements ThreadFactory {
  private final String prefix;
  private final AtomicInteger number = new AtomicInteger();

  Daemons(String prefix) {
    this.prefix = prefix;
  }

  @Override
  public Thread newThread(Runnable task) {
    // No inheritable thread locals: a worker outlives whoever started it.
    Thread thread = new Thread(null, task, prefix + number.incrementAndGet(), 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    return thread;
  }
}
