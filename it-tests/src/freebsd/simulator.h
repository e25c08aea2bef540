/* What the simulator's files share. */
#ifndef SIMULATOR_H
#define SIMULATOR_H

#define _GNU_SOURCE
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "freebsd_simulator.h"

struct request;

/* Guards requests and kqueues. Nothing that takes long is done under it. */
extern pthread_mutex_t simulator_lock;

/*
 * Sets errno for the caller: FreeBSD's number. Returns -1. A call that succeeds leaves errno as it
 * was, as a system call does: JNA's LastErrorException looks at nothing else.
 */
int refuse(int freebsd_errno);

/* A copy between the caller's memory and the simulator's; false where the kernel says EFAULT. */
bool copy_in(void *to, const volatile void *from, size_t bytes);
bool copy_out(volatile void *to, const void *from, size_t bytes);

/* --- waiting ---------------------------------------------------------------------- */

struct wait {
  bool forever;
  struct timespec deadline; /* CLOCK_MONOTONIC */
};

/* From a caller's time-out, NULL for ever. Returns 0, EFAULT or EINVAL. */
int wait_until(struct wait *wait, const struct fb_timespec *timeout);

/* Holding the lock: wakes everyone, waits for the next wake; false if the time is over. */
void something_changed(void);
bool wait_for_change(const struct wait *wait);

/* --- system.c --------------------------------------------------------------------- */

enum setting {
  MAX_AIO_QUEUE_PER_PROC,
  MAX_AIO_QUEUE,
  MAX_AIO_PER_PROC,
  MAX_AIO_PROCS,
  TARGET_AIO_PROCS,
  MAX_USER_WIRED,
  UNPRIVILEGED_MLOCK,
  MINCORE_MAPPED,
  JAILED,
  OSRELDATE,
  PROT_FAULT_TRANSLATION
};

long setting(enum setting which);
bool is_release_12_1(void);
bool writes_kernelinfo(void);
bool may_mlock(void);
int64_t memlock_limit(void);
int64_t address_space_limit(void);
int requests_elsewhere(void);
long wired_elsewhere(void);
void reset_system(void);

/* --- memory.c --------------------------------------------------------------------- */

struct mapping {
  uint64_t start;
  uint64_t end;
  int protection; /* FB_KVME_PROT_* */
  bool locked;
  int marks; /* of enum mark */
  char path[1024];
};

/* Whole pages; empty if address and length overflow. */
struct range {
  uint64_t start;
  uint64_t end;
};

struct range pages_of(uint64_t address, uint64_t bytes);

/* Between them each_mapping() waits. */
void begin_change(void);
void end_change(void);

/* Between them, other calls and requests for these pages wait. */
void enter_range(struct range range);
void leave_range(struct range range);

/* mlock by a caller that may or may not; the range is entered. Returns a FreeBSD errno or 0. */
int wire(uint64_t address, uint64_t bytes, bool permitted);

long wired_pages(void);

/* Calls back for each mapping that overlaps the range, in order, until one returns false. */
void each_mapping(struct range range, bool (*visit)(void *, const struct mapping *), void *context);

/* --- mapping.c -------------------------------------------------------------------- */

/* What Linux does not tell of a mapping. */
enum mark { GUARD = 1, NO_CORE = 2 };

/* The marks of the first page of a range, and where the pages that have the same end. */
int marks_of(struct range range, uint64_t *end);

/* --- requests.c ------------------------------------------------------------------- */

bool request_ended(const struct request *request);
int request_error(const struct request *request);
long daemons_started(void);
long requests_unreturned(void);

/* --- kqueue.c, all holding the lock ----------------------------------------------- */

/* Registers EVFILT_AIO for a request. Returns 0 or EBADF. */
int attach_event(int kqueue, uint64_t ident, int flags, void *udata, struct request *request);
void raise_events(const struct request *request);
void drop_events(const struct request *request);
long open_kqueues(void);
long registered_events(void);

#endif
