package io.github.pagelock.internal.view;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What users see of a completion: only Pagelock completes it.
 *
 * <p>Not a {@code minimalCompletionStage}, which is completed by another future: what the JDK makes
 * on the way between them needs memory, and without it is lost.
 */
final class Completion<R> extends CompletableFuture<R> {
  /** Throws only if there is no memory, and then has done nothing. */
  void completeWith(R result) {
    super.complete(result);
  }

  /** As {@link #completeWith}. */
  void failWith(Throwable failure) {
    super.completeExceptionally(new CompletionException(failure));
  }

  /** What the user makes of it is his to complete. */
  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }

  @Override
  public CompletableFuture<R> toCompletableFuture() {
    return copy();
  }

  @Override
  public boolean complete(R result) {
    throw notYours();
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    throw notYours();
  }

  @Override
  public boolean cancel(boolean mayInterrupt) {
    throw notYours();
  }

  @Override
  public void obtrudeValue(R result) {
    throw notYours();
  }

  @Override
  public void obtrudeException(Throwable failure) {
    throw notYours();
  }

  @Override
  public CompletableFuture<R> completeAsync(Supplier<? extends R> supplier, Executor executor) {
    throw notYours();
  }

  @Override
  public CompletableFuture<R> completeAsync(Supplier<? extends R> supplier) {
    throw notYours();
  }

  @Override
  public CompletableFuture<R> orTimeout(long timeout, TimeUnit unit) {
    throw notYours();
  }

  @Override
  public CompletableFuture<R> completeOnTimeout(R result, long timeout, TimeUnit unit) {
    throw notYours();
  }

  private static UnsupportedOperationException notYours() {
    return new UnsupportedOperationException(
        "only Pagelock completes it; cancel the request, or use toCompletableFuture()");
  }
}
