/*
 * mmap, munmap, mprotect, minherit, madvise: of private anonymous memory, and of guards. Linux does
 * it. What its /proc/self/maps does not tell is noted here, and forgotten when it is unmapped.
 */
#include "simulator.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* linux/mman.h, for headers that are older than the kernel. */
enum { LINUX_MADV_FREE = 8, LINUX_MADV_WIPEONFORK = 18, LINUX_MADV_KEEPONFORK = 19 };

/* --- notes ------------------------------------------------------------------------ */

struct note {
  struct note *next;
  struct range range;
  int marks;
};

static pthread_mutex_t notes_lock = PTHREAD_MUTEX_INITIALIZER;
static struct note *notes;

static void push(struct note **list, struct range range, int marks) {
  if (range.start >= range.end) {
    return;
  }
  struct note *note = malloc(sizeof *note);
  if (note == NULL) {
    abort();
  }
  *note = (struct note){*list, range, marks};
  *list = note;
}

static uint64_t lower(uint64_t a, uint64_t b) { return a < b ? a : b; }

static uint64_t higher(uint64_t a, uint64_t b) { return a > b ? a : b; }

/* Holding the lock. */
static void forget(struct range range, int marks) {
  struct note *kept = NULL;
  for (struct note *note = notes, *next; note != NULL; note = next) {
    struct range of = note->range;
    next = note->next;
    if ((note->marks & marks) == 0 || of.start >= range.end || range.start >= of.end) {
      push(&kept, of, note->marks);
    } else {
      push(&kept, (struct range){of.start, lower(of.end, range.start)}, note->marks);
      push(&kept, (struct range){higher(of.start, range.end), of.end}, note->marks);
    }
    free(note);
  }
  notes = kept;
}

/* Takes marks from a range, then gives it others. */
static void remark(struct range range, int taken, int given) {
  pthread_mutex_lock(&notes_lock);
  forget(range, taken);
  if (given != 0) {
    push(&notes, range, given);
  }
  pthread_mutex_unlock(&notes_lock);
}

int marks_of(struct range range, uint64_t *end) {
  int marks = 0;
  *end = range.end;
  pthread_mutex_lock(&notes_lock);
  for (const struct note *note = notes; note != NULL; note = note->next) {
    if (note->range.start > range.start) {
      *end = lower(*end, note->range.start);
    } else if (note->range.end > range.start) {
      marks |= note->marks;
      *end = lower(*end, note->range.end);
    }
  }
  pthread_mutex_unlock(&notes_lock);
  return marks;
}

/* --- mmap, munmap, mprotect ------------------------------------------------------- */

static bool add_size(void *context, const struct mapping *mapping) {
  uint64_t *sum = context;
  *sum += mapping->marks & GUARD ? 0 : mapping->end - mapping->start;
  return true;
}

/* Row "mmap: RLIMIT_VMEM binds". Guards are not counted (vm_map.c). */
static bool fits(uint64_t bytes) {
  uint64_t mapped = 0;
  if (address_space_limit() == FB_RLIM_INFINITY) {
    return true;
  }
  each_mapping((struct range){0, UINT64_MAX}, add_size, &mapped);
  return mapped + bytes <= (uint64_t)address_space_limit();
}

/*
 * Row "mmap: what a guard does not take: EINVAL".
 * Row "mmap: no bytes, or no anonymous memory: EINVAL".
 */
static int refusal(size_t bytes, int protection, int flags, int fd, off_t offset) {
  const int of_guards = FB_MAP_GUARD | FB_MAP_FIXED;
  const int of_anonymous = FB_MAP_ANON | FB_MAP_PRIVATE | FB_MAP_FIXED | FB_MAP_NOCORE;
  if (bytes == 0) {
    return FB_EINVAL;
  }
  if (flags & FB_MAP_GUARD) {
    bool taken = protection == PROT_NONE && fd == -1 && offset == 0 && (flags & ~of_guards) == 0;
    return taken ? 0 : FB_EINVAL;
  }
  if (flags & FB_MAP_ANON && (fd != -1 || offset != 0)) {
    return FB_EINVAL;
  }
  bool known = flags & FB_MAP_ANON && (flags & ~of_anonymous) == 0;
  return known ? 0 : FB_EOPNOTSUPP;
}

void *fb_mmap(void *address, size_t bytes, int protection, int flags, int fd, off_t offset) {
  int refused = refusal(bytes, protection, flags, fd, offset);
  if (refused != 0 || !fits(bytes)) {
    refuse(refused != 0 ? refused : FB_ENOMEM);
    return MAP_FAILED;
  }
  /* FreeBSD overcommits, by default. */
  int same = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | (flags & FB_MAP_FIXED ? MAP_FIXED : 0);
  int given = (flags & FB_MAP_GUARD ? GUARD : 0) | (flags & FB_MAP_NOCORE ? NO_CORE : 0);
  begin_change();
  void *mapped = (void *)syscall(SYS_mmap, address, bytes, protection, same, -1, 0);
  if (mapped != MAP_FAILED) {
    remark(pages_of((uint64_t)mapped, bytes), GUARD | NO_CORE, given);
  }
  end_change();
  if (mapped == MAP_FAILED) {
    refuse(errno == EINVAL ? FB_EINVAL : FB_ENOMEM);
  }
  return mapped;
}

int fb_munmap(void *address, size_t bytes) {
  struct range range = pages_of((uint64_t)address, bytes);
  if (range.start >= range.end || bytes == 0) {
    return refuse(FB_EINVAL);
  }
  begin_change();
  bool done = syscall(SYS_munmap, range.start, range.end - range.start) == 0;
  if (done) {
    remark(range, GUARD | NO_CORE, 0);
  }
  end_change();
  return done ? 0 : refuse(FB_EINVAL);
}

struct protecting {
  struct range range;
  int protection;
  int error;
};

/* Row "mprotect: a guard stays one". */
static bool protect(void *context, const struct mapping *mapping) {
  struct protecting *protecting = context;
  uint64_t start = higher(mapping->start, protecting->range.start);
  uint64_t end = lower(mapping->end, protecting->range.end);
  if (!(mapping->marks & GUARD) &&
      syscall(SYS_mprotect, start, end - start, protecting->protection) != 0) {
    protecting->error = errno == EACCES ? FB_EACCES : FB_ENOMEM;
  }
  return protecting->error == 0;
}

/* Row "mprotect: locked pages stay locked". */
int fb_mprotect(void *address, size_t bytes, int protection) {
  struct range range = pages_of((uint64_t)address, bytes);
  struct protecting protecting = {range, protection & (PROT_READ | PROT_WRITE | PROT_EXEC), 0};
  if (range.start >= range.end) {
    return bytes == 0 ? 0 : refuse(FB_EINVAL);
  }
  each_mapping(range, protect, &protecting);
  return protecting.error == 0 ? 0 : refuse(protecting.error);
}

/* --- minherit, madvise ------------------------------------------------------------ */

static bool linux_advise(struct range range, int advice) {
  return syscall(SYS_madvise, range.start, range.end - range.start, advice) == 0;
}

/* Row "minherit: INHERIT_ZERO: children read zeros". Row "minherit: an unknown one: EINVAL". */
int fb_minherit(void *address, size_t bytes, int inheritance) {
  struct range range = pages_of((uint64_t)address, bytes);
  if (inheritance < FB_INHERIT_SHARE || inheritance > FB_INHERIT_ZERO ||
      (range.start >= range.end && bytes != 0)) {
    return refuse(FB_EINVAL);
  }
  if (inheritance != FB_INHERIT_ZERO && inheritance != FB_INHERIT_COPY) {
    return refuse(FB_EOPNOTSUPP);
  }
  bool zero = inheritance == FB_INHERIT_ZERO;
  bool done = linux_advise(range, zero ? LINUX_MADV_WIPEONFORK : LINUX_MADV_KEEPONFORK);
  return done ? 0 : refuse(FB_EOPNOTSUPP);
}

static int same_advice(int advice) {
  switch (advice) {
    case FB_MADV_WILLNEED:
      return MADV_WILLNEED;
    case FB_MADV_FREE:
      return LINUX_MADV_FREE;
    case FB_MADV_NOCORE:
      return MADV_DONTDUMP;
    case FB_MADV_CORE:
      return MADV_DODUMP;
    default:
      return MADV_NORMAL;
  }
}

/* Row "madvise on locked pages". Row "the process's map tells MADV_NOCORE". */
int fb_madvise(void *address, size_t bytes, int advice) {
  struct range range = pages_of((uint64_t)address, bytes);
  if (advice < FB_MADV_NORMAL || advice > FB_MADV_CORE ||
      (range.start >= range.end && bytes != 0)) {
    return refuse(FB_EINVAL);
  }
  begin_change();
  int same = same_advice(advice);
  if (same != MADV_NORMAL) {
    /* Advice: what Linux makes of it for this kind of mapping is no error of FreeBSD's. */
    int callers_errno = errno;
    linux_advise(range, same);
    errno = callers_errno;
  }
  if (advice == FB_MADV_NOCORE || advice == FB_MADV_CORE) {
    remark(range, NO_CORE, advice == FB_MADV_NOCORE ? NO_CORE : 0);
  }
  end_change();
  return 0;
}
