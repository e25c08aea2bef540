package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;

import io.github.pagelock.Capability;
import io.github.pagelock.PageLockException;
import io.github.pagelock.spi.MemoryMapper;
import io.github.pagelock.spi.MemoryMapper.Access;
import java.nio.file.Path;
import java.util.function.Supplier;

/** What a mapper says where vm.max_map_count is used up; as {@link MappingLimitMain}. */
final class MapperLimitMain {
  private static final long BYTES = 4L * PAGE;

  private MapperLimitMain() {}

  public static void main(String[] arguments) {
    LinuxPageOperations linux = (LinuxPageOperations) new LinuxProvider().open();
    MemoryMapper mapper = linux.mapper().orElseThrow();
    int max = (int) linux.mappings().max();
    boolean isSecret = linux.capabilities().contains(Capability.SECRET_MEMORY);
    try (TestMappings memory = new TestMappings()) {
      long address = mapper.map(BYTES);
      mapper.protect(address, BYTES, Access.READ_WRITE);
      TestMappings.touch(address, 1);
      long secret = mapper.map(BYTES);
      long filler = memory.anonymous(2 * max);
      loadWhatExplains();

      MappingLimitMain.fill(filler, max);
      Supplier<String> protect = attempt(() -> mapper.protect(address + PAGE, PAGE, Access.NONE));
      Supplier<String> mapSecret =
          isSecret ? attempt(() -> mapper.mapSecret(secret + PAGE, PAGE)) : () -> "unsupported";
      Supplier<String> unmap = attempt(() -> mapper.unmap(address + PAGE, PAGE));
      memory.unmap(filler, 2 * max);

      System.out.println("protect=" + protect.get());
      System.out.println("mapSecret=" + mapSecret.get());
      System.out.println("unmap=" + unmap.get());
      System.out.println("kept=" + mapper.buffer(address, 1).get(0));
      System.out.println("reserved=" + !Smaps.now().at(secret + PAGE).flags().contains("rd"));
      System.out.println(
          "later=" + attempt(() -> mapper.protect(address, PAGE, Access.NONE)).get());
    }
  }

  /** Fails in the same way where there is room: at the limit no class can be loaded. */
  private static void loadWhatExplains() {
    FixtureRoot usedUp =
        new FixtureRoot(Path.of("target", "used-up"))
            .with("/proc/self/maps", "1000-2000 ---p 00000000 00:00 0\n")
            .with("/proc/sys/vm/max_map_count", "1\n");
    ScriptedLibC libc = new ScriptedLibC();
    LinuxPageOperations linux = new LinuxPageOperations(libc, usedUp.proc());
    libc.mprotect = Linux.ENOMEM;
    Supplier<String> said =
        attempt(() -> linux.mapper().orElseThrow().protect(PAGE, PAGE, Access.NONE));
    System.out.println("rehearsed=" + said.get());
  }

  /** What came of it, in words that are made when they are asked for. */
  private static Supplier<String> attempt(Runnable call) {
    try {
      call.run();
      return () -> "done";
    } catch (PageLockException e) {
      return () -> e.reason() + " " + e.operation() + " " + e.errnoName() + " " + e.getMessage();
    }
  }
}
