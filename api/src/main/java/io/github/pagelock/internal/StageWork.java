package io.github.pagelock.internal;

import io.github.pagelock.LockMode;
import io.github.pagelock.internal.Chunks.Chunk;
import java.util.ArrayList;
import java.util.List;

/** What a stage of a request has to do, before it is cut (docs/pending.md). */
final class StageWork {
  private final List<Part> parts;
  private final LockMode mode;

  StageWork(List<Part> parts, LockMode mode) {
    this.parts = parts;
    this.mode = mode;
  }

  /** Whether nothing is marked, populated and finished apart: LOCK does all. */
  boolean isLockOnly() {
    return parts.stream().allMatch(part -> part.populator == null);
  }

  /**
   * A chunk for each run of pages.
   *
   * @param touches whether a lock that failed is to read its pages (BEST_EFFORT, L10)
   */
  List<Chunk> of(Stage stage, boolean touches) {
    List<Chunk> work = new ArrayList<>();
    for (Part part : parts) {
      boolean stepped = part.populator != null;
      switch (stage) {
        case LOCK -> {
          if (!stepped) {
            work.add(new Chunk(part, part.pages(), mode));
          }
        }
        case MARK, POPULATE -> {
          if (stepped) {
            work.add(new Chunk(part, part.pages(), LockMode.ON_FAULT));
          }
        }
        case FINISH -> {
          if (stepped) {
            work.add(new Chunk(part, part.pages(), LockMode.PLAIN));
          }
        }
        case UNMARK, ROLLBACK -> {
          part.marked.toList().forEach(p -> work.add(new Chunk(part, p, LockMode.ON_FAULT)));
          if (stage == Stage.ROLLBACK) {
            part.held.toList().forEach(p -> work.add(new Chunk(part, p, mode)));
          }
        }
        case TOUCH -> {
          if (touches) {
            work.add(new Chunk(part, part.pages(), mode));
          }
        }
        default -> throw new AssertionError(stage);
      }
    }
    return work;
  }
}
