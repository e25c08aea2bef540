#pragma once
#include <sys/types.h>
#define RLIMIT_CORE 4
#define RLIMIT_MEMLOCK 6
#define RLIMIT_VMEM 10
typedef int64_t rlim_t;
#define RLIM_INFINITY ((rlim_t)(((uint64_t)1 << 63) - 1))
struct rlimit {
  rlim_t rlim_cur;
  rlim_t rlim_max;
};
int getrlimit(int, struct rlimit *);
int setrlimit(int, const struct rlimit *);
