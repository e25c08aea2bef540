package io.github.pagelock.internal.steps;

/** What becomes of a ticket that has done its turn. */
public enum Next {
  GO_ON,
  STOP,
  /** It is brought again after a while. */
  LATER,
  /** It stays with a chunk in the operating system's queue. */
  QUEUED,
  /** Everything is locked: the result is to be made, without the request's mutex. */
  RESULT,
  /** It was the last one of all: the request is to end, without its mutex. */
  END
}
