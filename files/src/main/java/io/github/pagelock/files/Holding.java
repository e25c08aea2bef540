package io.github.pagelock.files;

import io.github.pagelock.LockMode;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.PendingLock;
import io.github.pagelock.files.Places.Place;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** What of one file is mapped and locked. Used by one thread at a time. */
final class Holding {
  /** Beyond it, a file that grew piece by piece is mapped anew, in one. */
  private static final int MOST_MAPPINGS = 8;

  private static final Duration LONG = Duration.ofDays(1);

  /** A part in memory, and the lock on it. */
  private record Piece(Place place, LockedRange lock) {
    FileRange part() {
      return place.part();
    }
  }

  private final PageLocker locker;
  private final LockMode mode;
  private List<Mapping> mappings = new ArrayList<>();
  private List<Piece> pieces = new ArrayList<>();

  Holding(PageLocker locker, LockMode mode) {
    this.locker = locker;
    this.mode = mode;
  }

  /** Takes what was locked elsewhere. */
  void take(Places places, List<LockedRange> locks) {
    mappings.addAll(places.added());
    for (int i = 0; i < locks.size(); i++) {
      pieces.add(new Piece(places.places().get(i), locks.get(i)));
    }
  }

  /**
   * Locks what is wanted and not held, then unlocks what is held and not wanted. If it fails,
   * nothing has changed.
   *
   * @param wanted of whole pages
   */
  void adapt(OpenFile file, List<FileRange> wanted) throws IOException {
    List<FileRange> held = held();
    List<Piece> keep = new ArrayList<>();
    List<Piece> obsolete = new ArrayList<>();
    List<Place> cut = new ArrayList<>();
    for (Piece piece : pieces) {
      List<FileRange> common = Extents.common(piece.part(), wanted);
      if (common.equals(List.of(piece.part()))) {
        keep.add(piece);
      } else {
        obsolete.add(piece);
        common.forEach(part -> cut.add(new Place(part, piece.place().mapping())));
      }
    }
    Places places = Places.of(file, Extents.minus(wanted, held), mappings);
    cut.addAll(places.places());
    try {
      keep.addAll(locked(cut));
    } catch (Throwable failure) {
      places.unmap();
      throw failure;
    }
    mappings.addAll(places.added());
    pieces = keep;
    release(obsolete);
    if (mappings.size() > MOST_MAPPINGS && pieces.size() > 1) {
      unite(file, wanted);
    }
  }

  /** In one mapping, where the limit allows both for a moment. */
  private void unite(OpenFile file, List<FileRange> wanted) throws IOException {
    Places places = Places.of(file, wanted, List.of());
    List<Piece> united;
    try {
      united = locked(places.places());
    } catch (RuntimeException refused) {
      places.unmap();
      return;
    }
    List<Piece> obsolete = pieces;
    mappings.addAll(places.added());
    pieces = united;
    release(obsolete);
  }

  /**
   * Locks all of it once more. Where its file was cut off, and written again, pages are mapped no
   * more that the kernel has in its cache: they could go, though the mapping is locked.
   */
  void bringBack() {
    List<Piece> before = pieces;
    pieces = new ArrayList<>(locked(before.stream().map(Piece::place).toList()));
    release(before);
  }

  /** All or none. */
  private List<Piece> locked(List<Place> places) {
    List<MemoryRange> ranges = places.stream().map(Place::range).toList();
    List<LockedRange> locks =
        switch (ranges.size()) {
          case 0 -> List.of();
          case 1 -> List.of(locker.lock(ranges.get(0), mode));
          default -> await(locker.lockAllAsync(ranges, mode));
        };
    List<Piece> locked = new ArrayList<>();
    for (int i = 0; i < locks.size(); i++) {
      locked.add(new Piece(places.get(i), locks.get(i)));
    }
    return locked;
  }

  private static List<LockedRange> await(PendingLock<List<LockedRange>> pending) {
    boolean interrupted = false;
    while (true) {
      try {
        if (pending.await(LONG)) {
          break;
        }
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return pending.result();
  }

  /** Unlocks pieces, and lets go what nothing is held of any more. */
  private void release(List<Piece> obsolete) {
    Failures failures = new Failures();
    Set<Mapping> inUse = Collections.newSetFromMap(new IdentityHashMap<>());
    pieces.forEach(piece -> inUse.add(piece.place().mapping()));
    for (Piece piece : obsolete) {
      failures.collect(
          () -> {
            try {
              piece.lock().close();
            } catch (RuntimeException stillLocked) {
              inUse.add(piece.place().mapping());
              throw stillLocked;
            }
          });
    }
    List<Mapping> rest = new ArrayList<>();
    for (Mapping mapping : mappings) {
      if (inUse.contains(mapping)) {
        rest.add(mapping);
      } else {
        failures.collect(mapping::unmap);
      }
    }
    mappings = rest;
    failures.throwFirst();
  }

  /** Unlocks everything, and lets it go. */
  void close() {
    List<Piece> all = pieces;
    pieces = new ArrayList<>();
    release(all);
  }

  /** The parts that are held, of whole pages. */
  List<FileRange> held() {
    return Extents.union(pieces.stream().map(Piece::part).toList());
  }

  List<LockedRange> locks() {
    return pieces.stream().map(Piece::lock).toList();
  }

  /** Bytes of pages that are locked; none under best-effort where they could not be. */
  long lockedBytes() {
    long bytes = 0;
    for (Piece piece : pieces) {
      bytes += piece.lock().isLocked() ? piece.part().byteCount() : 0;
    }
    return bytes;
  }
}
