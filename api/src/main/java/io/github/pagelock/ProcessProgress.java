package io.github.pagelock;

/**
 * Is told how far {@link PageLocker#lockProcess(ProcessScope, LockMode, ProcessProgress)} is, by
 * the thread that called it, after each chunk.
 */
@FunctionalInterface
public interface ProcessProgress {
  /**
   * A chunk is locked. What this throws ends the lock: everything is given back, and the caller
   * gets it.
   *
   * @param doneBytes of the mappings, in bytes; grows up to the total
   * @param totalBytes of all mappings as they were when the lock began, in bytes
   */
  void locked(long doneBytes, long totalBytes);
}
