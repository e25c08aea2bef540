package io.github.pagelock.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Creates, appends, truncates, renames over and deletes files at random: {@code DIRECTORY FILES
 * SEED}. For each line that it reads it does so for as many milliseconds as that says, and prints
 * how many things it did. It never sleeps for long.
 */
final class ChurnMain {
  private static final int MOST_BYTES = 300_000;

  private final Path directory;
  private final int files;
  private final Random random;

  private ChurnMain(Path directory, int files, long seed) {
    this.directory = directory;
    this.files = files;
    this.random = new Random(seed);
  }

  public static void main(String[] args) throws IOException {
    ChurnMain churn =
        new ChurnMain(Path.of(args[0]), Integer.parseInt(args[1]), Long.parseLong(args[2]));
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(line));
      int count = 0;
      while (System.nanoTime() - end < 0) {
        churn.change();
        count++;
        // A burst, then a breath.
        if (count % 50 == 0) {
          pause(churn.random.nextInt(40));
        }
      }
      System.out.println(count);
    }
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException nobodyDoes) {
      throw new IllegalStateException(nobodyDoes);
    }
  }

  private Path any() {
    int number = random.nextInt(files);
    return directory.resolve("d" + number % 5).resolve("file" + number);
  }

  private void change() throws IOException {
    Path path = any();
    Files.createDirectories(path.getParent());
    switch (random.nextInt(7)) {
      case 0, 1 -> Files.write(path, new byte[random.nextInt(MOST_BYTES)]);
      case 2 -> append(path);
      case 3 -> truncate(path);
      case 4 -> {
        Path other = any();
        if (Files.exists(path) && Files.exists(other)) {
          Files.move(path, other, StandardCopyOption.REPLACE_EXISTING);
        }
      }
      case 5 -> {
        Path fresh = Files.write(path.resolveSibling("new"), new byte[random.nextInt(MOST_BYTES)]);
        Files.move(fresh, path, StandardCopyOption.REPLACE_EXISTING);
      }
      default -> Files.deleteIfExists(path);
    }
  }

  private void append(Path path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(file.length());
      file.write(new byte[random.nextInt(20_000)]);
    }
  }

  private void truncate(Path path) throws IOException {
    if (Files.exists(path)) {
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        file.setLength(file.length() / 2);
        if (random.nextBoolean()) {
          file.setLength(file.length() * 2);
        }
      }
    }
  }
}
