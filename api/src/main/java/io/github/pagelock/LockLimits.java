package io.github.pagelock;

import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How much this process may lock, and how much of it is locked, in bytes, at one moment. Immutable;
 * more may be told one day, so it is made by {@link #of}, {@link #withExemption} and {@link
 * #withLockedName}.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/getrlimit.html">POSIX
 *     getrlimit</a>
 */
public final class LockLimits {
  private static final String LOCKED_MEMORY = "locked memory";

  /** A provider that can tell nothing. */
  public static final LockLimits ALL_UNKNOWN =
      of(Limit.UNKNOWN, Limit.UNKNOWN, OptionalLong.empty());

  private final Limit soft;
  private final Limit hard;
  private final OptionalLong lockedBytes;
  private final boolean exempt;
  private final String exemption;
  private final String lockedName;

  private LockLimits(
      Limit soft,
      Limit hard,
      OptionalLong lockedBytes,
      boolean exempt,
      String exemption,
      String lockedName) {
    this.soft = soft;
    this.hard = hard;
    this.lockedBytes = lockedBytes;
    this.exempt = exempt;
    this.exemption = exemption;
    this.lockedName = lockedName;
  }

  /**
   * Limits that bind, where there is no privilege that exempts from them; for providers.
   *
   * @param soft the limit in force
   * @param hard what the process may raise it to
   * @param lockedBytes what the whole process has locked, in bytes; empty if that is unknown
   * @return these limits
   */
  public static LockLimits of(Limit soft, Limit hard, OptionalLong lockedBytes) {
    return new LockLimits(
        Objects.requireNonNull(soft, "soft"),
        Objects.requireNonNull(hard, "hard"),
        Objects.requireNonNull(lockedBytes, "lockedBytes"),
        false,
        "",
        LOCKED_MEMORY);
  }

  /**
   * The same numbers, where a privilege would exempt from the limit, or does; for providers.
   *
   * @param exempt whether this process has the privilege, so that the limit does not bind it
   * @param privilege such as {@code effective CAP_IPC_LOCK}; empty where there is none
   * @return such limits
   */
  public LockLimits withExemption(boolean exempt, String privilege) {
    Objects.requireNonNull(privilege, "privilege");
    return new LockLimits(soft, hard, lockedBytes, exempt, privilege, lockedName);
  }

  /**
   * The same numbers, with the word that the system itself has for what is locked; for providers.
   *
   * @param name such as {@code VmLck}, not empty
   * @return such limits
   * @throws IllegalArgumentException if the name is blank
   */
  public LockLimits withLockedName(String name) {
    if (Objects.requireNonNull(name, "name").isBlank()) {
      throw new IllegalArgumentException("a blank name");
    }
    return new LockLimits(soft, hard, lockedBytes, exempt, exemption, name);
  }

  /**
   * The limit in force (POSIX RLIMIT_MEMLOCK, soft).
   *
   * @return unknown where the provider cannot tell
   */
  public Limit soft() {
    return soft;
  }

  /**
   * What the process may raise the soft limit to (POSIX RLIMIT_MEMLOCK, hard).
   *
   * @return unknown where the provider cannot tell
   */
  public Limit hard() {
    return hard;
  }

  /**
   * What the whole process has locked, by whomever.
   *
   * @return bytes; empty where the provider cannot tell
   */
  public OptionalLong lockedBytes() {
    return lockedBytes;
  }

  /**
   * What the system calls {@link #lockedBytes}, for people to find it there.
   *
   * @return such as {@code VmLck} on Linux; {@code locked memory} where the provider has no word
   */
  public String lockedName() {
    return lockedName;
  }

  /**
   * Whether the limit does not bind this process.
   *
   * @return true if it has the privilege that {@link #exemption} names
   */
  public boolean exempt() {
    return exempt;
  }

  /**
   * The privilege that exempts from the limit.
   *
   * @return such as {@code effective CAP_IPC_LOCK}; empty where there is none
   */
  public String exemption() {
    return exemption;
  }

  /**
   * Whether the soft limit can make a lock fail.
   *
   * @return true if the limit is known and finite and the process is not exempt
   */
  public boolean binds() {
    return !exempt && soft.bytes().isPresent();
  }

  /** The numbers as the messages of {@link PageLockException} show them. */
  @Override
  public String toString() {
    String numbers =
        "locked already: "
            + (lockedBytes.isPresent() ? lockedBytes.getAsLong() + " bytes" : "unknown")
            + ", soft limit: "
            + soft
            + ", hard limit: "
            + hard;
    return exemption.isEmpty()
        ? numbers
        : numbers + ", " + exemption + ": " + (exempt ? "yes" : "no");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LockLimits that
        && soft.equals(that.soft)
        && hard.equals(that.hard)
        && lockedBytes.equals(that.lockedBytes)
        && exempt == that.exempt
        && exemption.equals(that.exemption)
        && lockedName.equals(that.lockedName);
  }

  @Override
  public int hashCode() {
    return Objects.hash(soft, hard, lockedBytes, exempt, exemption, lockedName);
  }
}
