#pragma once
#include <sys/types.h>
union sigval {
  int sival_int;
  void *sival_ptr;
  int sigval_int;
  void *sigval_ptr;
};
struct sigevent {
  int sigev_notify;
  int sigev_signo;
  union sigval sigev_value;
  union {
    __lwpid_t _threadid;
    struct {
      void (*_function)(union sigval);
      void *_attribute;
    } _sigev_thread;
    unsigned short _kevent_flags;
    long __spare__[8];
  } _sigev_un;
};
#define sigev_notify_kqueue sigev_signo
#define sigev_notify_kevent_flags _sigev_un._kevent_flags
#define sigev_notify_thread_id _sigev_un._threadid
#define SIGEV_NONE 0
#define SIGEV_SIGNAL 1
#define SIGEV_THREAD 2
#define SIGEV_KEVENT 3
#define SIGEV_THREAD_ID 4
#define SIGKILL 9
#define SIGBUS 10
#define SIGSEGV 11
#define SIGALRM 14
typedef void __sighandler_t(int);
#define SIG_DFL ((__sighandler_t *)0)
__sighandler_t *signal(int, __sighandler_t *);
int kill(pid_t, int);
