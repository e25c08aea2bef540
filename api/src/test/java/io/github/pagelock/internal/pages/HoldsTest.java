package io.github.pagelock.internal.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.pagelock.LockMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HoldsTest {
  private final Holds holds = new Holds();

  private static Hold piece(long at, long end) {
    return new Hold(at, end, LockMode.PLAIN);
  }

  private List<Pages> taken() {
    List<Pages> taken = new ArrayList<>();
    for (Hold piece = holds.take(); piece != null; piece = holds.take()) {
      assertNull(piece.next);
      taken.add(new Pages(piece.at, piece.end));
    }
    return taken;
  }

  @Test
  void adjacentPiecesBecomeOneInWhateverOrderTheyCome() {
    List<Integer> order = new ArrayList<>(Collections.nCopies(100, 0));
    for (int i = 0; i < 100; i++) {
      order.set(i, i);
    }
    Random random = new Random(1);
    for (int round = 0; round < 100; round++) {
      Collections.shuffle(order, random);
      for (int page : order) {
        if (page != 40) {
          holds.add(piece(page, page + 1));
        }
      }
      assertEquals(2, holds.count());
      assertEquals(List.of(new Pages(0, 40), new Pages(41, 100)), taken());
    }
  }

  @Test
  void whatIsBroughtBackIsNotJoinedToAnotherMode() {
    holds.add(piece(10, 20));
    holds.putBack(new Hold(5, 10, LockMode.ON_FAULT));
    assertEquals(List.of(new Pages(5, 10), new Pages(10, 20)), taken());
  }

  @Test
  void aChainIsAddedPieceByPiece() {
    Hold chain = piece(0, 1);
    chain.next = piece(1, 2);
    chain.next.next = piece(5, 6);
    holds.addAll(chain);
    assertEquals(List.of(new Pages(0, 2), new Pages(5, 6)), taken());
    holds.addAll(null);
    assertEquals(0, holds.count());
  }
}
