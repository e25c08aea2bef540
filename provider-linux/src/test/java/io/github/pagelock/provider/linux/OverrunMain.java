package io.github.pagelock.provider.linux;

import com.sun.jna.Pointer;
import io.github.pagelock.Allocation;
import io.github.pagelock.LockedMemory;
import io.github.pagelock.PageLocker;

/** Reads the first and the last byte of locked memory, then one beyond, as stray C code would. */
public final class OverrunMain {
  private OverrunMain() {}

  /** Runs. */
  public static void main(String[] arguments) {
    boolean behind = arguments[0].equals("behind");
    Allocation asked = Allocation.of(100);
    LockedMemory memory = PageLocker.system().allocate(behind ? asked.atEnd() : asked);
    Pointer bytes = new Pointer(memory.address());
    System.out.println("first=" + bytes.getByte(0));
    System.out.println("last=" + bytes.getByte(99));
    int beyond = behind ? 100 : -1;
    System.out.printf("guard=0x%016x%n", memory.address() + beyond);
    System.out.println("beyond=" + bytes.getByte(beyond));
  }
}
