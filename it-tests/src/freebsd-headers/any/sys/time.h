#pragma once
#include <sys/types.h>
typedef int64_t time_t;
struct timespec {
  time_t tv_sec;
  long tv_nsec;
};
#define CLOCK_MONOTONIC 4
int clock_gettime(int, struct timespec *);
