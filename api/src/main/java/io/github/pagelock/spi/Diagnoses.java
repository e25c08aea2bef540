package io.github.pagelock.spi;

import io.github.pagelock.Cure;
import io.github.pagelock.Diagnosis;
import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.LockLimits;
import java.util.Objects;

/**
 * The sentence for each cause, so that whoever finds it, before the kernel is asked or after it has
 * refused, says it in the same words; {@link PageDiagnoses} has those about a page. Sizes are in
 * bytes.
 */
public final class Diagnoses {
  private Diagnoses() {}

  /**
   * Nothing is wrong.
   *
   * @return a diagnosis without a problem
   */
  public static Diagnosis none() {
    return Diagnosis.of(Cause.NONE, "nothing that can be known without trying it", Cure.NONE);
  }

  /**
   * What the soft limit on locked memory is the cause of, for an exception whose diagnosis {@link
   * #limit} makes later.
   *
   * @param limits in force
   * @return LIMIT or LIMIT_ZERO
   */
  public static Cause causeOfLimit(LockLimits limits) {
    Objects.requireNonNull(limits, "limits");
    return !limits.soft().allows(1) ? Cause.LIMIT_ZERO : Cause.LIMIT;
  }

  /**
   * The soft limit on locked memory would be exceeded, or is 0.
   *
   * @param limits in force
   * @param added what the lock adds
   * @param needed what would be locked in all, by this process
   * @param foreign what of it is locked by others than Pagelock; 0 or less if that is not known
   * @param cure for {@link Bound#LOCKED_BYTES}
   * @return LIMIT or LIMIT_ZERO
   */
  public static Diagnosis limit(
      LockLimits limits, long added, long needed, long foreign, Cure cure) {
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(cure, "cure");
    if (!limits.soft().allows(1)) {
      return Diagnosis.of(
          Cause.LIMIT_ZERO,
          "the soft limit on locked memory is 0, so this process may not lock any",
          cure);
    }
    String others =
        foreign > 0
            ? " (" + foreign + " of them locked by something else in the process than Pagelock)"
            : "";
    return Diagnosis.of(
        Cause.LIMIT,
        "it adds "
            + added
            + " bytes to what is locked or being locked, "
            + needed
            + " bytes in all"
            + others
            + ", and the limit on locked memory is "
            + limits.soft(),
        cure);
  }

  /**
   * The soft limit on locked memory is too low for the whole process.
   *
   * @param limits in force
   * @param mapped bytes that would be locked now
   * @param growth bytes that a JVM maps more, which would fail then; 0 if only what is mapped now
   *     is asked about
   * @param cure for {@link Bound#LOCKED_BYTES}
   * @return LIMIT or LIMIT_ZERO
   */
  public static Diagnosis processLimit(LockLimits limits, long mapped, long growth, Cure cure) {
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(cure, "cure");
    if (!limits.soft().allows(1)) {
      return limit(limits, mapped, mapped, 0, cure);
    }
    long soft = LimitNumbers.soft(limits);
    String more =
        growth > 0
            ? ", and a JVM needs "
                + growth
                + " bytes more for threads that start later and what they allocate, which would"
                + " fail beyond the limit"
            : "";
    return Diagnosis.of(
        Cause.LIMIT,
        "the whole process is "
            + mapped
            + " bytes of address space"
            + more
            + "; the limit on locked memory is "
            + limits.soft()
            + ", "
            + (mapped + growth - soft)
            + " bytes too low",
        cure);
  }

  /**
   * Too little room for mappings would be left to the JVM.
   *
   * @param count mappings that the process has, about
   * @param max the most that the kernel allows
   * @param cure for {@link Bound#MAPPINGS}
   * @return MAPPINGS
   */
  public static Diagnosis fewMappingsLeft(long count, long max, Cure cure) {
    Objects.requireNonNull(cure, "cure");
    return Diagnosis.of(
        Cause.MAPPINGS,
        "the process has about "
            + count
            + " of at most "
            + max
            + " mappings, a locked range that splits one adds "
            + MappingRoom.PER_LOCK
            + ", and when none is left the JVM itself dies, so "
            + MappingRoom.KEPT_FREE_PERCENT
            + " % are kept free; lock adjacent ranges, or fewer and larger ones",
        cure);
  }

  /**
   * The kernel refused to split a mapping.
   *
   * @param room that is used up
   * @param call what would have split one: {@code locking} or {@code unlocking}
   * @param cure for {@link Bound#MAPPINGS}
   * @return MAPPINGS
   */
  public static Diagnosis noMappingLeft(MappingRoom room, String call, Cure cure) {
    Objects.requireNonNull(room, "room");
    Objects.requireNonNull(call, "call");
    Objects.requireNonNull(cure, "cure");
    return Diagnosis.of(
        Cause.MAPPINGS,
        call
            + " it would split its mapping, and the process has "
            + room.count()
            + " mappings of at most "
            + room.max(),
        cure);
  }

  /**
   * What a lock takes exceeds the memory that is left.
   *
   * @param added bytes that the lock takes
   * @param others bytes that other requests in flight still need
   * @param left what may be used
   * @param room what has so little left
   * @param cure for {@link Bound#MEMORY}
   * @return MEMORY or MEMORY_CGROUP
   */
  public static Diagnosis memory(long added, long others, long left, MemoryRoom room, Cure cure) {
    return memory(LockCost.of(added, 0), others, left, room, cure);
  }

  /**
   * As above, where part of the range is page cache.
   *
   * @param cost of the lock
   * @param others bytes that other requests in flight still need
   * @param left what may be used while the range's own page cache stays
   * @param room what has so little left
   * @param cure for {@link Bound#MEMORY}
   * @return MEMORY or MEMORY_CGROUP
   */
  public static Diagnosis memory(
      LockCost cost, long others, long left, MemoryRoom room, Cure cure) {
    Objects.requireNonNull(cost, "cost");
    Objects.requireNonNull(room, "room");
    Objects.requireNonNull(cure, "cure");
    return Diagnosis.of(
        room.isCgroup() ? Cause.MEMORY_CGROUP : Cause.MEMORY,
        "it takes "
            + cost.newBytes()
            + " bytes more of RAM"
            + (others > 0 ? ", other requests wait for " + others + " bytes" : "")
            + ", and "
            + room.boundBy()
            + " leaves "
            + left
            + " bytes ("
            + MemoryRoom.KEPT_FREE_PERCENT
            + " % are kept free"
            + (cost.cachedBytes() > 0
                ? ", and " + cost.cachedBytes() + " bytes of page cache are the range's own"
                : "")
            + "), so the kernel would "
            + (room.throttles()
                ? "throttle the process to a standstill"
                : "have to kill a process"),
        cure);
  }

  /**
   * A file system has no room for the pages of a file's holes.
   *
   * @param file the file's name
   * @param needed bytes that are still to be allocated
   * @param free bytes that the file system has left
   * @param cure what to do
   * @return FILE_SYSTEM_FULL
   */
  public static Diagnosis fileSystemFull(String file, long needed, long free, Cure cure) {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(cure, "cure");
    return Diagnosis.of(
        Cause.FILE_SYSTEM_FULL,
        "locking holes of "
            + file
            + " allocates them, "
            + needed
            + " bytes, and its file system has "
            + free
            + " bytes left",
        cure);
  }

  /**
   * A policy forbids the call.
   *
   * @param call such as {@code mlock}
   * @param whose which policy, as far as it is known
   * @param cure what to do
   * @return POLICY
   */
  public static Diagnosis policy(String call, String whose, Cure cure) {
    Objects.requireNonNull(call, "call");
    Objects.requireNonNull(whose, "whose");
    Objects.requireNonNull(cure, "cure");
    return Diagnosis.of(
        Cause.POLICY,
        "the limit on locked memory does not forbid it, so " + whose + " forbids the call " + call,
        cure);
  }

  /**
   * The kernel could not make the pages resident just now.
   *
   * @param cure what to do
   * @return BUSY
   */
  public static Diagnosis busy(Cure cure) {
    Objects.requireNonNull(cure, "cure");
    return Diagnosis.of(
        Cause.BUSY,
        "the kernel had no memory to make some of the pages resident just now, in the system or in"
            + " a memory cgroup",
        cure);
  }

  /**
   * Nobody knows.
   *
   * @param what was found out, in a sentence
   * @return UNKNOWN
   */
  public static Diagnosis unknown(String what) {
    Objects.requireNonNull(what, "what");
    return Diagnosis.of(Cause.UNKNOWN, what, Cure.NONE);
  }
}
