package io.github.pagelock.tck;

import io.github.pagelock.spi.PageOperations;
import java.util.Set;

/** Memory for the kit to lock, and what can be done to it behind the library's back. */
public interface TestMemory {
  /** What a test memory can do beyond being allocated. */
  enum Feature {
    /** Fresh pages are not resident until something touches them. */
    FRESH_PAGES_ABSENT,
    /** {@link TestMemory#unmap} works. */
    UNMAP,
    /** {@link TestMemory#makeInaccessible} works. */
    MAKE_INACCESSIBLE,
    /** {@link TestMemory#replace} works. */
    REPLACE,
    /** {@link TestMemory#drop} works. */
    DROP,
    /** {@link TestMemory#read} works. */
    READ_PAGES_ARE_COPIED,
    /** {@link TestMemory#allocateFile} works. */
    PAGE_CACHE,
    /** The memory is this JVM's, so that what Java code reads becomes resident. */
    OF_THIS_PROCESS
  }

  /**
   * What this memory can do.
   *
   * @return an immutable set
   */
  Set<Feature> features();

  /**
   * Maps memory that shares no page with anything else that is locked.
   *
   * @param pages how many whole pages
   * @return the memory, not locked
   */
  TestRegion allocate(int pages);

  /**
   * Unmaps what is left of a region.
   *
   * @param region an allocated region; parts of it may be unmapped already
   */
  void free(TestRegion region);

  /**
   * Unmaps pages.
   *
   * @param address the first page
   * @param byteCount bytes, whole pages
   */
  default void unmap(long address, long byteCount) {
    throw new UnsupportedOperationException();
  }

  /**
   * Forbids any access to pages (PROT_NONE).
   *
   * @param address the first page
   * @param byteCount bytes, whole pages
   */
  default void makeInaccessible(long address, long byteCount) {
    throw new UnsupportedOperationException();
  }

  /**
   * Puts new memory, which is not locked, at the same address.
   *
   * @param address the first page
   * @param byteCount bytes, whole pages
   */
  default void replace(long address, long byteCount) {
    throw new UnsupportedOperationException();
  }

  /**
   * Makes locked pages non resident all the same (Linux: MADV_DONTNEED_LOCKED).
   *
   * @param address the first page
   * @param byteCount bytes, whole pages
   */
  default void drop(long address, long byteCount) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads fresh pages: they are resident then, and a lock copies them all the same (Linux: the page
   * of zeros).
   *
   * @param address the first page
   * @param byteCount bytes, whole pages
   */
  default void read(long address, long byteCount) {
    throw new UnsupportedOperationException();
  }

  /**
   * Maps a file, read-only, that is partly in the page cache.
   *
   * @param pages how many whole pages
   * @param cached how many of them, the first ones, are in the page cache
   * @return the memory, not locked
   */
  default TestRegion allocateFile(int pages, int cached) {
    throw new UnsupportedOperationException();
  }

  /**
   * Memory of direct buffers, found through the provider's own {@link PageOperations#addressOf}. It
   * can do nothing else.
   *
   * @param operations of a provider with the capability BYTE_BUFFERS
   * @return memory of this process
   */
  static TestMemory ofBuffers(PageOperations operations) {
    return new BufferMemory(operations);
  }
}
