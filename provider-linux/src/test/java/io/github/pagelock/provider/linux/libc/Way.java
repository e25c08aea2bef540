package io.github.pagelock.provider.linux.libc;

import static org.junit.jupiter.api.Assumptions.abort;

import io.github.pagelock.posix.CannotCallException;

/** The bridges by which C is called. */
public enum Way {
  /** The JDK's own. */
  FFM {
    @Override
    LibC load() {
      return FfmLibC.load();
    }
  },
  /** JNA's. */
  JNA {
    @Override
    LibC load() {
      return JnaLibC.load();
    }
  };

  abstract LibC load();

  /** Its binding, or no test. */
  public LibC loadOrAbort() {
    try {
      return load();
    } catch (CannotCallException no) {
      return abort(no.getMessage());
    }
  }
}
