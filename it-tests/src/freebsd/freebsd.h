/*
 * FreeBSD's structures and numbers on amd64 and arm64 (12.0 and later), for programs compiled on
 * Linux. Everything has a prefix, so that Linux's headers can stand beside it. freebsd_names.h
 * gives FreeBSD's own names.
 */
#ifndef FREEBSD_H
#define FREEBSD_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* sys/signal.h */
union fb_sigval {
  int sival_int;
  void *sival_ptr;
};

struct fb_sigevent {
  int sigev_notify;
  union {
    int sigev_signo;
    int sigev_notify_kqueue;
  };
  union fb_sigval sigev_value;
  union {
    uint16_t sigev_notify_kevent_flags;
    int sigev_notify_thread_id;
    int64_t spare_[8];
  };
};

/* sys/aio.h */
struct fb_aiocb {
  int aio_fildes;
  int64_t aio_offset;
  volatile void *aio_buf;
  uint64_t aio_nbytes;
  int spare_[2];
  void *spare2_;
  int aio_lio_opcode;
  int aio_reqprio;
  struct {
    int64_t status;
    int64_t error;
    int64_t kernelinfo;
  } _aiocb_private;
  struct fb_sigevent aio_sigevent;
};

/* sys/event.h */
struct fb_kevent {
  uint64_t ident;
  int16_t filter;
  uint16_t flags;
  uint32_t fflags;
  int64_t data;
  void *udata;
  uint64_t ext[4];
};

/* sys/_timespec.h */
struct fb_timespec {
  int64_t tv_sec;
  int64_t tv_nsec;
};

/* sys/resource.h */
struct fb_rlimit {
  int64_t rlim_cur;
  int64_t rlim_max;
};

/* sys/user.h: a record is cut off behind its path, and kve_structsize tells where. */
struct fb_kinfo_vmentry {
  int kve_structsize;
  int kve_type;
  uint64_t kve_start;
  uint64_t kve_end;
  uint64_t kve_offset;
  uint64_t kve_vn_fileid;
  uint32_t kve_vn_fsid_freebsd11;
  int kve_flags;
  int kve_resident;
  int kve_private_resident;
  int kve_protection;
  int kve_ref_count;
  int kve_shadow_count;
  int kve_vn_type;
  uint64_t kve_vn_size;
  uint32_t kve_vn_rdev_freebsd11;
  uint16_t kve_vn_mode;
  uint16_t kve_status;
  uint64_t kve_vn_fsid;
  uint64_t kve_vn_rdev;
  int spare_[8];
  char kve_path[1024];
};

_Static_assert(sizeof(struct fb_aiocb) == 160, "struct aiocb");
_Static_assert(offsetof(struct fb_aiocb, aio_offset) == 8, "aio_offset");
_Static_assert(offsetof(struct fb_aiocb, aio_buf) == 16, "aio_buf");
_Static_assert(offsetof(struct fb_aiocb, aio_nbytes) == 24, "aio_nbytes");
_Static_assert(offsetof(struct fb_aiocb, aio_lio_opcode) == 48, "aio_lio_opcode");
_Static_assert(offsetof(struct fb_aiocb, aio_reqprio) == 52, "aio_reqprio");
_Static_assert(offsetof(struct fb_aiocb, _aiocb_private) == 56, "_aiocb_private");
_Static_assert(offsetof(struct fb_aiocb, aio_sigevent) == 80, "aio_sigevent");
_Static_assert(sizeof(struct fb_sigevent) == 80, "struct sigevent");
_Static_assert(offsetof(struct fb_sigevent, sigev_notify_kqueue) == 4, "sigev_notify_kqueue");
_Static_assert(offsetof(struct fb_sigevent, sigev_value) == 8, "sigev_value");
_Static_assert(offsetof(struct fb_sigevent, sigev_notify_kevent_flags) == 16, "kevent_flags");
_Static_assert(sizeof(struct fb_kevent) == 64, "struct kevent");
_Static_assert(offsetof(struct fb_kevent, filter) == 8, "filter");
_Static_assert(offsetof(struct fb_kevent, flags) == 10, "flags");
_Static_assert(offsetof(struct fb_kevent, fflags) == 12, "fflags");
_Static_assert(offsetof(struct fb_kevent, data) == 16, "data");
_Static_assert(offsetof(struct fb_kevent, udata) == 24, "udata");
_Static_assert(offsetof(struct fb_kevent, ext) == 32, "ext");
_Static_assert(sizeof(struct fb_timespec) == 16, "struct timespec");
_Static_assert(sizeof(struct fb_rlimit) == 16, "struct rlimit");
_Static_assert(offsetof(struct fb_kinfo_vmentry, kve_type) == 4, "kve_type");
_Static_assert(offsetof(struct fb_kinfo_vmentry, kve_start) == 8, "kve_start");
_Static_assert(offsetof(struct fb_kinfo_vmentry, kve_end) == 16, "kve_end");
_Static_assert(offsetof(struct fb_kinfo_vmentry, kve_flags) == 44, "kve_flags");
_Static_assert(offsetof(struct fb_kinfo_vmentry, kve_protection) == 56, "kve_protection");
_Static_assert(sizeof(struct fb_kinfo_vmentry) == 1160, "struct kinfo_vmentry");

enum {
  /* sys/signal.h */
  FB_SIGEV_NONE = 0,
  FB_SIGEV_SIGNAL = 1,
  FB_SIGEV_THREAD = 2,
  FB_SIGEV_KEVENT = 3,
  FB_SIGEV_THREAD_ID = 4,
  FB_SIG_MAX = 128,
  /* sys/event.h */
  FB_EVFILT_AIO = -3,
  FB_EVFILT_USER = -11,
  FB_EV_ADD = 0x1,
  FB_EV_DELETE = 0x2,
  FB_EV_ENABLE = 0x4,
  FB_EV_DISABLE = 0x8,
  FB_EV_ONESHOT = 0x10,
  FB_EV_CLEAR = 0x20,
  FB_EV_RECEIPT = 0x40,
  FB_EV_DISPATCH = 0x80,
  FB_EV_ERROR = 0x4000,
  FB_EV_EOF = 0x8000,
  FB_NOTE_TRIGGER = 0x01000000,
  /* sys/aio.h */
  FB_AIO_CANCELED = 1,
  FB_AIO_NOTCANCELED = 2,
  FB_AIO_ALLDONE = 3,
  /* sys/errno.h: where they differ from Linux's, and what is used here */
  FB_EPERM = 1,
  FB_ENOENT = 2,
  FB_ESRCH = 3,
  FB_EBADF = 9,
  FB_ENOMEM = 12,
  FB_EACCES = 13,
  FB_EFAULT = 14,
  FB_EINVAL = 22,
  FB_EAGAIN = 35,
  FB_EINPROGRESS = 36,
  FB_EOPNOTSUPP = 45,
  FB_ENOSYS = 78,
  FB_ECANCELED = 85,
  /* sys/resource.h */
  FB_RLIMIT_MEMLOCK = 6,
  FB_RLIMIT_NOFILE = 8,
  FB_RLIMIT_VMEM = 10,
  /* sys/mman.h */
  FB_MAP_PRIVATE = 0x2,
  FB_MAP_FIXED = 0x10,
  FB_MAP_ANON = 0x1000,
  FB_MAP_GUARD = 0x2000,
  FB_MAP_NOCORE = 0x20000,
  FB_INHERIT_SHARE = 0,
  FB_INHERIT_COPY = 1,
  FB_INHERIT_NONE = 2,
  FB_INHERIT_ZERO = 3,
  FB_MADV_NORMAL = 0,
  FB_MADV_WILLNEED = 3,
  FB_MADV_DONTNEED = 4,
  FB_MADV_FREE = 5,
  FB_MADV_NOCORE = 8,
  FB_MADV_CORE = 9,
  FB_MINCORE_INCORE = 1,
  FB_MINCORE_REFERENCED = 2,
  /* sys/unistd.h */
  FB_SC_PAGESIZE = 47,
  /* sys/sysctl.h */
  FB_CTL_KERN = 1,
  FB_CTL_HW = 6,
  FB_HW_PAGESIZE = 7,
  FB_KERN_PROC = 14,
  FB_KERN_OSRELDATE = 24,
  FB_KERN_PROC_VMMAP = 32,
  /* sys/user.h */
  FB_KVME_PROT_READ = 1,
  FB_KVME_PROT_WRITE = 2,
  FB_KVME_PROT_EXEC = 4,
  FB_KVME_FLAG_NOCOREDUMP = 0x4,
  FB_KVME_FLAG_USER_WIRED = 0x40,
  FB_KVME_TYPE_NONE = 0,
  FB_KVME_TYPE_GUARD = 9,
};

#define FB_RLIM_INFINITY INT64_MAX

/*
 * What FreeBSD's libc exports under these names. The prefix keeps the C compiler from taking them
 * for Linux's; the linker sees FreeBSD's names.
 */
#define FB_EXPORT(name) __asm__(name) __attribute__((visibility("default")))

int fb_aio_mlock(struct fb_aiocb *) FB_EXPORT("aio_mlock");
int fb_aio_error(const struct fb_aiocb *) FB_EXPORT("aio_error");
ssize_t fb_aio_return(struct fb_aiocb *) FB_EXPORT("aio_return");
int fb_aio_cancel(int, struct fb_aiocb *) FB_EXPORT("aio_cancel");
int fb_aio_suspend(const struct fb_aiocb *const[], int, const struct fb_timespec *)
    FB_EXPORT("aio_suspend");
ssize_t fb_aio_waitcomplete(struct fb_aiocb **, struct fb_timespec *) FB_EXPORT("aio_waitcomplete");

int fb_kqueue(void) FB_EXPORT("kqueue");
int fb_kevent(int, const struct fb_kevent *, int, struct fb_kevent *, int,
              const struct fb_timespec *) FB_EXPORT("kevent");
int fb_close(int) FB_EXPORT("close");

int fb_mlock(const void *, size_t) FB_EXPORT("mlock");
int fb_munlock(const void *, size_t) FB_EXPORT("munlock");
int fb_mlockall(int) FB_EXPORT("mlockall");
int fb_munlockall(void) FB_EXPORT("munlockall");
int fb_mincore(const void *, size_t, char *) FB_EXPORT("mincore");
int fb_madvise(void *, size_t, int) FB_EXPORT("madvise");
void *fb_mmap(void *, size_t, int, int, int, off_t) FB_EXPORT("mmap");
int fb_munmap(void *, size_t) FB_EXPORT("munmap");
int fb_mprotect(void *, size_t, int) FB_EXPORT("mprotect");
int fb_minherit(void *, size_t, int) FB_EXPORT("minherit");

int fb_getrlimit(int, struct fb_rlimit *) FB_EXPORT("getrlimit");
int fb_setrlimit(int, const struct fb_rlimit *) FB_EXPORT("setrlimit");
int fb_sysctl(const int *, unsigned, void *, size_t *, const void *, size_t) FB_EXPORT("sysctl");
int fb_sysctlbyname(const char *, void *, size_t *, const void *, size_t) FB_EXPORT("sysctlbyname");
long fb_sysconf(int) FB_EXPORT("sysconf");
int fb_getpagesize(void) FB_EXPORT("getpagesize");

#endif
