package io.github.pagelock.provider.freebsd;

import static io.github.pagelock.provider.freebsd.FakeFreeBsd.BASE;
import static io.github.pagelock.provider.freebsd.FakeFreeBsd.PAGE;
import static io.github.pagelock.provider.freebsd.FakeFreeBsd.page;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Best effort on FreeBSD never reads a buffer: the kernel does, by a pipe. */
class BringInTest {
  private final FakeFreeBsd libc = new FakeFreeBsd(64);
  private final FreeBsdPageOperations operations = libc.operations();

  @Test
  void pagesBehindTheEndOfTheFileStayAbsent() {
    for (int i = 0; i < 10; i++) {
      libc.absent.add(page(i));
    }
    libc.unreadable.add(page(8));
    libc.unreadable.add(page(9));
    assertTrue(operations.bringIn(BASE, 10L * PAGE));
    assertEquals(Set.of(page(8), page(9)), libc.absent);
    assertEquals(0, libc.openPipes);
  }

  @Test
  void aDiskThatDoesNotAnswerIsNotAskedForEachPage() {
    for (int i = 0; i < 64; i++) {
      libc.absent.add(page(i));
      if (i < 63) {
        libc.unreadable.add(page(i));
      }
    }
    assertTrue(operations.bringIn(BASE, 64L * PAGE));
    assertEquals(64, libc.absent.size());
    assertEquals(0, libc.openPipes);
  }

  @Test
  void withoutADescriptorNothingIsTouchedRatherThanTheBufferRead() {
    libc.absent.add(page(0));
    libc.pipeErrno = 24; // EMFILE
    assertTrue(operations.bringIn(BASE, PAGE));
    assertEquals(Set.of(page(0)), libc.absent);
  }
}
