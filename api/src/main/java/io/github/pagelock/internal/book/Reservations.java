package io.github.pagelock.internal.book;

import io.github.pagelock.internal.pages.Pages;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The pages that requests in flight are going to lock, and how many requests each (docs/ledger.md,
 * R1 to R4). Guarded by the ledger's mutex.
 */
final class Reservations {
  /** From here to the next node the pages are in as many reservations as it counts. */
  private static final class Node extends IntervalStart {
    int count;

    /** Reservations that begin or end here; the node goes with the last of them. */
    int boundaries;
  }

  private final TreeSet<IntervalStart> nodes =
      new TreeSet<>((a, b) -> Long.compare(a.start, b.start));

  private final IntervalStart probe = new IntervalStart();

  boolean isEmpty() {
    return nodes.isEmpty();
  }

  /** Adds a reservation, or throws and adds nothing. */
  void add(Pages pages) {
    Node first = node(pages.start());
    first.boundaries++;
    try {
      // The last thing that needs memory.
      node(pages.end()).boundaries++;
    } catch (Throwable outOfMemory) {
      endBoundary(first);
      throw outOfMemory;
    }
    count(pages, 1);
  }

  /** Ends a reservation; needs no memory. */
  void remove(Pages pages) {
    count(pages, -1);
    endBoundary(floor(pages.start()));
    endBoundary(floor(pages.end()));
  }

  /** The bytes in {@code [start, end)} that are in any reservation. */
  long bytesIn(long start, long end) {
    if (nodes.isEmpty()) {
      return 0;
    }
    long bytes = 0;
    long at = start;
    Node node = floor(start);
    while (at < end) {
      Node next = node == null ? (Node) nodes.first() : after(node);
      long until = next == null ? end : Math.min(next.start, end);
      bytes += node != null && node.count > 0 ? until - at : 0;
      at = until;
      node = next;
    }
    return bytes;
  }

  private void count(Pages pages, int more) {
    Node node = floor(pages.start());
    while (node != null && node.start < pages.end()) {
      node.count += more;
      node = after(node);
    }
  }

  private void endBoundary(@Nullable Node node) {
    if (node != null && --node.boundaries == 0) {
      nodes.remove(node);
    }
  }

  private Node node(long address) {
    Node below = floor(address);
    if (below != null && below.start == address) {
      return below;
    }
    Node node = new Node();
    node.start = address;
    node.count = below == null ? 0 : below.count;
    nodes.add(node);
    return node;
  }

  private @Nullable Node floor(long address) {
    probe.start = address;
    return (Node) nodes.floor(probe);
  }

  private @Nullable Node after(Node node) {
    return (Node) nodes.higher(node);
  }
}
