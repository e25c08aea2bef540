/*
 * What the same work costs in C. Prints numbers only, one line.
 *
 *   reference pair COUNT         nanoseconds per mlock + munlock of one resident page inside a
 *                                larger mapping, as malloc and a direct buffer give one
 *   reference alone COUNT        the same for a page that is a mapping of its own: the kernel has
 *                                no mapping to split and to join
 *   reference relock COUNT       nanoseconds per mlock of a page that is locked already
 *   reference refused BYTES COUNT  nanoseconds per mlock of BYTES that the limit does not allow
 *   reference max-map COUNT      seconds to mlock every second one of 2 COUNT pages, most of which
 *                                fail because there are no mappings left
 *   reference many LIVE COUNT    nanoseconds per munlock + mlock of one of LIVE disjoint pages
 *   reference stall BYTES        milliseconds: the worst mmap + munmap of a page in another thread
 *                                while one mlock locks BYTES, and how long that mlock took
 *   reference mlock BYTES        milliseconds for one mlock and one munlock of untouched memory
 *   reference best BYTES THREADS milliseconds to lock untouched memory in the quickest way found: mark
 *                                all of it on fault, populate it by threads, finish with one mlock
 *   reference resident BYTES     the same for memory that is resident already
 *   reference hot FILE           milliseconds for one mlock of a file that is in the page cache
 *   reference cold FILE          the same for a file that is not
 *   reference evict FILE         drops a file from the page cache; pages that are still there: 0
 *   reference secrets COUNT      nanoseconds to put 32 bytes into a free slot of locked memory and
 *                                to wipe it, and to read a byte of one
 *   reference contended COUNT    nanoseconds per pair on one thread, and on each of two threads
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23 /* linux/mman.h, 5.14 */
#endif

static const long PROBE_PAUSE_NANOS = 200000;
static const size_t POPULATE_BYTES = (size_t)16 << 20;

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

static double time_pairs(char *memory, size_t page, long count) {
  double start = nanos();
  for (long i = 0; i < count; i++) {
    check(mlock(memory, page) == 0, "mlock");
    check(munlock(memory, page) == 0, "munlock");
  }
  return (nanos() - start) / (double)count;
}

static void pair(char *memory, size_t page, long count) {
  printf("%.1f\n", time_pairs(memory, page, count));
}

static void relock(char *memory, size_t page, long count) {
  check(mlock(memory, page) == 0, "mlock");
  double start = nanos();
  for (long i = 0; i < count; i++) {
    check(mlock(memory, page) == 0, "mlock");
  }
  printf("%.1f\n", (nanos() - start) / (double)count);
}

static void refused(size_t bytes, long count) {
  char *memory = map(bytes);
  memset(memory, 1, bytes);
  double start = nanos();
  for (long i = 0; i < count; i++) {
    check(mlock(memory, bytes) == -1 && errno == ENOMEM, "mlock was not refused");
  }
  printf("%.1f\n", (nanos() - start) / (double)count);
}

static void max_map(long count) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  char *memory = map((size_t)count * 2 * page);
  long locked = 0;
  double start = nanos();
  for (long i = 0; i < count; i++) {
    locked += mlock(memory + (size_t)i * 2 * page, page) == 0;
  }
  printf("%.4f %ld\n", (nanos() - start) / 1e9, locked);
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

static double time_mlock(char *memory, size_t bytes) {
  double start = nanos();
  check(mlock(memory, bytes) == 0, "mlock");
  return (nanos() - start) / 1e6;
}

static void whole(size_t bytes, int resident) {
  char *memory = map(bytes);
  if (resident) {
    memset(memory, 1, bytes);
  }
  double locking = time_mlock(memory, bytes);
  double start = nanos();
  check(munlock(memory, bytes) == 0, "munlock");
  printf("%.3f %.3f\n", locking, (nanos() - start) / 1e6);
}

struct populating {
  char *memory;
  size_t bytes;
  atomic_size_t next;
};

static void *populate(void *argument) {
  struct populating *all = argument;
  for (;;) {
    size_t at = atomic_fetch_add(&all->next, POPULATE_BYTES);
    if (at >= all->bytes) {
      return NULL;
    }
    size_t left = all->bytes - at;
    size_t bytes = left < POPULATE_BYTES ? left : POPULATE_BYTES;
    check(madvise(all->memory + at, bytes, MADV_POPULATE_WRITE) == 0, "madvise");
  }
}

static void best(size_t bytes, int threads) {
  struct populating all = {map(bytes), bytes, 0};
  pthread_t others[2];
  double start = nanos();
  check(mlock2(all.memory, bytes, MLOCK_ONFAULT) == 0, "mlock2");
  for (int i = 1; i < threads; i++) {
    check(pthread_create(&others[i - 1], NULL, populate, &all) == 0, "pthread_create");
  }
  populate(&all);
  for (int i = 1; i < threads; i++) {
    pthread_join(others[i - 1], NULL);
  }
  check(mlock(all.memory, bytes) == 0, "mlock");
  printf("%.3f\n", (nanos() - start) / 1e6);
}

static char *map_file(const char *path, size_t *bytes) {
  struct stat file;
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  check(descriptor >= 0 && fstat(descriptor, &file) == 0, path);
  *bytes = (size_t)file.st_size;
  char *memory = mmap(NULL, *bytes, PROT_READ, MAP_SHARED, descriptor, 0);
  check(memory != MAP_FAILED, "mmap");
  close(descriptor);
  return memory;
}

static long cached_pages(const char *path) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size_t bytes;
  char *memory = map_file(path, &bytes);
  size_t pages = (bytes + page - 1) / page;
  unsigned char *cached = malloc(pages);
  check(cached != NULL && mincore(memory, bytes, cached) == 0, "mincore");
  long count = 0;
  for (size_t i = 0; i < pages; i++) {
    count += cached[i] & 1;
  }
  free(cached);
  munmap(memory, bytes);
  return count;
}

static void evict(const char *path) {
  int descriptor = open(path, O_RDWR | O_CLOEXEC);
  check(descriptor >= 0 && fsync(descriptor) == 0, path);
  errno = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
  check(errno == 0, "posix_fadvise");
  close(descriptor);
}

static void lock_file(const char *path) {
  size_t bytes;
  char *memory = map_file(path, &bytes);
  printf("%.3f\n", time_mlock(memory, bytes));
}

static void cold(const char *path) {
  evict(path);
  if (cached_pages(path) != 0) {
    fprintf(stderr, "reference: %s stays in the page cache\n", path);
    exit(1);
  }
  lock_file(path);
}

struct contender {
  pthread_t thread;
  pthread_barrier_t *start;
  long count;
  double nanos_per_pair;
};

static void *contend(void *argument) {
  struct contender *self = argument;
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  char *memory = page_inside(page);
  pthread_barrier_wait(self->start);
  self->nanos_per_pair = time_pairs(memory, page, self->count);
  return NULL;
}

static double contenders(int threads, long count) {
  struct contender all[2];
  pthread_barrier_t start;
  double sum = 0;
  check(pthread_barrier_init(&start, NULL, (unsigned)threads) == 0, "pthread_barrier_init");
  for (int i = 0; i < threads; i++) {
    all[i].start = &start;
    all[i].count = count;
    check(pthread_create(&all[i].thread, NULL, contend, &all[i]) == 0, "pthread_create");
  }
  for (int i = 0; i < threads; i++) {
    pthread_join(all[i].thread, NULL);
    sum += all[i].nanos_per_pair;
  }
  pthread_barrier_destroy(&start);
  return sum / threads;
}

/* Slots of 32 bytes with a canary before each and one behind the last, and those that are free. */
struct slot {
  uint64_t canary;
  unsigned char bytes[32];
};

/* What the compiler may not leave out. */
static void barrier(void *memory) { __asm__ volatile("" : : "r"(memory) : "memory"); }

static void secrets(long count) {
  enum { SLOTS = 6500 };
  const uint64_t canary = 0x5ec2e7c0ffeeULL;
  static int free_slots[SLOTS];
  size_t bytes = (SLOTS + 1) * sizeof(struct slot);
  struct slot *slots = (struct slot *)map(bytes);
  unsigned char source[32] = {1};
  check(mlock(slots, bytes) == 0, "mlock");
  for (int i = 0; i <= SLOTS; i++) {
    slots[i].canary = canary;
  }
  for (int i = 0; i < SLOTS; i++) {
    free_slots[i] = i;
  }
  int free_count = SLOTS;
  double start = nanos();
  for (long i = 0; i < count; i++) {
    int slot = free_slots[--free_count];
    memcpy(slots[slot].bytes, source, sizeof source);
    barrier(slots);
    check(slots[slot].canary == canary && slots[slot + 1].canary == canary, "canary");
    memset(slots[slot].bytes, 0, sizeof source);
    barrier(slots);
    free_slots[free_count++] = slot;
  }
  double created = nanos();
  unsigned sum = 0;
  for (long i = 0; i < count; i++) {
    barrier(slots);
    sum += slots[SLOTS / 2].bytes[31];
  }
  double used = nanos();
  barrier(&sum);
  printf("%.2f %.2f\n", (created - start) / (double)count, (used - created) / (double)count);
}

int main(int argc, char **argv) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  if (argc == 3 && strcmp(argv[1], "pair") == 0) {
    pair(page_inside(page), page, atol(argv[2]));
  } else if (argc == 3 && strcmp(argv[1], "alone") == 0) {
    pair(page_alone(page), page, atol(argv[2]));
  } else if (argc == 3 && strcmp(argv[1], "relock") == 0) {
    relock(page_inside(page), page, atol(argv[2]));
  } else if (argc == 4 && strcmp(argv[1], "refused") == 0) {
    refused((size_t)atoll(argv[2]), atol(argv[3]));
  } else if (argc == 3 && strcmp(argv[1], "max-map") == 0) {
    max_map(atol(argv[2]));
  } else if (argc == 4 && strcmp(argv[1], "many") == 0) {
    many(atol(argv[2]), atol(argv[3]));
  } else if (argc == 3 && strcmp(argv[1], "stall") == 0) {
    stall((size_t)atoll(argv[2]));
  } else if (argc == 3 && strcmp(argv[1], "mlock") == 0) {
    whole((size_t)atoll(argv[2]), 0);
  } else if (argc == 4 && strcmp(argv[1], "best") == 0 && atoi(argv[3]) <= 3) {
    best((size_t)atoll(argv[2]), atoi(argv[3]));
  } else if (argc == 3 && strcmp(argv[1], "resident") == 0) {
    whole((size_t)atoll(argv[2]), 1);
  } else if (argc == 3 && strcmp(argv[1], "hot") == 0) {
    lock_file(argv[2]);
  } else if (argc == 3 && strcmp(argv[1], "cold") == 0) {
    cold(argv[2]);
  } else if (argc == 3 && strcmp(argv[1], "evict") == 0) {
    evict(argv[2]);
    printf("%ld\n", cached_pages(argv[2]));
  } else if (argc == 3 && strcmp(argv[1], "contended") == 0) {
    double single = contenders(1, atol(argv[2]));
    printf("%.1f %.1f\n", single, contenders(2, atol(argv[2])));
  } else if (argc == 3 && strcmp(argv[1], "secrets") == 0) {
    secrets(atol(argv[2]));
  } else {
    fprintf(stderr, "usage: reference pair|alone|relock|contended|max-map|secrets COUNT |"
                    " many LIVE COUNT | refused BYTES COUNT | best BYTES THREADS |"
                    " stall|mlock|resident BYTES | hot|cold|evict FILE\n");
    return 2;
  }
  return 0;
}
