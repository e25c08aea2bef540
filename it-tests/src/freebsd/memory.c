/*
 * mlock, munlock, mincore. What is locked is not kept here: Linux is asked each time, so that
 * memory unmapped, or mapped anew at the same place, is seen as it is.
 */
#include "simulator.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static uint64_t page_size(void) { return (uint64_t)fb_getpagesize(); }

/* Row "aio_mlock: unaligned is rounded outward". Row "aio_mlock: no bytes". */
struct range pages_of(uint64_t address, uint64_t bytes) {
  uint64_t page = page_size(), last = address + bytes;
  uint64_t end = (last + page - 1) / page * page;
  if (last < address || end < last) {
    return (struct range){0, 0};
  }
  return (struct range){address / page * page, end};
}

/* Row "aio_mlock: address + length overflows: EINVAL at the end". */
static bool overflows(uint64_t address, uint64_t bytes) {
  return address + bytes < address || address + bytes + page_size() - 1 < address + bytes;
}

/* --- Linux ------------------------------------------------------------------------ */

/*
 * Linux tells the mappings and what is locked of them by two calls. In between nothing is locked or
 * unlocked: FreeBSD's kernel looks at each entry of its map at one time.
 */
static pthread_rwlock_t map_lock = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;

void begin_change(void) { pthread_rwlock_rdlock(&map_lock); }

void end_change(void) { pthread_rwlock_unlock(&map_lock); }

static bool mark(long call, struct range range) {
  begin_change();
  bool done = syscall(call, range.start, range.end - range.start) == 0;
  end_change();
  return done;
}

static bool linux_mlock(struct range range) { return mark(SYS_mlock, range); }

static bool linux_munlock(struct range range) { return mark(SYS_munlock, range); }

/* On Linux without side effects, and EBUSY exactly if the page's mapping is locked. */
static bool linux_is_locked(uint64_t page) {
  int callers_errno = errno;
  bool locked =
      syscall(SYS_msync, page, page_size(), MS_INVALIDATE | MS_ASYNC) != 0 && errno == EBUSY;
  errno = callers_errno;
  return locked;
}

/* Reads all of a file of /proc, or exits: nothing works without. */
static char *read_proc(const char *name) {
  size_t used = 0, room = 1 << 16;
  char *text = malloc(room);
  int fd = open(name, O_RDONLY | O_CLOEXEC);
  ssize_t got = -1;
  while (text != NULL && fd >= 0 && (got = read(fd, text + used, room - used - 1)) > 0) {
    used += (size_t)got;
    if (room - used < 1 << 13) {
      room *= 2;
      char *more = realloc(text, room);
      if (more == NULL) {
        free(text);
      }
      text = more;
    }
  }
  syscall(SYS_close, fd);
  if (text == NULL || got != 0) {
    fprintf(stderr, "freebsd_simulator: cannot read %s\n", name);
    abort();
  }
  text[used] = '\0';
  return text;
}

static int protection_of(const char *letters) {
  return (letters[0] == 'r' ? FB_KVME_PROT_READ : 0) |
         (letters[1] == 'w' ? FB_KVME_PROT_WRITE : 0) | (letters[2] == 'x' ? FB_KVME_PROT_EXEC : 0);
}

/* Linux joins what differs in its marks only. */
static bool visit_parts(struct mapping mapping, struct range range,
                        bool (*visit)(void *, const struct mapping *), void *context) {
  bool more = true;
  for (uint64_t end = mapping.end; more && mapping.start < end; mapping.start = mapping.end) {
    mapping.marks = marks_of((struct range){mapping.start, end}, &mapping.end);
    if (mapping.end > range.start) {
      more = mapping.start < range.end && visit(context, &mapping);
    }
  }
  return more;
}

void each_mapping(struct range range, bool (*visit)(void *, const struct mapping *),
                  void *context) {
  struct mapping mapping;
  pthread_rwlock_wrlock(&map_lock);
  char *maps = read_proc("/proc/self/maps");
  bool more = true;
  for (char *line = maps, *end; more && (end = strchr(line, '\n')) != NULL; line = end + 1) {
    char *at = line;
    *end = '\0';
    mapping.start = strtoull(at, &at, 16);
    mapping.end = strtoull(at + 1, &at, 16);
    if (mapping.end <= range.start) {
      continue;
    }
    if (mapping.start >= range.end) {
      break;
    }
    char *path = strchr(line, '/');
    mapping.protection = protection_of(at + 1);
    mapping.locked = linux_is_locked(mapping.start);
    snprintf(mapping.path, sizeof mapping.path, "%s", path == NULL ? "" : path);
    more = visit_parts(mapping, range, visit, context);
  }
  pthread_rwlock_unlock(&map_lock);
  free(maps);
}

/* Of this process: VmLck, whoever locked it. */
static long own_wired_pages(void) {
  char *status = read_proc("/proc/self/status");
  const char *line = strstr(status, "VmLck:");
  long kilobytes = line == NULL ? 0 : strtol(line + strlen("VmLck:"), NULL, 10);
  free(status);
  return kilobytes * 1024 / (long)page_size();
}

long wired_pages(void) { return own_wired_pages() + wired_elsewhere(); }

/* --- ranges in use ---------------------------------------------------------------- */

struct used {
  struct used *next;
  struct range range;
};

static pthread_mutex_t ranges_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t range_left = PTHREAD_COND_INITIALIZER;
static struct used *used_ranges;

static bool is_used(struct range range) {
  for (const struct used *u = used_ranges; u != NULL; u = u->next) {
    if (u->range.start < range.end && range.start < u->range.end) {
      return true;
    }
  }
  return false;
}

/*
 * Row "running: munlock of the range waits, mlock elsewhere does not".
 * Row "running: mlock of a page of the range waits".
 */
void enter_range(struct range range) {
  struct used *used = malloc(sizeof *used);
  if (used == NULL) {
    abort();
  }
  used->range = range;
  pthread_mutex_lock(&ranges_lock);
  while (is_used(range)) {
    pthread_cond_wait(&range_left, &ranges_lock);
  }
  used->next = used_ranges;
  used_ranges = used;
  pthread_mutex_unlock(&ranges_lock);
}

void leave_range(struct range range) {
  pthread_mutex_lock(&ranges_lock);
  struct used **link = &used_ranges;
  while ((*link)->range.start != range.start || (*link)->range.end != range.end) {
    link = &(*link)->next;
  }
  struct used *used = *link;
  *link = used->next;
  free(used);
  pthread_cond_broadcast(&range_left);
  pthread_mutex_unlock(&ranges_lock);
}

/* --- wiring ----------------------------------------------------------------------- */

/* What a range looks like before anything is done to it. */
struct survey {
  struct range range;
  uint64_t covered; /* mapped without a hole from range.start to here */
  bool readable;
  long unlocked_pages;
  struct range *unlocked; /* pieces that were not locked */
  size_t pieces;
};

static bool look_at(void *context, const struct mapping *mapping) {
  struct survey *survey = context;
  uint64_t start = mapping->start > survey->range.start ? mapping->start : survey->range.start;
  uint64_t end = mapping->end < survey->range.end ? mapping->end : survey->range.end;
  if (start > survey->covered) {
    return false;
  }
  survey->covered = end;
  survey->readable = survey->readable && (mapping->protection & FB_KVME_PROT_READ);
  if (!mapping->locked) {
    struct range *more = realloc(survey->unlocked, (survey->pieces + 1) * sizeof *more);
    if (more == NULL) {
      abort();
    }
    survey->unlocked = more;
    survey->unlocked[survey->pieces++] = (struct range){start, end};
    survey->unlocked_pages += (long)((end - start) / page_size());
  }
  return true;
}

static struct survey survey_of(struct range range) {
  struct survey survey = {.range = range, .covered = range.start, .readable = true};
  if (range.start < range.end) {
    each_mapping(range, look_at, &survey);
  }
  return survey;
}

static bool has_hole(const struct survey *survey) { return survey->covered < survey->range.end; }

/* Row "mlock: a failure rolls back fully". Linux leaves locked what it locked before it failed. */
static void roll_back(const struct survey *survey) {
  for (size_t i = 0; i < survey->pieces; i++) {
    linux_munlock(survey->unlocked[i]);
  }
}

/*
 * Row "aio_mlock: a hole fails at the end, nothing stays locked".
 * Row "aio_mlock: PROT_NONE fails at the end". Row "aio_mlock: PROT_WRITE only fails at the end".
 * Row "mlock: the system-wide limit: ENOMEM": what is locked already is not counted again there.
 */
static int wire_surveyed(const struct survey *survey) {
  if (has_hole(survey) || !survey->readable) {
    return FB_ENOMEM;
  }
  if (!is_release_12_1() && wired_pages() + survey->unlocked_pages > setting(MAX_USER_WIRED)) {
    return FB_ENOMEM;
  }
  if (!linux_mlock(survey->range)) {
    roll_back(survey);
    return FB_ENOMEM;
  }
  return 0;
}

/*
 * When the request runs: row "aio_mlock: a limit lowered after submit binds".
 * The whole range is charged: row "mlock: relocking is charged again".
 * Row "mlock: root is bound by the limit". Row "mlock: one request above the system-wide limit".
 * Row "mlock: the system-wide limit on 12.1-RELEASE: EAGAIN".
 */
static int check_limits(struct range range) {
  long pages = (long)((range.end - range.start) / page_size());
  if (pages > setting(MAX_USER_WIRED)) {
    return FB_ENOMEM;
  }
  if ((pages + own_wired_pages()) > memlock_limit() / (int64_t)page_size()) {
    return FB_ENOMEM;
  }
  if (is_release_12_1() && pages + wired_pages() > setting(MAX_USER_WIRED)) {
    return FB_EAGAIN;
  }
  return 0;
}

int wire(uint64_t address, uint64_t bytes, bool permitted) {
  if (!permitted) {
    return FB_EPERM;
  }
  if (overflows(address, bytes)) {
    return FB_EINVAL;
  }
  struct range range = pages_of(address, bytes);
  int error = check_limits(range);
  if (error == 0 && range.start < range.end) {
    struct survey survey = survey_of(range);
    error = wire_surveyed(&survey);
    free(survey.unlocked);
  }
  return error;
}

/* Row "munlock: with a hole nothing is unlocked". Linux goes as far as the hole. */
static int unwire(struct range range) {
  struct survey survey = survey_of(range);
  bool hole = has_hole(&survey);
  free(survey.unlocked);
  return hole || !linux_munlock(range) ? FB_ENOMEM : 0;
}

int fb_mlock(const void *address, size_t bytes) {
  struct range range = pages_of((uint64_t)address, bytes);
  enter_range(range);
  int error = wire((uint64_t)address, bytes, may_mlock());
  leave_range(range);
  return error == 0 ? 0 : refuse(error);
}

int fb_munlock(const void *address, size_t bytes) {
  struct range range = pages_of((uint64_t)address, bytes);
  if (!may_mlock()) {
    return refuse(FB_EPERM);
  }
  if (overflows((uint64_t)address, bytes)) {
    return refuse(FB_EINVAL);
  }
  enter_range(range);
  int error = unwire(range);
  leave_range(range);
  return error == 0 ? 0 : refuse(error);
}

/* --- the whole process ------------------------------------------------------------ */

/* sys/mman.h; the same numbers on the Linux that this runs on. */
enum { FB_MCL_CURRENT = 1, FB_MCL_FUTURE = 2 };

static uint64_t mapped_bytes(void) {
  char *status = read_proc("/proc/self/status");
  const char *line = strstr(status, "VmSize:");
  long kilobytes = line == NULL ? 0 : strtol(line + strlen("VmSize:"), NULL, 10);
  free(status);
  return (uint64_t)kilobytes * 1024;
}

/* By sys_mlockall of FreeBSD's source, not tried there: the privilege, the flags, the limit. */
int fb_mlockall(int how) {
  if (!may_mlock()) {
    return refuse(FB_EPERM);
  }
  if (how == 0 || (how & ~(FB_MCL_CURRENT | FB_MCL_FUTURE)) != 0) {
    return refuse(FB_EINVAL);
  }
  if ((how & FB_MCL_CURRENT) && (int64_t)mapped_bytes() > memlock_limit()) {
    return refuse(FB_ENOMEM);
  }
  begin_change();
  bool done = syscall(SYS_mlockall, how) == 0;
  end_change();
  return done ? 0 : refuse(FB_ENOMEM);
}

int fb_munlockall(void) {
  if (!may_mlock()) {
    return refuse(FB_EPERM);
  }
  begin_change();
  syscall(SYS_munlockall);
  end_change();
  return 0;
}

/* --- mincore ---------------------------------------------------------------------- */

struct residency {
  struct range range;
  unsigned char *pages;
};

/* Row "mincore: what may not be accessed counts as absent". */
static bool hide_inaccessible(void *context, const struct mapping *mapping) {
  struct residency *residency = context;
  struct range range = residency->range;
  uint64_t start = mapping->start > range.start ? mapping->start : range.start;
  uint64_t end = mapping->end < range.end ? mapping->end : range.end;
  if (mapping->protection == 0) {
    memset(residency->pages + (start - range.start) / page_size(), 0, (end - start) / page_size());
  }
  return true;
}

/*
 * Row "mincore: residency is unchanged by munlock". Other bits than MINCORE_INCORE are set too, as
 * on FreeBSD.
 */
int fb_mincore(const void *address, size_t bytes, char *vector) {
  struct range range = pages_of((uint64_t)address, bytes);
  size_t pages = (range.end - range.start) / page_size();
  unsigned char *resident = malloc(pages + 1);
  if (resident == NULL ||
      syscall(SYS_mincore, range.start, range.end - range.start, resident) != 0) {
    free(resident);
    return refuse(FB_ENOMEM);
  }
  if (setting(MINCORE_MAPPED)) {
    struct residency residency = {range, resident};
    each_mapping(range, hide_inaccessible, &residency);
  }
  for (size_t i = 0; i < pages; i++) {
    resident[i] = resident[i] & 1 ? FB_MINCORE_INCORE | FB_MINCORE_REFERENCED : 0;
  }
  bool copied = copy_out(vector, resident, pages);
  free(resident);
  return copied ? 0 : refuse(FB_EFAULT);
}
