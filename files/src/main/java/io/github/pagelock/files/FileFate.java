package io.github.pagelock.files;

/**
 * What became of a file, by its name.
 *
 * @param kind what
 * @param byteCount the size of what has the name now, in bytes; 0 if nothing has
 */
public record FileFate(Kind kind, long byteCount) {
  /** What may become of a file. More may be added: a switch needs a default. */
  public enum Kind {
    /** It is there, with as many bytes. */
    SAME,
    /** It is there, with more bytes. */
    GROWN,
    /** It is there, with fewer bytes. */
    SHRUNK,
    /** Another file has its name. */
    REPLACED,
    /** Nothing has its name. */
    DELETED
  }
}
