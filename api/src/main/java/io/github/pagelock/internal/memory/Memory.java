package io.github.pagelock.internal.memory;

import io.github.pagelock.Capability;
import io.github.pagelock.LockedMemory;
import io.github.pagelock.MemoryState;
import io.github.pagelock.PageLockException;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.internal.base.Failures;
import io.github.pagelock.internal.handle.OpenHandles;
import io.github.pagelock.spi.LockFailure;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Open locked memory, or what is left of it. */
final class Memory implements LockedMemory {
  private final long byteCount;
  private final Contents contents;
  private final Uses uses = new Uses();
  private final OpenHandles.Entry<Contents> entry;

  Memory(long byteCount, Contents contents) {
    this.byteCount = byteCount;
    this.contents = contents;
    this.entry = OpenHandles.add(this, contents);
  }

  @Override
  public long byteCount() {
    return byteCount;
  }

  @Override
  public long address() {
    return contents.pages.address();
  }

  @Override
  public boolean isLocked() {
    return contents.lock.isLocked();
  }

  @Override
  public Set<Capability> promises() {
    return contents.promises.kept();
  }

  @Override
  public Set<Capability> missing() {
    return contents.promises.missing();
  }

  @Override
  public Optional<PageLockException> degradation() {
    return contents.lock.degradation().or(() -> Optional.ofNullable(contents.promises.why()));
  }

  @Override
  public MemoryState verify() {
    return using(() -> MemoryState.of(contents.lock.verify(), contents.pages.kept()));
  }

  @Override
  public <R> R apply(long index, int count, Function<? super ByteBuffer, ? extends R> user) {
    Objects.requireNonNull(user, "user");
    return access(index, count, true, () -> user.apply(kept(index, count)));
  }

  @Override
  public <R> R read(long index, int count, Function<? super ByteBuffer, ? extends R> user) {
    Objects.requireNonNull(user, "user");
    return access(index, count, false, () -> user.apply(kept(index, count).asReadOnlyBuffer()));
  }

  private ByteBuffer kept(long index, int count) {
    return contents.pages.viewToKeep(index, count);
  }

  private <R> R access(long index, int count, boolean writes, Supplier<? extends R> user) {
    Objects.checkFromIndexSize(index, count, byteCount);
    return using(() -> unsealed(writes, user));
  }

  private <R> R unsealed(boolean writes, Supplier<? extends R> user) {
    Seal seal = contents.seal;
    if (seal == null) {
      return user.get();
    }
    seal.enter(writes);
    R result;
    try {
      result = user.get();
    } catch (Throwable failure) {
      leave(seal, writes, failure);
      throw failure;
    }
    seal.leave(writes);
    return result;
  }

  private static void leave(Seal seal, boolean writes, Throwable failure) {
    try {
      seal.leave(writes);
    } catch (Throwable later) {
      Failures.first(failure, later);
    }
  }

  private <R> R using(Supplier<? extends R> user) {
    Uses.Use use = uses.begin();
    try {
      return user.get();
    } finally {
      use.end();
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public byte get(long index) {
    return access(index, 1, false, () -> contents.pages.view(index, 1).get());
  }

  @Override
  public void put(long index, byte value) {
    access(index, 1, true, () -> contents.pages.view(index, 1).put(value));
  }

  @Override
  public void copyFrom(long index, ByteBuffer source) {
    int count = Objects.requireNonNull(source, "source").remaining();
    access(index, count, true, () -> contents.pages.view(index, count).put(source));
  }

  @Override
  public void copyTo(long index, ByteBuffer target) {
    int count = Objects.requireNonNull(target, "target").remaining();
    access(index, count, false, () -> target.put(contents.pages.view(index, count)));
  }

  @Override
  public void seal() {
    using(
        () -> {
          needsSeal().seal();
          return true;
        });
  }

  @Override
  public void unseal() {
    using(
        () -> {
          needsSeal().unseal();
          return true;
        });
  }

  private Seal needsSeal() {
    Seal seal = contents.seal;
    if (seal == null) {
      throw LockFailure.of(Reason.UNSUPPORTED, "seal", address(), byteCount)
          .because(
              missing().contains(Capability.SEAL)
                  ? "the provider does not have the capability SEAL"
                  : "SEAL was not promised for this memory: ask for it by Allocation.with")
          .build();
    }
    return seal;
  }

  @Override
  public boolean isSealed() {
    return contents.seal != null && contents.seal.isSealed();
  }

  @Override
  public void close() {
    try {
      if (uses.close()) {
        try {
          // If this throws, it is tried again when the handle is lost.
          contents.wipe();
          Contents mine = entry.remove();
          if (mine != null) {
            mine.giveBack();
          }
        } finally {
          uses.ended();
        }
      }
    } finally {
      // Else the cleaner may do it while this thread believes to have waited for it.
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public String toString() {
    String state = uses.isClosed() ? "closed" : isLocked() ? "locked" : "not locked";
    return state + " memory of " + byteCount + " bytes";
  }
}
