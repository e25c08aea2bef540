package io.github.pagelock.internal.handle;

/** What is done for something that is found lost. */
public interface Lost {
  /** Nobody is there to be told by an exception: throws nothing that matters. */
  void releaseLost();
}
