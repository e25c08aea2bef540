package io.github.pagelock.fake;

/** Runs inside a call, on the calling thread, without any monitor of the fake held. */
@FunctionalInterface
public interface CallHook {
  void at(Call.Phase phase, Call call);
}
