package io.github.pagelock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Diagnosis.Cause;
import io.github.pagelock.Launcher.Kind;
import io.github.pagelock.PageLockException.Reason;
import io.github.pagelock.spi.Availability;
import io.github.pagelock.spi.LimitNumbers;
import io.github.pagelock.spi.LockCost;
import io.github.pagelock.spi.MappingRoom;
import io.github.pagelock.spi.MemoryRoom;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What providers make can grow, and is a value. */
class ValueTypesTest {
  /** All different values of one type, each made anew whenever it is asked for. */
  record Values(List<Supplier<?>> makers) {
    Class<?> type() {
      return makers.get(0).get().getClass();
    }

    @Override
    public String toString() {
      return type().getSimpleName();
    }
  }

  static Stream<Values> types() {
    Cure wait = Cure.of(Launcher.UNKNOWN, List.of(Remedy.of("wait", false)), List.of());
    return Stream.of(
        values(
            () -> LimitNumbers.of(1, 2, 3),
            () -> LimitNumbers.of(9, 2, 3),
            () -> LimitNumbers.of(1, 9, 3),
            () -> LimitNumbers.of(1, 2, 9),
            () -> LimitNumbers.of(1, 2, 3).withExemption(false, "power"),
            () -> LimitNumbers.of(1, 2, 3).withExemption(true, "power"),
            () -> LimitNumbers.of(1, 2, 3).withExemption(true, "power").withLockedName("wired")),
        values(
            () -> MemoryRoom.of(1, "x"), () -> MemoryRoom.of(2, "x"), () -> MemoryRoom.of(1, "y")),
        values(() -> MappingRoom.of(1, 2), () -> MappingRoom.of(9, 2), () -> MappingRoom.of(1, 9)),
        values(
            () -> Residency.of(3, 2, 8192),
            () -> Residency.of(4, 2, 8192),
            () -> Residency.of(3, 1, 8192),
            () -> Residency.of(3, 2, 16384)),
        values(
            Availability::available,
            () -> Availability.unavailable("x"),
            () -> Availability.unavailable("y")),
        values(() -> LockCost.of(1, 2), () -> LockCost.of(9, 2), () -> LockCost.of(1, 9)),
        values(() -> Remedy.of("x", true), () -> Remedy.of("y", true), () -> Remedy.of("x", false)),
        values(
            () -> Launcher.of(Kind.SHELL, "bash"),
            () -> Launcher.of(Kind.CRON, "bash"),
            () -> Launcher.of(Kind.SHELL, "")),
        values(
            () -> Cure.of(Launcher.UNKNOWN, List.of(), List.of()),
            () -> Cure.of(Launcher.of(Kind.JAIL, ""), List.of(), List.of()),
            () -> Cure.of(Launcher.UNKNOWN, List.of(Remedy.of("x", true)), List.of()),
            () -> Cure.of(Launcher.UNKNOWN, List.of(), List.of("x"))),
        values(
            () -> Diagnosis.of(Cause.BUSY, "x", Cure.NONE),
            () -> Diagnosis.of(Cause.LIMIT, "x", Cure.NONE),
            () -> Diagnosis.of(Cause.BUSY, "y", Cure.NONE),
            () -> Diagnosis.of(Cause.BUSY, "x", wait)),
        values(
            () -> LockStatistics.of(0, 0, 0, 0, 0, 0, 0, Map.of()),
            () -> LockStatistics.of(1, 0, 0, 0, 0, 0, 0, Map.of()),
            () -> LockStatistics.of(0, 1, 0, 0, 0, 0, 0, Map.of()),
            () -> LockStatistics.of(0, 0, 1, 0, 0, 0, 0, Map.of()),
            () -> LockStatistics.of(0, 0, 0, 1, 0, 0, 0, Map.of()),
            () -> LockStatistics.of(0, 0, 0, 0, 1, 0, 0, Map.of()),
            () -> LockStatistics.of(0, 0, 0, 0, 0, 1, 0, Map.of()),
            () -> LockStatistics.of(0, 0, 0, 0, 0, 0, 1, Map.of()),
            () -> LockStatistics.of(0, 0, 0, 0, 0, 0, 0, Map.of(Reason.OTHER, 1L))));
  }

  private static Values values(Supplier<?>... makers) {
    return new Values(List.of(makers));
  }

  @ParameterizedTest
  @MethodSource("types")
  void noCallerDependsOnHowManyFieldsThereAre(Values values) {
    Class<?> type = values.type();
    assertTrue(Modifier.isFinal(type.getModifiers()));
    assertFalse(type.isRecord());
    assertEquals(0, type.getConstructors().length);
  }

  @ParameterizedTest
  @MethodSource("types")
  void twoAreEqualIfAllIsEqual(Values values) {
    List<Supplier<?>> makers = values.makers();
    for (int i = 0; i < makers.size(); i++) {
      Object one = makers.get(i).get();
      assertNotEquals(one, "another type");
      for (int j = 0; j < makers.size(); j++) {
        Object other = makers.get(j).get();
        assertEquals(i == j, one.equals(other), one + " and " + other);
        if (i == j) {
          assertEquals(one.hashCode(), other.hashCode());
          assertEquals(one.toString(), other.toString());
        }
      }
    }
  }
}
