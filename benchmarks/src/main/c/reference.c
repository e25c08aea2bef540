/*
 * What the same work costs in C. Prints numbers only, one line.
 *
 *   reference pair COUNT         nanoseconds per mlock + munlock of one resident page inside a
 *                                larger mapping, as malloc and a direct buffer give one
 *   reference alone COUNT        the same for a page that is a mapping of its own: the kernel has
 *                                no mapping to split and to join
 *   reference relock COUNT       nanoseconds per mlock of a page that is locked already
 *   reference many LIVE COUNT    nanoseconds per munlock + mlock of one of LIVE disjoint pages
 *   reference stall BYTES        milliseconds: the worst mmap + munmap of a page in another thread
 *                                while one mlock locks BYTES, and how long that mlock took
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static const long PROBE_PAUSE_NANOS = 200000;

static atomic_bool probing;
static atomic_bool measuring;

static double nanos(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void check(int ok, const char *what) {
  if (!ok) {
    fprintf(stderr, "reference: %s: %s\n", what, strerror(errno));
    exit(1);
  }
}

static char *map(size_t bytes) {
  char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  check(memory != MAP_FAILED, "mmap");
  return memory;
}

/* The middle one of three resident pages. */
static char *page_inside(size_t page) {
  char *memory = map(3 * page);
  memset(memory, 1, 3 * page);
  return memory + page;
}

/* Between pages that may not be read, so that no neighbour is of the same kind. */
static char *page_alone(size_t page) {
  char *memory = page_inside(page);
  check(mprotect(memory - page, page, PROT_NONE) == 0, "mprotect");
  check(mprotect(memory + page, page, PROT_NONE) == 0, "mprotect");
  return memory;
}

static void pair(char *memory, size_t page, long count) {
  double start = nanos();
  for (long i = 0; i < count; i++) {
    check(mlock(memory, page) == 0, "mlock");
    check(munlock(memory, page) == 0, "munlock");
  }
  printf("%.1f\n", (nanos() - start) / (double)count);
}

static void relock(char *memory, size_t page, long count) {
  check(mlock(memory, page) == 0, "mlock");
  double start = nanos();
  for (long i = 0; i < count; i++) {
    check(mlock(memory, page) == 0, "mlock");
  }
  printf("%.1f\n", (nanos() - start) / (double)count);
}

static void many(long live, long count) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  char *memory = map((size_t)live * 2 * page);
  for (long i = 0; i < live; i++) {
    check(mlock(memory + (size_t)i * 2 * page, page) == 0, "mlock");
  }
  unsigned seed = 1;
  double start = nanos();
  for (long i = 0; i < count; i++) {
    seed = seed * 1664525u + 1013904223u;
    char *one = memory + (size_t)((seed >> 8) % (unsigned)live) * 2 * page;
    check(munlock(one, page) == 0, "munlock");
    check(mlock(one, page) == 0, "mlock");
  }
  printf("%.1f\n", (nanos() - start) / (double)count);
}

static void *probe(void *worst) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  struct timespec pause = {0, PROBE_PAUSE_NANOS};
  while (atomic_load(&probing)) {
    double start = nanos();
    munmap(map(page), page);
    double took = nanos() - start;
    if (atomic_load(&measuring) && took > *(double *)worst) {
      *(double *)worst = took;
    }
    nanosleep(&pause, NULL);
  }
  return NULL;
}

static void stall(size_t bytes) {
  char *memory = map(bytes);
  pthread_t thread;
  double worst = 0;
  atomic_store(&probing, 1);
  check(pthread_create(&thread, NULL, probe, &worst) == 0, "pthread_create");
  usleep(100000);
  atomic_store(&measuring, 1);
  double start = nanos();
  check(mlock(memory, bytes) == 0, "mlock");
  double took = nanos() - start;
  usleep(1000); /* the probe that waited for the mlock counts */
  atomic_store(&probing, 0);
  pthread_join(thread, NULL);
  printf("%.3f %.3f\n", worst / 1e6, took / 1e6);
}

int main(int argc, char **argv) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  if (argc == 3 && strcmp(argv[1], "pair") == 0) {
    pair(page_inside(page), page, atol(argv[2]));
  } else if (argc == 3 && strcmp(argv[1], "alone") == 0) {
    pair(page_alone(page), page, atol(argv[2]));
  } else if (argc == 3 && strcmp(argv[1], "relock") == 0) {
    relock(page_inside(page), page, atol(argv[2]));
  } else if (argc == 4 && strcmp(argv[1], "many") == 0) {
    many(atol(argv[2]), atol(argv[3]));
  } else if (argc == 3 && strcmp(argv[1], "stall") == 0) {
    stall((size_t)atoll(argv[2]));
  } else {
    fprintf(stderr, "usage: reference pair|alone|relock COUNT | many LIVE COUNT | stall BYTES\n");
    return 2;
  }
  return 0;
}
