package io.github.pagelock.internal.base;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.function.Consumer;

/**
 * Waits for a reference queue without keeping this library's class loader alive (X6). A thread is a
 * root: what it runs, what it was started by and what it will call stays reachable. So it is one of
 * the JDK's cleaners, which inherits nothing, runs the JDK's code, and knows the listener weakly.
 */
public final class WeakListener {
  private WeakListener() {}

  /**
   * Starts a daemon thread that tells a listener what a queue gets, until the listener is
   * collected.
   *
   * @param queue that nobody else reads
   * @param listener whom somebody else keeps reachable
   * @throws OutOfMemoryError if no thread can be started
   */
  public static void start(ReferenceQueue<Object> queue, Consumer<Reference<?>> listener) {
    Runnable loop;
    try {
      MethodHandle remove =
          JdkCode.PUBLIC
              .findVirtual(ReferenceQueue.class, "remove", MethodType.methodType(Reference.class))
              .bindTo(queue);
      // In the queue, so that its end ends the wait.
      loop = JdkCode.whileThere(new WeakReference<>(listener, queue), remove);
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError("the JDK lacks a public method", impossible);
    }
    // Run by the first collection, as this object is garbage already. Nothing is lost before.
    Cleaner.create().register(new Object(), loop);
  }
}
