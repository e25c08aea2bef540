package io.github.pagelock.cli;

import io.github.pagelock.Capability;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.LockMode;
import io.github.pagelock.PageLocker;
import io.github.pagelock.ProcessScope;
import org.jspecify.annotations.Nullable;

/**
 * Whether a JVM with a heap of this size, started as this one was, could lock its whole process.
 *
 * @param heapBytes its largest heap (-Xmx)
 * @param byChunks whether that would go by chunks, or stall it
 * @param diagnosis what prevents it
 */
record ProcessProspect(long heapBytes, boolean byChunks, Diagnosis diagnosis) {
  /**
   * Asks, and locks nothing. The limit is compared with the address space, which is that of this
   * JVM but for the heap; the memory with the heap.
   *
   * @param heap null: as large as this JVM's
   */
  static ProcessProspect of(PageLocker locker, @Nullable Long heap) {
    long own = Runtime.getRuntime().maxMemory();
    long bytes = heap == null ? own : heap;
    Diagnosis found =
        locker.diagnoseProcess(ProcessScope.CURRENT_AND_FUTURE, LockMode.PLAIN, bytes - own);
    if (!found.isProblem()) {
      found = locker.diagnose(bytes);
    }
    boolean byChunks = locker.capabilities().contains(Capability.PROCESS_BY_CHUNKS);
    return new ProcessProspect(bytes, byChunks, found);
  }
}
