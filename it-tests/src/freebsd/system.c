/* errno, copies, waiting; limits, sysctl and who the process is. */
#include "simulator.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/uio.h>
#include <unistd.h>

pthread_mutex_t simulator_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t change = PTHREAD_COND_INITIALIZER;

int refuse(int freebsd_errno) {
  errno = freebsd_errno;
  return -1;
}

bool copy_in(void *to, const volatile void *from, size_t bytes) {
  int callers_errno = errno;
  struct iovec ours = {to, bytes}, theirs = {(void *)(uintptr_t)from, bytes};
  bool copied = process_vm_readv(getpid(), &ours, 1, &theirs, 1, 0) == (ssize_t)bytes;
  errno = callers_errno;
  return copied;
}

bool copy_out(volatile void *to, const void *from, size_t bytes) {
  int callers_errno = errno;
  struct iovec ours = {(void *)(uintptr_t)from, bytes}, theirs = {(void *)(uintptr_t)to, bytes};
  bool copied = process_vm_writev(getpid(), &ours, 1, &theirs, 1, 0) == (ssize_t)bytes;
  errno = callers_errno;
  return copied;
}

/* --- waiting ---------------------------------------------------------------------- */

int wait_until(struct wait *wait, const struct fb_timespec *timeout) {
  struct fb_timespec time;
  *wait = (struct wait){.forever = timeout == NULL};
  if (timeout == NULL) {
    return 0;
  }
  if (!copy_in(&time, timeout, sizeof time)) {
    return FB_EFAULT;
  }
  if (time.tv_sec < 0 || time.tv_nsec < 0 || time.tv_nsec >= 1000000000) {
    return FB_EINVAL;
  }
  clock_gettime(CLOCK_MONOTONIC, &wait->deadline);
  const int64_t a_century = 100L * 366 * 24 * 3600;
  wait->deadline.tv_sec += time.tv_sec < a_century ? time.tv_sec : a_century;
  wait->deadline.tv_nsec += time.tv_nsec;
  if (wait->deadline.tv_nsec >= 1000000000) {
    wait->deadline.tv_sec++;
    wait->deadline.tv_nsec -= 1000000000;
  }
  return 0;
}

void something_changed(void) { pthread_cond_broadcast(&change); }

bool wait_for_change(const struct wait *wait) {
  if (wait->forever) {
    pthread_cond_wait(&change, &simulator_lock);
    return true;
  }
  return pthread_cond_clockwait(&change, &simulator_lock, CLOCK_MONOTONIC, &wait->deadline) !=
         ETIMEDOUT;
}

/* --- numbers ---------------------------------------------------------------------- */

struct number {
  const char *name;
  size_t bytes;
  bool writable; /* by root */
  long initial;
  _Atomic long value;
};

/* Not sysconf: a program linked with the simulator would call the simulator's. */
static long physical_pages(void) {
  struct sysinfo info;
  sysinfo(&info);
  return (long)(info.totalram / (unsigned long)fb_getpagesize() * info.mem_unit);
}

static struct number numbers[] = {
    [MAX_AIO_QUEUE_PER_PROC] = {"vfs.aio.max_aio_queue_per_proc", 4, true, 256, 0},
    [MAX_AIO_QUEUE] = {"vfs.aio.max_aio_queue", 4, true, 1024, 0},
    [MAX_AIO_PER_PROC] = {"vfs.aio.max_aio_per_proc", 4, true, 32, 0},
    [MAX_AIO_PROCS] = {"vfs.aio.max_aio_procs", 4, true, 32, 0},
    [TARGET_AIO_PROCS] = {"vfs.aio.target_aio_procs", 4, true, 4, 0},
    [MAX_USER_WIRED] = {"vm.max_user_wired", 8, true, -1, 0}, /* pages; a third of them */
    [UNPRIVILEGED_MLOCK] = {"security.bsd.unprivileged_mlock", 4, true, 1, 0},
    [MINCORE_MAPPED] = {"vm.mincore_mapped", 4, true, 1, 0},
    [JAILED] = {"security.jail.jailed", 4, false, 0, 0},
    [OSRELDATE] = {"kern.osreldate", 4, false, 1500000, 0},
    [PROT_FAULT_TRANSLATION] = {"machdep.prot_fault_translation", 4, true, 0, 0},
};

enum { NUMBERS = sizeof numbers / sizeof *numbers };

static _Atomic int64_t soft_limit;
static _Atomic int64_t hard_limit;
static _Atomic int64_t address_space;
static _Atomic int root;
static _Atomic int allow_mlock;
static _Atomic int others_requests;
static _Atomic long others_wired;

long setting(enum setting which) { return numbers[which].value; }

/* The version that EAGAIN for the system-wide limit and vm.max_wired are of. */
bool is_release_12_1(void) { return setting(OSRELDATE) < 1201500; }

/* Seen up to 13.2, and no more in 15. */
bool writes_kernelinfo(void) { return setting(OSRELDATE) < 1400000; }

/* Row "mlock: a jail needs allow.mlock". Row "mlock: security.bsd.unprivileged_mlock=0". */
bool may_mlock(void) {
  return (!setting(JAILED) || allow_mlock) && (root || setting(UNPRIVILEGED_MLOCK));
}

int64_t memlock_limit(void) { return soft_limit; }

int64_t address_space_limit(void) { return address_space; }

int requests_elsewhere(void) { return others_requests; }

long wired_elsewhere(void) { return others_wired; }

__attribute__((constructor)) void reset_system(void) {
  for (int i = 0; i < NUMBERS; i++) {
    numbers[i].value = numbers[i].initial;
  }
  numbers[MAX_USER_WIRED].value = physical_pages() / 3;
  soft_limit = physical_pages() / 3 * fb_getpagesize();
  hard_limit = FB_RLIM_INFINITY;
  address_space = FB_RLIM_INFINITY;
  root = 1;
  allow_mlock = 0;
  others_requests = 0;
  others_wired = 0;
}

static int number_named(const char *name) {
  const char *renamed = is_release_12_1() && strcmp(name, "vm.max_wired") == 0 ? "vm.max_user_wired"
                        : is_release_12_1() && strcmp(name, "vm.max_user_wired") == 0 ? ""
                                                                                      : name;
  for (int i = 0; i < NUMBERS; i++) {
    if (strcmp(renamed, numbers[i].name) == 0) {
      return i;
    }
  }
  return -1;
}

/* What nobody can set; false if there is no such name. */
static bool computed(const char *name, long *value, size_t *bytes) {
  *bytes = 4;
  if (strcmp(name, "hw.pagesize") == 0) {
    *value = fb_getpagesize();
  } else if (strcmp(name, "hw.physmem") == 0) {
    *bytes = 8;
    *value = physical_pages() * fb_getpagesize();
  } else if (strcmp(name, "vm.stats.vm.v_user_wire_count") == 0 && !is_release_12_1()) {
    *bytes = 8;
    *value = wired_pages();
  } else if (strcmp(name, "vfs.aio.num_aio_procs") == 0) {
    pthread_mutex_lock(&simulator_lock);
    *value = daemons_started();
    pthread_mutex_unlock(&simulator_lock);
  } else if (strcmp(name, "vfs.aio.num_queue_count") == 0) {
    pthread_mutex_lock(&simulator_lock);
    *value = requests_unreturned() + requests_elsewhere();
    pthread_mutex_unlock(&simulator_lock);
  } else {
    return false;
  }
  return true;
}

/* --- sysctl ----------------------------------------------------------------------- */

/* Row "the process's map without room": cut off, with ENOMEM. */
static int give(void *old, size_t *old_bytes, const void *value, size_t bytes) {
  size_t room;
  if (old_bytes == NULL) {
    return 0;
  }
  if (!copy_in(&room, old_bytes, sizeof room)) {
    return refuse(FB_EFAULT);
  }
  size_t given = old == NULL || room >= bytes ? bytes : room;
  if ((old != NULL && !copy_out(old, value, given)) || !copy_out(old_bytes, &given, sizeof given)) {
    return refuse(FB_EFAULT);
  }
  return given == bytes ? 0 : refuse(FB_ENOMEM);
}

static int take(struct number *number, const void *new, size_t bytes) {
  int64_t value = 0;
  if (!root || !number->writable) {
    return refuse(FB_EPERM);
  }
  if (bytes != number->bytes) {
    return refuse(FB_EINVAL);
  }
  if (!copy_in(&value, new, bytes)) {
    return refuse(FB_EFAULT);
  }
  number->value = bytes == 4 ? (int)value : value;
  return 0;
}

int fb_sysctlbyname(const char *name, void *old, size_t *old_bytes, const void *new,
                    size_t new_bytes) {
  size_t bytes;
  long value;
  int index = number_named(name);
  if (index >= 0) {
    bytes = numbers[index].bytes;
    value = numbers[index].value;
  } else if (!computed(name, &value, &bytes)) {
    return refuse(FB_ENOENT);
  }
  if (new != NULL && index < 0) {
    return refuse(FB_EPERM);
  }
  int given = give(old, old_bytes, &value, bytes); /* little-endian */
  return given != 0 || new == NULL ? given : take(&numbers[index], new, new_bytes);
}

struct records {
  char *bytes;
  size_t used;
};

/* Row "the process's map tells MADV_NOCORE". */
static int flags_of(const struct mapping *mapping) {
  return (mapping->locked ? FB_KVME_FLAG_USER_WIRED : 0) |
         (mapping->marks & NO_CORE ? FB_KVME_FLAG_NOCOREDUMP : 0);
}

/* Row "the process's map tells guards". */
static int type_of(const struct mapping *mapping) {
  return mapping->marks & GUARD && !is_release_12_1() ? FB_KVME_TYPE_GUARD : FB_KVME_TYPE_NONE;
}

/* Cut off behind the path, at a multiple of 8. Row "the process's map tells locks". */
static bool add_record(void *context, const struct mapping *mapping) {
  struct records *records = context;
  struct fb_kinfo_vmentry entry = {
      .kve_start = mapping->start,
      .kve_end = mapping->end,
      .kve_protection = mapping->protection,
      .kve_flags = flags_of(mapping),
      .kve_type = type_of(mapping),
  };
  strcpy(entry.kve_path, mapping->path);
  size_t size = (offsetof(struct fb_kinfo_vmentry, kve_path) + strlen(entry.kve_path) + 8) / 8 * 8;
  entry.kve_structsize = (int)size;
  char *more = realloc(records->bytes, records->used + size);
  if (more == NULL) {
    return false;
  }
  records->bytes = more;
  memcpy(records->bytes + records->used, &entry, size);
  records->used += size;
  return true;
}

static int give_map(int pid, void *old, size_t *old_bytes) {
  if (pid != getpid()) {
    return refuse(FB_ESRCH);
  }
  struct records records = {NULL, 0};
  each_mapping((struct range){0, UINT64_MAX}, add_record, &records);
  int result = give(old, old_bytes, records.bytes, records.used);
  free(records.bytes);
  return result;
}

int fb_sysctl(const int *name, unsigned parts, void *old, size_t *old_bytes, const void *new,
              size_t new_bytes) {
  if (parts == 2 && name[0] == FB_CTL_HW && name[1] == FB_HW_PAGESIZE) {
    return fb_sysctlbyname("hw.pagesize", old, old_bytes, new, new_bytes);
  }
  if (parts == 2 && name[0] == FB_CTL_KERN && name[1] == FB_KERN_OSRELDATE) {
    return fb_sysctlbyname("kern.osreldate", old, old_bytes, new, new_bytes);
  }
  if (parts == 4 && name[0] == FB_CTL_KERN && name[1] == FB_KERN_PROC &&
      name[2] == FB_KERN_PROC_VMMAP) {
    return new != NULL ? refuse(FB_EPERM) : give_map(name[3], old, old_bytes);
  }
  return refuse(FB_ENOENT);
}

/* --- limits ----------------------------------------------------------------------- */

struct linux_rlimit {
  uint64_t cur;
  uint64_t max;
};

static int64_t bounded(uint64_t limit) {
  return limit > (uint64_t)FB_RLIM_INFINITY ? FB_RLIM_INFINITY : (int64_t)limit;
}

/* 8, which is RLIMIT_MEMLOCK on Linux, is the number of open files here. */
int fb_getrlimit(int resource, struct fb_rlimit *limit) {
  const int linux_nofile = 7;
  struct linux_rlimit files;
  struct fb_rlimit result = {soft_limit, hard_limit};
  if (resource == FB_RLIMIT_NOFILE && syscall(SYS_prlimit64, 0, linux_nofile, NULL, &files) == 0) {
    result = (struct fb_rlimit){bounded(files.cur), bounded(files.max)};
  } else if (resource == FB_RLIMIT_VMEM) {
    result = (struct fb_rlimit){address_space, FB_RLIM_INFINITY};
  } else if (resource != FB_RLIMIT_MEMLOCK) {
    return refuse(FB_EINVAL);
  }
  return copy_out(limit, &result, sizeof result) ? 0 : refuse(FB_EFAULT);
}

int fb_setrlimit(int resource, const struct fb_rlimit *limit) {
  struct fb_rlimit wanted;
  if (resource != FB_RLIMIT_MEMLOCK && resource != FB_RLIMIT_VMEM) {
    return refuse(FB_EINVAL);
  }
  if (!copy_in(&wanted, limit, sizeof wanted)) {
    return refuse(FB_EFAULT);
  }
  if (resource == FB_RLIMIT_VMEM) {
    address_space = wanted.rlim_cur;
    return 0;
  }
  if (!root && (wanted.rlim_max > hard_limit || wanted.rlim_cur > hard_limit)) {
    return refuse(FB_EPERM);
  }
  hard_limit = wanted.rlim_max;
  soft_limit = wanted.rlim_cur < wanted.rlim_max ? wanted.rlim_cur : wanted.rlim_max;
  return 0;
}

long fb_sysconf(int name) { return name == FB_SC_PAGESIZE ? fb_getpagesize() : refuse(FB_EINVAL); }

int fb_getpagesize(void) {
  static _Atomic int size;
  if (size == 0) {
    size = (int)getauxval(AT_PAGESZ);
  }
  return size;
}

/* --- pages beyond the end of a file ----------------------------------------------- */

static struct sigaction on_bus_before;

static void pass_on(int signal, const struct sigaction *action, siginfo_t *info, void *context) {
  if (action->sa_flags & SA_SIGINFO) {
    info->si_signo = signal;
    action->sa_sigaction(signal, info, context);
  } else if (action->sa_handler == SIG_DFL || action->sa_handler == SIG_IGN) {
    struct sigaction default_action = {.sa_handler = SIG_DFL};
    sigaction(signal, &default_action, NULL);
    raise(signal);
  } else {
    action->sa_handler(signal);
  }
}

/* Row "mmap: reading beyond the end of a file". */
static void on_bus(int signal, siginfo_t *info, void *context) {
  struct sigaction action = on_bus_before;
  if (is_release_12_1() && setting(PROT_FAULT_TRANSLATION) != 1) {
    signal = SIGSEGV;
    sigaction(SIGSEGV, NULL, &action);
  }
  pass_on(signal, &action, info, context);
}

static void handle_bus(void) {
  struct sigaction action = {.sa_sigaction = on_bus};
  sigaction(SIGBUS, NULL, &on_bus_before);
  action.sa_mask = on_bus_before.sa_mask;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigaction(SIGBUS, &action, NULL);
}

/* --- knobs ------------------------------------------------------------------------ */

int sim_sysctl(const char *name, long value) {
  int index = number_named(name);
  if (index < 0) {
    return refuse(FB_ENOENT);
  }
  numbers[index].value = value;
  return 0;
}

void sim_memlock(int64_t soft, int64_t hard) {
  soft_limit = soft < 0 ? FB_RLIM_INFINITY : soft;
  hard_limit = hard < 0 ? FB_RLIM_INFINITY : hard;
}

void sim_address_space(int64_t bytes) { address_space = bytes < 0 ? FB_RLIM_INFINITY : bytes; }

void sim_elsewhere(int requests, long pages) {
  others_requests = requests;
  others_wired = pages;
}

void sim_process(int is_root, int is_jailed, int is_allowed) {
  root = is_root;
  numbers[JAILED].value = is_jailed;
  allow_mlock = is_allowed;
}

void sim_osreldate(int version) {
  static pthread_once_t handles_bus = PTHREAD_ONCE_INIT;
  numbers[OSRELDATE].value = version;
  pthread_once(&handles_bus, handle_bus);
}
