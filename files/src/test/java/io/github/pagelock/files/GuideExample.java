package io.github.pagelock.files;

import io.github.pagelock.PendingLock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.MMapDirectory;

/** The lines of docs/files.md, and of doc comments. */
abstract class GuideExample {
  abstract void serve(long bytes);

  abstract void log(DirectoryEvent event);

  abstract void search(DirectoryReader reader) throws IOException;

  void lock(Path path) throws IOException {
    // @start region="file"
    try (ResidentFile index = ResidentFile.lock(path)) {
      serve(index.lockedBytes());
    }
    // @end
  }

  PendingLock<ResidentFile> lockAsync(Path path, long trailer) throws IOException {
    PendingLock<ResidentFile> pending =
        ResidentFile.of(path).range(0, 1 << 20).range(trailer, 8 << 10).dataOnly().lockAsync();
    return pending;
  }

  ResidentDirectory follow(Path directory) throws IOException {
    // @start region="directory"
    ResidentDirectory index =
        ResidentDirectory.of(directory)
            .exclude("*.tmp")
            .budget(Budget.refusingNew(8L << 30))
            .listener(event -> log(event))
            .follow();
    // @end
    return index;
  }

  void lucene(Path directory, Document document) throws IOException, InterruptedException {
    try (MMapDirectory lucene = new MMapDirectory(directory);
        ResidentDirectory resident = ResidentDirectory.of(directory).follow()) {
      IndexWriter writer = new IndexWriter(lucene, new IndexWriterConfig());
      writer.addDocument(document);
      writer.close();
      resident.awaitSettled(Duration.ofSeconds(10)); // what was committed is in RAM
      search(DirectoryReader.open(lucene));
    }
  }
}
