/*
 * Lets a program written for FreeBSD compile on Linux against the simulator. Include it last: it
 * takes names away from Linux's headers.
 */
#ifndef FREEBSD_NAMES_H
#define FREEBSD_NAMES_H

#include "freebsd.h"

#define sigval fb_sigval
#define sigevent fb_sigevent
#define aiocb fb_aiocb
#define kevent fb_kevent /* the structure and the function */
#define timespec fb_timespec
#define rlimit fb_rlimit
#define kinfo_vmentry fb_kinfo_vmentry

#define aio_mlock fb_aio_mlock
#define aio_error fb_aio_error
#define aio_return fb_aio_return
#define aio_cancel fb_aio_cancel
#define aio_suspend fb_aio_suspend
#define aio_waitcomplete fb_aio_waitcomplete
#define kqueue fb_kqueue
#define close fb_close
#define mlock fb_mlock
#define munlock fb_munlock
#define mlockall fb_mlockall
#define munlockall fb_munlockall
#define mincore fb_mincore
#define madvise fb_madvise
#define mmap fb_mmap
#define munmap fb_munmap
#define mprotect fb_mprotect
#define minherit fb_minherit
#define getrlimit fb_getrlimit
#define setrlimit fb_setrlimit
#define sysctl fb_sysctl
#define sysctlbyname fb_sysctlbyname
#define sysconf fb_sysconf
#define getpagesize fb_getpagesize

#undef SIGEV_NONE
#undef SIGEV_SIGNAL
#undef SIGEV_THREAD
#undef SIGEV_THREAD_ID
#define SIGEV_NONE FB_SIGEV_NONE
#define SIGEV_SIGNAL FB_SIGEV_SIGNAL
#define SIGEV_THREAD FB_SIGEV_THREAD
#define SIGEV_KEVENT FB_SIGEV_KEVENT
#define SIGEV_THREAD_ID FB_SIGEV_THREAD_ID
#define EVFILT_AIO FB_EVFILT_AIO
#define EV_ADD FB_EV_ADD
#define EV_ONESHOT FB_EV_ONESHOT
#define EV_CLEAR FB_EV_CLEAR
#define EV_DISPATCH FB_EV_DISPATCH
#define EV_ERROR FB_EV_ERROR
#define EV_EOF FB_EV_EOF
#define AIO_CANCELED FB_AIO_CANCELED
#define AIO_NOTCANCELED FB_AIO_NOTCANCELED
#define AIO_ALLDONE FB_AIO_ALLDONE

#undef EAGAIN
#undef EINPROGRESS
#undef ECANCELED
#define EAGAIN FB_EAGAIN
#define EINPROGRESS FB_EINPROGRESS
#define ECANCELED FB_ECANCELED

#undef RLIMIT_MEMLOCK
#undef RLIMIT_VMEM
#undef RLIM_INFINITY
#define RLIMIT_MEMLOCK FB_RLIMIT_MEMLOCK
#define RLIMIT_VMEM FB_RLIMIT_VMEM
#define RLIM_INFINITY FB_RLIM_INFINITY

#undef MAP_PRIVATE
#undef MAP_FIXED
#undef MAP_ANON
#define MAP_PRIVATE FB_MAP_PRIVATE
#define MAP_FIXED FB_MAP_FIXED
#define MAP_ANON FB_MAP_ANON
#define MAP_GUARD FB_MAP_GUARD
#define MAP_NOCORE FB_MAP_NOCORE
#define INHERIT_COPY FB_INHERIT_COPY
#define INHERIT_ZERO FB_INHERIT_ZERO
#undef MADV_DONTNEED
#undef MADV_FREE
#undef MADV_WILLNEED
#define MADV_DONTNEED FB_MADV_DONTNEED
#define MADV_FREE FB_MADV_FREE
#define MADV_WILLNEED FB_MADV_WILLNEED
#define MADV_NOCORE FB_MADV_NOCORE
#define MADV_CORE FB_MADV_CORE
#define MINCORE_INCORE FB_MINCORE_INCORE
#undef _SC_PAGESIZE
#define _SC_PAGESIZE FB_SC_PAGESIZE

#define CTL_KERN FB_CTL_KERN
#define KERN_PROC FB_KERN_PROC
#define KERN_PROC_VMMAP FB_KERN_PROC_VMMAP
#define KVME_FLAG_NOCOREDUMP FB_KVME_FLAG_NOCOREDUMP
#define KVME_FLAG_USER_WIRED FB_KVME_FLAG_USER_WIRED

#endif
