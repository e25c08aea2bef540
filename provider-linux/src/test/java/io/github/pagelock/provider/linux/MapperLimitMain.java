package io.github.pagelock.provider.linux;

import static io.github.pagelock.provider.linux.TestMappings.PAGE;

import io.github.pagelock.Capability;
import io.github.pagelock.PageLockException;
import io.github.pagelock.spi.MemoryMapper;
import io.github.pagelock.spi.MemoryMapper.Access;

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
      attempt(() -> mapper.protect(PAGE, PAGE, Access.NONE)); // loads the classes that explain

      MappingLimitMain.fill(filler, max);
      String protect = attempt(() -> mapper.protect(address + PAGE, PAGE, Access.NONE));
      String mapSecret =
          isSecret ? attempt(() -> mapper.mapSecret(secret + PAGE, PAGE)) : "unsupported";
      String unmap = attempt(() -> mapper.unmap(address + PAGE, PAGE));
      memory.unmap(filler, 2 * max);

      System.out.println("protect=" + protect);
      System.out.println("mapSecret=" + mapSecret);
      System.out.println("unmap=" + unmap);
      System.out.println("kept=" + mapper.buffer(address, 1).get(0));
      System.out.println("reserved=" + !Smaps.now().at(secret + PAGE).flags().contains("rd"));
      System.out.println("later=" + attempt(() -> mapper.protect(address, PAGE, Access.NONE)));
    }
  }

  private static String attempt(Runnable call) {
    try {
      call.run();
      return "done";
    } catch (PageLockException e) {
      return e.reason() + " " + e.operation() + " " + e.errnoName() + " " + e.getMessage();
    }
  }
}
