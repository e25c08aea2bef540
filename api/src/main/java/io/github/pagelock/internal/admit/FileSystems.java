package io.github.pagelock.internal.admit;

import io.github.pagelock.LockMode;
import io.github.pagelock.PageLockException;
import io.github.pagelock.internal.kernel.ChunkSizer;
import io.github.pagelock.internal.pages.Pages;
import io.github.pagelock.spi.LockFailure;
import io.github.pagelock.spi.PageOperations;
import io.github.pagelock.spi.PageSpan;
import java.util.List;

/** Refuses a request that would fill a file system before it has allocated anything there. */
public final class FileSystems {
  private FileSystems() {}

  /**
   * Looks at all ranges of a request at once.
   *
   * @throws PageLockException LIMIT_EXCEEDED, if the pages of their holes have no room
   */
  public static void check(PageOperations operations, List<Pages> whole, LockMode mode) {
    boolean oneChunk = whole.size() == 1 && whole.get(0).byteCount() <= ChunkSizer.FIRST;
    if (oneChunk || mode != LockMode.PLAIN) {
      return; // the provider's call is all or nothing; on fault nothing is allocated
    }
    List<PageSpan> spans =
        whole.stream().map(pages -> new PageSpan(pages.start(), pages.byteCount())).toList();
    operations
        .fileSystemProblem(spans)
        .ifPresent(
            full -> {
              long bytes = spans.stream().mapToLong(PageSpan::byteCount).sum();
              throw LockFailure.of(full, "lock", spans.get(0).address(), bytes).build();
            });
  }
}
