package io.github.pagelock.it.freebsd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.pagelock.it.freebsd.Facts.Result;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Breaks one behaviour of the simulator at a time. Its row must fail: each check can. */
@Tag("long")
class WrongSimulatorTest {

  /** A text of a source and what stands there instead. */
  record Fault(String row, String source, String text, String replacement) {
    @Override
    public String toString() {
      return row;
    }
  }

  static Stream<Fault> faults() {
    return Stream.of(
        new Fault(
            "aio_mlock: 256 of a process, finished ones count until aio_return",
            "requests.c",
            "long unreturned = requests_unreturned();",
            "long unreturned = in_state(QUEUED) + in_state(RUNNING);"),
        new Fault(
            "aio_mlock: credentials are those at submit",
            "requests.c",
            "wire(address, bytes, request->permitted)",
            "wire(address, bytes, may_mlock())"),
        new Fault(
            "aio_mlock: the block is copied at submit",
            "requests.c",
            "uint64_t address = (uint64_t)request->block.aio_buf;",
            "uint64_t address = (uint64_t)((struct fb_aiocb *)request->address)->aio_buf;"),
        new Fault(
            "aio_mlock: PROT_WRITE only fails at the end",
            "memory.c",
            "has_hole(survey) || !survey->readable",
            "has_hole(survey)"),
        new Fault(
            "aio_mlock: kevent flags",
            "requests.c",
            "FB_EV_CLEAR | FB_EV_DISPATCH)) != 0",
            "FB_EV_CLEAR | FB_EV_DISPATCH | FB_EV_ADD)) != 0"),
        new Fault(
            "aio_mlock: target_aio_procs daemons from the first request on",
            "requests.c",
            "wanted = wanted > setting(TARGET_AIO_PROCS) ? wanted : setting(TARGET_AIO_PROCS);",
            ""),
        new Fault(
            "aio_mlock: status and error are written into the block, kernelinfo up to 13.2",
            "system.c",
            "setting(OSRELDATE) < 1400000",
            "setting(OSRELDATE) <= 1500000"),
        new Fault("aio_suspend", "requests.c", "return done ? 0 : refuse(FB_EAGAIN);", "return 0;"),
        new Fault(
            "mmap: reading beyond the end of a file",
            "system.c",
            "\"kern.osreldate\", 4, false, 1500000",
            "\"kern.osreldate\", 4, false, 1201000"),
        new Fault(
            "event: data is the errno",
            "kqueue.c",
            "result.data = request_error(event->request);",
            "result.data = 0;"),
        new Fault(
            "event: EV_ONESHOT comes once",
            "kqueue.c",
            "if (event->flags & FB_EV_ONESHOT) {",
            "if (event->flags & FB_EV_DELETE) {"),
        new Fault(
            "event: aio_return before it is read drops it",
            "requests.c",
            "drop_events(request);",
            ""),
        new Fault(
            "event: comes again between others",
            "kqueue.c",
            "  } else {\n    event->turn = ++turns;\n  }",
            "  }"),
        new Fault(
            "aio_cancel: another number cancels nothing",
            "requests.c",
            "r->block.aio_fildes != fd || ",
            ""),
        new Fault(
            "aio_cancel: a file that is not open",
            "requests.c",
            "if (fstat(fd, &status) != 0) {",
            "if (fstat(fd, &status) > 0) {"),
        new Fault(
            "running: munlock of the range waits, mlock elsewhere does not",
            "memory.c",
            "enter_range(range);\n  int error = unwire(range);\n  leave_range(range);",
            "int error = unwire(range);"),
        new Fault(
            "munlock: with a hole nothing is unlocked",
            "memory.c",
            "return hole || !linux_munlock(range)",
            "return !linux_munlock(range) || hole"),
        new Fault(
            "mlock: relocking is charged again",
            "memory.c",
            "(pages + own_wired_pages()) >",
            "own_wired_pages() >"),
        new Fault(
            "mlock: root is bound by the limit",
            "system.c",
            "return soft_limit;",
            "return root ? FB_RLIM_INFINITY : soft_limit;"),
        new Fault(
            "the process's map tells locks",
            "system.c",
            "mapping->locked ? FB_KVME_FLAG_USER_WIRED : 0",
            "0"),
        new Fault(
            "the process's map tells MADV_NOCORE",
            "system.c",
            "mapping->marks & NO_CORE ? FB_KVME_FLAG_NOCOREDUMP : 0",
            "FB_KVME_FLAG_NOCOREDUMP"),
        new Fault(
            "the process's map tells guards",
            "system.c",
            "FB_KVME_TYPE_GUARD : FB_KVME_TYPE_NONE",
            "1 : FB_KVME_TYPE_NONE"),
        new Fault(
            "minherit: INHERIT_ZERO: children read zeros",
            "mapping.c",
            "zero ? LINUX_MADV_WIPEONFORK : LINUX_MADV_KEEPONFORK",
            "zero ? LINUX_MADV_KEEPONFORK : LINUX_MADV_WIPEONFORK"),
        new Fault(
            "mprotect: a guard stays one",
            "mapping.c",
            "!(mapping->marks & GUARD) &&\n      syscall(SYS_mprotect",
            "syscall(SYS_mprotect"),
        new Fault(
            "mmap: what a guard does not take: EINVAL",
            "mapping.c",
            "FB_MAP_GUARD | FB_MAP_FIXED;",
            "FB_MAP_GUARD | FB_MAP_FIXED | FB_MAP_ANON;"),
        new Fault(
            "mincore: what may not be accessed counts as absent",
            "memory.c",
            "if (mapping->protection == 0) {",
            "if (mapping->protection < 0) {"),
        new Fault("numbers of errors", "freebsd.h", "FB_EAGAIN = 35", "FB_EAGAIN = 11"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void aSimulatorThatDoesOtherwiseFailsTheRow(Fault fault, @TempDir Path directory)
      throws Exception {
    assumeTrue(Facts.usesSimulator(), "on FreeBSD there is no simulator to break");
    Facts facts = Facts.copiedTo(directory, "-O0");
    facts.change(fault.source(), fault.text(), fault.replacement());
    facts.compileSimulator();

    Result result = facts.compileFacts().run(fault.row());

    assertEquals(1, result.exitCode());
    assertTrue(result.rows().stream().allMatch(Facts.Row::failed), () -> result.rows().toString());
  }
}
