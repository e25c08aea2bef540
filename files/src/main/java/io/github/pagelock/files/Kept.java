package io.github.pagelock.files;

import io.github.pagelock.files.Followed.Identity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The files below a directory that is followed: those that have been locked for the longest time
 * come first. Changed by one thread at a time. Others may ask for the list meanwhile, and do not
 * wait for what is being locked.
 */
final class Kept {
  private final ReentrantLock list = new ReentrantLock();
  private final Map<Identity, Followed> files = new LinkedHashMap<>();

  @Nullable Followed get(Identity identity) {
    return files.get(identity);
  }

  /** Not to be changed while somebody looks through it. */
  Collection<Followed> all() {
    return Collections.unmodifiableCollection(files.values());
  }

  void putLast(Followed file) {
    list.lock();
    try {
      files.remove(file.identity);
      files.put(file.identity, file);
    } finally {
      list.unlock();
    }
  }

  void remove(Followed file) {
    list.lock();
    try {
      files.remove(file.identity);
    } finally {
      list.unlock();
    }
  }

  List<FollowedFile> told() {
    list.lock();
    try {
      List<FollowedFile> told = new ArrayList<>();
      files.values().forEach(file -> told.add(file.told()));
      return told;
    } finally {
      list.unlock();
    }
  }

  long lockedBytes() {
    return told().stream().mapToLong(FollowedFile::lockedBytes).sum();
  }

  /** Unlocks all of them. */
  void close(Failures failures) {
    for (Followed file : List.copyOf(files.values())) {
      remove(file);
      failures.collect(file::release);
    }
  }
}
