package io.github.pagelock.internal.files;

import io.github.pagelock.internal.handle.Lost;
import io.github.pagelock.internal.handle.OpenHandles;

/**
 * What has an end of its own beside a lock: a mapping, a directory that is followed. If it is lost
 * without that, or left when the library's class loader goes, it is ended as lost locks are, after
 * the locks that were made later than it.
 */
public final class LostOnes {
  private LostOnes() {}

  /**
   * Remembers something until it is ended.
   *
   * @param one it, which its end must not reach
   * @param end what is to be done, once
   * @return does it now, unless it was done
   */
  public static Runnable add(Object one, Runnable end) {
    OpenHandles.Entry<End> entry = OpenHandles.add(one, new End(end));
    return () -> {
      End mine = entry.remove();
      if (mine != null) {
        mine.end.run();
      }
    };
  }

  private record End(Runnable end) implements Lost {
    @Override
    public void releaseLost() {
      end.run();
    }
  }
}
