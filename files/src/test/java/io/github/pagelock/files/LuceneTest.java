package io.github.pagelock.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Library;
import com.sun.jna.Native;
import io.github.pagelock.PageLocker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.MMapDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An index of Lucene that is followed while it is written. The witness is mincore, called for the
 * mappings that Lucene itself made and nobody locked.
 */
class LuceneTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int COMMITS = 5;
  private static final int DOCUMENTS = 3_000;

  @TempDir Path directory;
  private final C libc = Native.load("c", C.class);
  private final int pageSize = PageLocker.system().pageSize();

  /** C's own. */
  public interface C extends Library {
    /** 0, or -1. */
    int mincore(long address, long byteCount, byte[] residency);
  }

  @Test
  void aSearchSeesNoPageThatIsNotResidentOnceACommitHasSettled() throws Exception {
    try (MMapDirectory index = new MMapDirectory(directory);
        IndexWriter writer = new IndexWriter(index, new IndexWriterConfig());
        ResidentDirectory resident = ResidentDirectory.of(directory).follow()) {
      for (int commit = 0; commit < COMMITS; commit++) {
        write(writer, commit);
        assertTrue(resident.awaitSettled(PATIENCE));
        try (DirectoryReader reader = DirectoryReader.open(index)) {
          dropFromCacheWhatIsNotInUse();
          assertEquals(0, absentPages(), "absent pages");
          IndexSearcher searcher = new IndexSearcher(reader);
          String key = commit + "-" + DOCUMENTS / 2;
          assertEquals(1, searcher.count(new TermQuery(new Term("key", key))));
        }
      }
    }
  }

  /** That the test above can fail. */
  @Test
  void ofAnIndexThatIsNotKeptPagesAreGone() throws Exception {
    try (MMapDirectory index = new MMapDirectory(directory);
        IndexWriter writer = new IndexWriter(index, new IndexWriterConfig())) {
      write(writer, 0);
      try (DirectoryReader reader = DirectoryReader.open(index)) {
        assertEquals(1, reader.leaves().size());
        dropFromCacheWhatIsNotInUse();
        assertTrue(absentPages() > 0, "nothing was dropped");
      }
    }
  }

  private static void write(IndexWriter writer, int commit) throws IOException {
    for (int i = 0; i < DOCUMENTS; i++) {
      Document document = new Document();
      document.add(new StringField("key", commit + "-" + i, Field.Store.YES));
      document.add(
          new StringField("text", Integer.toString(i * 31, 36).repeat(20), Field.Store.YES));
      writer.addDocument(document);
    }
    writer.commit();
  }

  /** posix_fadvise(POSIX_FADV_DONTNEED), by dd. */
  private void dropFromCacheWhatIsNotInUse() throws Exception {
    List<Path> files;
    try (Stream<Path> found = Files.list(directory)) {
      files = found.toList();
    }
    for (Path file : files) {
      ProcessBuilder dd =
          new ProcessBuilder(
              "dd", "of=" + file, "oflag=nocache", "conv=notrunc,fdatasync", "count=0");
      assertEquals(0, dd.redirectErrorStream(true).start().waitFor());
    }
  }

  /** Not one of ours: locked, or the room for what a file may become. */
  private static boolean isOfLucene(Kernel.Area area) throws IOException {
    return !area.isLocked()
        && !area.file().endsWith(" (deleted)")
        && area.offset() < Files.size(Path.of(area.file()));
  }

  private long absentPages() throws IOException {
    long absent = 0;
    int mappings = 0;
    for (Kernel.Area area : Kernel.areas(directory)) {
      if (isOfLucene(area)) {
        byte[] residency = new byte[(int) ((area.byteCount() + pageSize - 1) / pageSize)];
        assertEquals(0, libc.mincore(area.address(), area.byteCount(), residency));
        for (byte page : residency) {
          absent += (page & 1) == 0 ? 1 : 0;
        }
        mappings++;
      }
    }
    assertTrue(mappings > 0, "Lucene maps nothing");
    return absent;
  }
}
