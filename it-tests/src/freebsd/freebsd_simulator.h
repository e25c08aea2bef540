/*
 * A simulator of FreeBSD's AIO, kqueue and mlock in a shared library on Linux. It exports what
 * freebsd.h declares, under FreeBSD's names, with FreeBSD's structures and errno numbers. Memory is
 * really locked, by Linux's mlock, so that VmLck in /proc/self/status shows what it did.
 *
 * Load it by path with RTLD_LOCAL (JNA: OPTION_OPEN_FLAGS; its default is RTLD_GLOBAL) and look its
 * functions up in that handle: the process's own libc stays what it is. Inside it calls the kernel,
 * never its own exports.
 *
 * A row that a comment cites is a check of freebsd_facts.c, which holds the simulator to what was
 * observed on FreeBSD. The simulator is not FreeBSD. What it cannot model:
 *
 *   - While a request runs, FreeBSD blocks mprotect and fork in the whole process, the first touch
 *     of a page of the range, and munmap of it. Here mlock and munlock of the range wait, nothing
 *     else.
 *   - mmap maps private anonymous memory and guards only, and minherit knows INHERIT_ZERO and
 *     INHERIT_COPY only, for such memory: else EOPNOTSUPP. A locked writable page is not copied on
 *     fork. Memory that Linux's own munmap unmaps keeps its marks (a guard, MADV_NOCORE), which
 *     what is mapped there next by Linux's own mmap then has.
 *   - Signals: a request that asks for one (SIGEV_SIGNAL, SIGEV_THREAD_ID) is refused with
 *     EOPNOTSUPP. There is no aio_read, aio_write, lio_listio or aio_fsync.
 *   - The system is this process and what sim_elsewhere() adds. fork: the child has no daemons.
 *   - Users and jails are knobs. Linux's own RLIMIT_MEMLOCK still binds a process without
 *     CAP_IPC_LOCK, and shows as ENOMEM.
 *   - sysctl knows the names in system.c only; madvise has no effect beyond WILLNEED, FREE, NOCORE
 *     and CORE.
 *   - kevent knows EVFILT_AIO, and EVFILT_USER as kqueue(2) describes it, not as observed.
 *   - Speed says nothing about FreeBSD's.
 */
#ifndef FREEBSD_SIMULATOR_H
#define FREEBSD_SIMULATOR_H

#include "freebsd.h"

#define SIM_EXPORT __attribute__((visibility("default")))

/* Where sim_hold() stops requests. */
enum sim_hold {
  SIM_RUN_FREELY = 0,
  SIM_HOLD_QUEUED = 1, /* no daemon takes a request */
  SIM_HOLD_RUNNING = 2 /* daemons take them, and stop before the pages are looked at */
};

/* What sim_count() counts. */
enum sim_count {
  SIM_QUEUED = 0,
  SIM_RUNNING = 1,
  SIM_FINISHED = 2,   /* ended or cancelled, aio_return still to come */
  SIM_UNRETURNED = 3, /* all three; what the limits count */
  SIM_BLOCKS = 4,     /* control blocks whose address is held: distinct ones of the above */
  SIM_KQUEUES = 5,    /* open */
  SIM_EVENTS = 6,     /* registered with a kqueue, or waiting in one */
  /* Since sim_reset(): */
  SIM_SUBMITTED_TWICE = 7, /* blocks submitted again before aio_return, which FreeBSD accepts */
  SIM_OVERWRITTEN = 8,     /* blocks that were not as FreeBSD left them at aio_return */
  SIM_MOST_UNRETURNED = 9, /* the highest SIM_UNRETURNED */
  SIM_REFUSED = 10,        /* calls of aio_mlock that were refused */
  /* Now: */
  SIM_TAKERS = 11 /* callers that wait in aio_waitcomplete */
};

/*
 * Forgets all knobs and sets every sysctl and limit back. Requests, kqueues and locks stay, and
 * what was held runs.
 */
SIM_EXPORT void sim_reset(void);

/* Stops requests, or lets all go (SIM_RUN_FREELY). Returns 0, or FreeBSD's EINVAL. */
SIM_EXPORT int sim_hold(int where);

/* Lets that many more requests pass the hold, first in first out. */
SIM_EXPORT void sim_release(int requests);

/* Each request runs at least so long, its range blocked. */
SIM_EXPORT void sim_slow(long microseconds);

/*
 * 1: the daemons are faster than whoever submits. While nothing is held, and max_aio_procs is more
 * than 1, aio_mlock returns when all requests have ended. 0: not so.
 */
SIM_EXPORT void sim_eager(int on);

/*
 * aio_suspend starts its time-out, at least so long, again whenever a request ends, as the kernel
 * of 15 does. 0: it does not.
 */
SIM_EXPORT void sim_suspend_restarts(long microseconds);

/*
 * After `skip` calls of aio_mlock that would have been accepted, the next `count` are refused with
 * a FreeBSD errno (count -1: all).
 */
SIM_EXPORT void sim_fail_submits(int error, int skip, int count);

/* The same for requests when they run; no page stays locked. */
SIM_EXPORT void sim_fail_runs(int error, int skip, int count);

/* Sets a number, read-only ones too: limits, for the most part. Returns 0, or FreeBSD's ENOENT. */
SIM_EXPORT int sim_sysctl(const char *name, long value);

/* RLIMIT_MEMLOCK in bytes, -1 for infinity. */
SIM_EXPORT void sim_memlock(int64_t soft, int64_t hard);

/* RLIMIT_VMEM in bytes, -1 for infinity: what mmap may map, the process's other memory included. */
SIM_EXPORT void sim_address_space(int64_t bytes);

/* What other processes have of the system: AIO requests and wired pages. */
SIM_EXPORT void sim_elsewhere(int requests, long wired_pages);

/*
 * Who the process is (1 or 0 each): root, in a jail, and whether that jail has allow.mlock. As
 * loaded it is root outside of jails.
 */
SIM_EXPORT void sim_process(int root, int jailed, int allow_mlock);

/*
 * FreeBSD's version, as in kern.osreldate: 1500000 as loaded. 1201000 is 12.1-RELEASE: vm.max_wired
 * for vm.max_user_wired, no vm.stats.vm.v_user_wire_count, EAGAIN for the system-wide limit; SIGSEGV
 * for SIGBUS beyond the end of a file, unless machdep.prot_fault_translation is 1. For that it has a
 * handler of SIGBUS, set when this is first called.
 */
SIM_EXPORT void sim_osreldate(int version);

SIM_EXPORT long sim_count(int what);

#endif
