package io.github.pagelock.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.github.pagelock.Capability;
import io.github.pagelock.KernelState;
import io.github.pagelock.LockedRange;
import io.github.pagelock.MemoryRange;
import io.github.pagelock.PageLocker;
import io.github.pagelock.Residency;
import io.github.pagelock.spi.LimitNumbers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the kernel said before, during and after a lock, and whether that shows the lock. */
final class DemoEvidence {
  private static final String NOT_TOLD = "not told";

  private record Moment(
      @Nullable KernelSnapshot kernel,
      long lockedBytes,
      @Nullable Residency residency,
      @Nullable KernelState state) {}

  private record Line(String what, String before, String locked, String after) {}

  private final PageLocker locker;
  private final MemoryRange range;
  private @Nullable Moment before;
  private @Nullable Moment locked;
  private @Nullable Moment after;
  private long address;
  private long byteCount;

  DemoEvidence(PageLocker locker, MemoryRange range) {
    this.locker = locker;
    this.range = range;
  }

  void takeBefore() throws IOException {
    before = take(null);
  }

  void takeLocked(LockedRange handle) throws IOException {
    address = handle.lockedAddress();
    byteCount = handle.lockedBytes();
    locked = take(locker.capabilities().contains(Capability.VERIFY) ? handle.verify() : null);
  }

  void takeAfter() throws IOException {
    after = take(null);
  }

  private Moment take(@Nullable KernelState state) throws IOException {
    return new Moment(
        KernelSnapshot.isThere() ? KernelSnapshot.now() : null,
        LockedCount.bytes(locker),
        locker.capabilities().contains(Capability.RESIDENCY) ? locker.residency(range) : null,
        state);
  }

  String table() {
    List<Line> lines = new ArrayList<>();
    if (moment(before).kernel() == null) {
      lines.add(line("locked by this process", m -> Text.kilobytes(m.lockedBytes())));
    } else {
      lines.add(line("VmLck (/proc/self/status)", m -> Text.kilobytes(kernel(m).vmLckBytes())));
      lines.add(line("VmFlags (/proc/self/smaps)", m -> mapped(m).flags()));
      lines.add(line("Rss (/proc/self/smaps)", m -> Text.kilobytes(mapped(m).residentBytes())));
    }
    lines.add(line("pages in RAM", m -> pages(m.residency())));
    KernelState state = moment(locked).state();
    lines.add(new Line("verify()", "", state == null ? NOT_TOLD : state.toString(), ""));
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
        lines,
        List.of(
            column("The kernel says").with(Line::what),
            column("before").with(Line::before),
            column("locked").with(Line::locked),
            column("after").with(Line::after)));
  }

  private static Column column(String header) {
    return new Column()
        .header(header)
        .headerAlign(HorizontalAlign.LEFT)
        .dataAlign(HorizontalAlign.LEFT)
        .maxWidth(28);
  }

  private Line line(String what, Function<Moment, String> text) {
    return new Line(
        what, text.apply(moment(before)), text.apply(moment(locked)), text.apply(moment(after)));
  }

  /** Whose word the confirmation is. */
  String source() {
    return moment(before).kernel() == null
        ? "the kernel, asked by Pagelock, says"
        : "the kernel's own files under /proc say";
  }

  /** What does not show a lock; empty if all of it does. */
  List<String> doubts() {
    List<String> doubts = new ArrayList<>();
    KernelState state = moment(locked).state();
    if (state != null && state != KernelState.LOCKED) {
      doubts.add("verify() says " + state);
    }
    Residency residency = moment(locked).residency();
    if (residency != null
        && residency.residentPages().orElse(residency.pages()) != residency.pages()) {
      doubts.add("not every page is in RAM");
    }
    if (moment(before).kernel() != null) {
      doubtProc(doubts);
    } else if (moment(locked).lockedBytes() - moment(before).lockedBytes() < byteCount
        && moment(before).lockedBytes() != LimitNumbers.UNKNOWN) {
      doubts.add("the count of locked bytes did not grow by " + byteCount);
    }
    return doubts;
  }

  private void doubtProc(List<String> doubts) {
    long grown = kernel(moment(locked)).vmLckBytes() - kernel(moment(before)).vmLckBytes();
    if (grown != byteCount) {
      doubts.add("VmLck grew by " + grown + " instead of " + byteCount + " bytes");
    }
    if (!mapped(moment(locked)).isAllLocked()) {
      doubts.add("VmFlags lacks lo while it should be locked");
    }
    if (mapped(moment(before)).isAnyLocked() || mapped(moment(after)).isAnyLocked()) {
      doubts.add("VmFlags has lo while it should not be locked");
    }
    if (kernel(moment(after)).vmLckBytes() != kernel(moment(before)).vmLckBytes()) {
      doubts.add("VmLck afterwards is not what it was before");
    }
  }

  private KernelSnapshot.Mapped mapped(Moment moment) {
    return kernel(moment).mapped(address, byteCount);
  }

  private static KernelSnapshot kernel(Moment moment) {
    return Objects.requireNonNull(moment.kernel());
  }

  private static Moment moment(@Nullable Moment moment) {
    return Objects.requireNonNull(moment, "not taken yet");
  }

  private static String pages(@Nullable Residency residency) {
    return residency == null || !residency.isKnown()
        ? NOT_TOLD
        : Text.count(residency.residentPages().getAsLong())
            + " of "
            + Text.count(residency.pages());
  }
}
