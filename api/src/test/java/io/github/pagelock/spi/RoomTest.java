package io.github.pagelock.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.Cure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The numbers of the policy, as the documentation promises them (L11, L13). */
class RoomTest {
  @Test
  void fivePercentOfTheMemoryAreKeptFree() {
    assertEquals(95_000, MemoryRoom.of(100_000, "x").usableBytes());
    assertEquals(MemoryRoom.UNKNOWN, MemoryRoom.ALL_UNKNOWN.usableBytes());
    assertEquals(0, MemoryRoom.of(0, "x").usableBytes());
    MemoryRoom room = MemoryRoom.of(100_000, "MemAvailable");
    String text = Diagnoses.memory(1, 0, 0, room, Cure.NONE).explanation();
    assertTrue(text.contains("(5 % are kept free)"), text);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 94, 95, 96, 9_999_999, 1L << 40})
  void memoryThatIsEnoughIsNotMoreThanNeeded(long bytes) {
    long enough = MemoryRoom.neededFor(bytes);
    assertTrue(MemoryRoom.of(enough, "x").usableBytes() >= bytes);
    assertFalse(MemoryRoom.of(enough - 200, "x").usableBytes() >= bytes);
  }

  @Test
  void aTenthOfTheMappingsIsKeptFree() {
    MappingRoom room = MappingRoom.of(58_000, 65_530);
    assertTrue(room.hasRoomFor(977));
    assertFalse(room.hasRoomFor(978));
    assertTrue(MappingRoom.of(100, 5).hasRoomFor(-95));
    assertTrue(MappingRoom.of(MappingRoom.UNKNOWN, 5).hasRoomFor(Long.MAX_VALUE));
    assertTrue(MappingRoom.of(5, MappingRoom.UNKNOWN).hasRoomFor(Long.MAX_VALUE));
    assertTrue(MappingRoom.of(5, Long.MAX_VALUE).hasRoomFor(1L << 40));
    assertEquals(2, MappingRoom.PER_LOCK);
    String text = Diagnoses.fewMappingsLeft(1, 2, Cure.NONE).explanation();
    assertTrue(text.contains("splits one adds 2"), text);
    assertTrue(text.contains("10 % are kept free"), text);
  }

  @ParameterizedTest
  @ValueSource(longs = {8, 9, 10, 58_978, 90_000})
  void mappingsThatAreEnoughAreNotMoreThanNeeded(long mappings) {
    long enough = MappingRoom.neededFor(mappings);
    assertTrue(MappingRoom.of(0, enough).hasRoomFor(mappings));
    assertFalse(MappingRoom.of(0, enough - 3).hasRoomFor(mappings));
  }
}
