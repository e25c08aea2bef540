package io.github.pagelock.internal.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pagelock.PageLockException;
import io.github.pagelock.spi.MappingRoom;
import org.junit.jupiter.api.Test;

class MappingNeedTest {
  @Test
  void mappingsThatWouldReachIntoTheLastTenthAreRefused() {
    MappingRoom room = MappingRoom.of(200, 65530);
    MappingNeed.require(58_777, room);
    PageLockException e =
        assertThrows(PageLockException.class, () -> MappingNeed.require(58_778, room));
    assertEquals(PageLockException.Reason.LIMIT_EXCEEDED, e.reason());
    assertTrue(String.valueOf(e.getMessage()).contains("needs 10 %"), e.toString());
    assertTrue(e.remedy().orElseThrow().text().contains("max_map_count=65532"), e.toString());
    MappingNeed.require(Long.MAX_VALUE, MappingRoom.ALL_UNKNOWN);
  }
}
