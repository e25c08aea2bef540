package io.github.pagelock.provider.linux;

import io.github.pagelock.Cure;
import io.github.pagelock.Launcher;
import io.github.pagelock.Remedy;
import java.util.ArrayList;
import java.util.List;

/** A cure on its way: the best remedy is added first. */
final class Advice {
  private final List<Remedy> remedies = new ArrayList<>();
  private final List<String> inVain = new ArrayList<>();

  void add(String remedy, boolean tried) {
    remedies.add(Remedy.of(remedy, tried));
  }

  void addUntried(String remedy) {
    add(remedy, false);
  }

  void inVain(String what) {
    inVain.add(what);
  }

  Cure of(Launcher launcher) {
    return Cure.of(launcher, remedies, inVain);
  }
}
