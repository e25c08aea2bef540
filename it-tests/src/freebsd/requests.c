/* aio_mlock and its family: the queue, the daemons, what a control block is told. */
#include "simulator.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

struct request {
  struct request *next; /* in the order of submission */
  /* A copy: the caller's may change. Row "aio_mlock: the block is copied at submit". */
  struct fb_aiocb block;
  uint64_t address; /* of the caller's block: the request's name */
  /* To lock. Row "aio_mlock: credentials are those at submit". */
  bool permitted;
  enum { QUEUED, RUNNING, FINISHED } state;
  uint64_t ended;   /* place in the order of endings */
  uint64_t stopped; /* place among those that sim_hold() stopped; 0: none */
  int error;
};

struct failure {
  int error;
  int skip;
  int count;
};

static struct request *requests;
static pthread_cond_t work = PTHREAD_COND_INITIALIZER;
static long daemons;
static uint64_t endings;
static int64_t identities;

static int hold;
static long let_go;
static uint64_t stops;
static long slowness;
static bool eager;
static long tick; /* microseconds; 0: time-outs are not started again */
static struct failure failing_submits;
static struct failure failing_runs;
static long submitted_twice;
static long overwritten;
static long most_unreturned;
static long refused;
static long takers;

bool request_ended(const struct request *request) { return request->state == FINISHED; }

int request_error(const struct request *request) { return request->error; }

long daemons_started(void) { return daemons; }

static long in_state(int state) {
  long count = 0;
  for (const struct request *r = requests; r != NULL; r = r->next) {
    count += state < 0 || (int)r->state == state;
  }
  return count;
}

long requests_unreturned(void) { return in_state(-1); }

static bool is_first_with_address(const struct request *request) {
  const struct request *r = requests;
  while (r->address != request->address) {
    r = r->next;
  }
  return r == request;
}

static int injected(struct failure *failure) {
  if (failure->count == 0) {
    return 0;
  }
  if (failure->skip > 0) {
    failure->skip--;
    return 0;
  }
  if (failure->count > 0) {
    failure->count--;
  }
  return failure->error;
}

/* --- control blocks --------------------------------------------------------------- */

/*
 * Without a word if the caller's block is gone.
 * Row "aio_mlock: status and error are written into the block, kernelinfo up to 13.2".
 * Row "queued: the block may be unmapped".
 */
static void tell(uint64_t block, int64_t status, int64_t error, int64_t identity) {
  int64_t values[] = {status, error, identity};
  copy_out((char *)block + offsetof(struct fb_aiocb, _aiocb_private), values,
           writes_kernelinfo() ? sizeof values : 2 * sizeof *values);
}

static bool is_as_left(const struct request *request) {
  struct fb_aiocb now;
  return copy_in(&now, (void *)request->address, sizeof now) && now._aiocb_private.status == -1 &&
         now._aiocb_private.kernelinfo == request->block._aiocb_private.kernelinfo;
}

/* --- the daemons ------------------------------------------------------------------ */

static void end(struct request *request, int error) {
  request->error = error;
  request->state = FINISHED;
  request->ended = ++endings;
  raise_events(request);
  something_changed();
  pthread_cond_broadcast(&work);
}

static bool is_stopped_longest(const struct request *request) {
  for (const struct request *r = requests; r != NULL; r = r->next) {
    if (r->stopped != 0 && r->stopped < request->stopped) {
      return false;
    }
  }
  return true;
}

static void stop_while_held(struct request *request) {
  request->stopped = ++stops;
  while (hold == SIM_HOLD_RUNNING && !(let_go > 0 && is_stopped_longest(request))) {
    pthread_cond_wait(&work, &simulator_lock);
  }
  if (hold == SIM_HOLD_RUNNING) {
    let_go--;
  }
  request->stopped = 0;
  pthread_cond_broadcast(&work);
}

static void run(struct request *request) {
  uint64_t address = (uint64_t)request->block.aio_buf;
  uint64_t bytes = request->block.aio_nbytes;
  struct range range = pages_of(address, bytes);
  request->state = RUNNING;
  something_changed();
  pthread_mutex_unlock(&simulator_lock);
  enter_range(range);
  pthread_mutex_lock(&simulator_lock);
  stop_while_held(request);
  long microseconds = slowness;
  int error = injected(&failing_runs);
  pthread_mutex_unlock(&simulator_lock);
  if (microseconds > 0) {
    struct timespec pause = {microseconds / 1000000, microseconds % 1000000 * 1000};
    clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL);
  }
  if (error == 0) {
    error = wire(address, bytes, request->permitted);
  }
  leave_range(range);
  pthread_mutex_lock(&simulator_lock);
  end(request, error);
}

/* Row "aio_mlock: first in, first out". Row "aio_mlock: at most 32 run at once". */
static struct request *next_to_run(void) {
  long running = in_state(RUNNING);
  if ((hold == SIM_HOLD_QUEUED && let_go == 0) || running >= setting(MAX_AIO_PER_PROC) ||
      running >= setting(MAX_AIO_PROCS)) {
    return NULL;
  }
  for (struct request *r = requests; r != NULL; r = r->next) {
    if (r->state == QUEUED) {
      return r;
    }
  }
  return NULL;
}

static void *serve(void *unused) {
  (void)unused;
  pthread_mutex_lock(&simulator_lock);
  for (;;) {
    struct request *request = next_to_run();
    if (request == NULL) {
      pthread_cond_wait(&work, &simulator_lock);
    } else {
      let_go -= hold == SIM_HOLD_QUEUED;
      run(request);
    }
  }
  return NULL;
}

static bool start_daemon(void) {
  sigset_t all, before;
  pthread_attr_t attributes;
  pthread_t thread;
  sigfillset(&all);
  /* The process's signals are none of theirs. */
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  bool started = pthread_create(&thread, &attributes, serve, NULL) == 0;
  pthread_attr_destroy(&attributes);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  daemons += started;
  return started;
}

/* Row "aio_mlock: target_aio_procs daemons from the first request on"; and more on demand. */
static void start_daemons(void) {
  long most = setting(MAX_AIO_PROCS);
  long wanted = in_state(RUNNING) + in_state(QUEUED);
  wanted = wanted > setting(TARGET_AIO_PROCS) ? wanted : setting(TARGET_AIO_PROCS);
  while (daemons < wanted && daemons < most && start_daemon()) {
  }
  pthread_cond_broadcast(&work);
}

/* --- aio_mlock -------------------------------------------------------------------- */

/* Row "aio_mlock: SIGEV_THREAD is refused". Row "aio_mlock: invalid notification is refused". */
static int check_notification(const struct fb_sigevent *event) {
  switch (event->sigev_notify) {
    case FB_SIGEV_NONE:
    case FB_SIGEV_KEVENT:
      return 0;
    case FB_SIGEV_SIGNAL:
    case FB_SIGEV_THREAD_ID:
      /* Not modelled. */
      return event->sigev_signo < 1 || event->sigev_signo > FB_SIG_MAX ? FB_EINVAL : FB_EOPNOTSUPP;
    default:
      return FB_EINVAL;
  }
}

/* Row "aio_mlock: kevent flags". Row "aio_mlock: a kqueue that is not open is refused". */
static int notify_by_kqueue(struct request *request) {
  const struct fb_sigevent *event = &request->block.aio_sigevent;
  if (event->sigev_notify != FB_SIGEV_KEVENT) {
    return 0;
  }
  int flags = event->sigev_notify_kevent_flags;
  if ((flags & ~(FB_EV_ONESHOT | FB_EV_CLEAR | FB_EV_DISPATCH)) != 0) {
    return FB_EINVAL;
  }
  return attach_event(event->sigev_notify_kqueue, request->address, flags,
                      event->sigev_value.sival_ptr, request);
}

static void append(struct request *request) {
  struct request **last = &requests;
  while (*last != NULL) {
    last = &(*last)->next;
  }
  *last = request;
  submitted_twice += !is_first_with_address(request);
  long count = requests_unreturned();
  most_unreturned = count > most_unreturned ? count : most_unreturned;
}

/* Checks in FreeBSD's order. */
static int accept(struct request *request) {
  long unreturned = requests_unreturned();
  /*
   * Row "aio_mlock: 256 of a process, finished ones count until aio_return".
   * Row "aio_mlock: cancelled ones count until aio_return". Row "aio_mlock: 1024 of the system".
   */
  if (unreturned >= setting(MAX_AIO_QUEUE_PER_PROC) ||
      unreturned + requests_elsewhere() >= setting(MAX_AIO_QUEUE)) {
    return FB_EAGAIN;
  }
  if (!copy_in(&request->block, (void *)request->address, sizeof request->block)) {
    return FB_EFAULT;
  }
  if (request->block.aio_nbytes > INT64_MAX) {
    return FB_EINVAL;
  }
  int error = check_notification(&request->block.aio_sigevent);
  if (error == 0) {
    error = injected(&failing_submits);
  }
  return error != 0 ? error : notify_by_kqueue(request);
}

/*
 * They have the kernel's priority: the caller gets a processor back when everything is done. With
 * one daemon it was seen to be faster.
 */
static void wait_for_eager_daemons(void) {
  const struct wait for_ever = {.forever = true};
  while (eager && hold == SIM_RUN_FREELY && setting(MAX_AIO_PROCS) > 1 &&
         in_state(FINISHED) < requests_unreturned()) {
    wait_for_change(&for_ever);
  }
}

int fb_aio_mlock(struct fb_aiocb *block) {
  struct request *request = calloc(1, sizeof *request);
  if (request == NULL) {
    return refuse(FB_EAGAIN);
  }
  request->address = (uint64_t)block;
  request->permitted = may_mlock();
  tell(request->address, -1, 0, -1);
  pthread_mutex_lock(&simulator_lock);
  int error = accept(request);
  if (error == 0) {
    if (writes_kernelinfo()) {
      request->block._aiocb_private.kernelinfo = ++identities;
    }
    tell(request->address, -1, FB_EINPROGRESS, identities);
    append(request);
    start_daemons();
    wait_for_eager_daemons();
  } else {
    refused++;
  }
  pthread_mutex_unlock(&simulator_lock);
  if (error == 0) {
    return 0;
  }
  free(request);
  tell((uint64_t)block, -1, error, -1);
  return refuse(error);
}

/* --- the end of a request --------------------------------------------------------- */

int fb_aio_error(const struct fb_aiocb *block) {
  pthread_mutex_lock(&simulator_lock);
  const struct request *r = requests;
  while (r != NULL && r->address != (uint64_t)block) {
    r = r->next;
  }
  int error = r == NULL ? -1 : r->state == FINISHED ? r->error : FB_EINPROGRESS;
  pthread_mutex_unlock(&simulator_lock);
  if (r != NULL) {
    return error;
  }
  /*
   * The kernel knows no such request: it reads what it left in the block.
   * Row "aio_mlock: a failed request's error stays readable".
   */
  struct fb_aiocb left;
  if (!copy_in(&left, block, sizeof left)) {
    return refuse(FB_EFAULT);
  }
  return left._aiocb_private.status == -1 ? (int)left._aiocb_private.error : FB_EINVAL;
}

static struct request *first_ended(uint64_t address) {
  struct request *first = NULL;
  for (struct request *r = requests; r != NULL; r = r->next) {
    if (r->state == FINISHED && (address == 0 || r->address == address) &&
        (first == NULL || r->ended < first->ended)) {
      first = r;
    }
  }
  return first;
}

/* Holding the lock; releases it. */
static ssize_t return_request(struct request *request) {
  uint64_t address = request->address;
  int error = request->error;
  bool as_left = is_as_left(request);
  struct request **link = &requests;
  bool alone = true;
  for (struct request *r = requests; r != NULL; r = r->next) {
    alone = alone && (r == request || r->address != address);
  }
  while (*link != request) {
    link = &(*link)->next;
  }
  *link = request->next;
  overwritten += alone && !as_left;
  /* Row "event: aio_return before it is read drops it". */
  drop_events(request);
  something_changed();
  pthread_mutex_unlock(&simulator_lock);
  tell(address, error == 0 ? 0 : -1, error, request->block._aiocb_private.kernelinfo);
  free(request);
  return error == 0 ? 0 : refuse(error);
}

ssize_t fb_aio_return(struct fb_aiocb *block) {
  pthread_mutex_lock(&simulator_lock);
  struct request *request = block == NULL ? NULL : first_ended((uint64_t)block);
  if (request == NULL) {
    pthread_mutex_unlock(&simulator_lock);
    return refuse(FB_EINVAL);
  }
  return return_request(request);
}

/* Row "aio_waitcomplete takes any request". */
ssize_t fb_aio_waitcomplete(struct fb_aiocb **block, struct fb_timespec *timeout) {
  struct wait wait;
  int error = wait_until(&wait, timeout);
  if (error != 0) {
    return refuse(error);
  }
  const void *none = NULL;
  copy_out(block, &none, sizeof none);
  pthread_mutex_lock(&simulator_lock);
  struct request *request = first_ended(0);
  takers++;
  while (request == NULL && wait_for_change(&wait)) {
    request = first_ended(0);
  }
  takers--;
  if (request == NULL) {
    pthread_mutex_unlock(&simulator_lock);
    return refuse(FB_EAGAIN);
  }
  copy_out(block, &request->address, sizeof request->address);
  return return_request(request);
}

/* 1: one of them has ended, or none is outstanding; 0: to be waited for. */
static int may_go_on(const struct fb_aiocb *const *blocks, int count) {
  bool outstanding = false;
  for (const struct request *r = requests; r != NULL; r = r->next) {
    for (int i = 0; i < count; i++) {
      if (r->address == (uint64_t)blocks[i]) {
        outstanding = true;
        if (r->state == FINISHED) {
          return 1;
        }
      }
    }
  }
  return !outstanding;
}

/* The end of any request starts the time again, and that is at least a tick. */
static void start_again(struct wait *wait, const struct fb_timespec *timeout) {
  struct fb_timespec time = {0, 0};
  copy_in(&time, timeout, sizeof time);
  if (time.tv_sec == 0 && time.tv_nsec < tick * 1000) {
    time = (struct fb_timespec){tick / 1000000, tick % 1000000 * 1000};
  }
  wait_until(wait, &time);
}

/* Row "aio_suspend". */
int fb_aio_suspend(const struct fb_aiocb *const list[], int count,
                   const struct fb_timespec *timeout) {
  struct wait wait;
  if (count < 0 || count > setting(MAX_AIO_QUEUE_PER_PROC)) {
    return refuse(FB_EINVAL);
  }
  int error = wait_until(&wait, timeout);
  if (error != 0) {
    return refuse(error);
  }
  size_t bytes = (size_t)count * sizeof *list;
  const struct fb_aiocb **blocks = malloc(bytes + 1);
  if (blocks == NULL || !copy_in(blocks, list, bytes)) {
    free(blocks);
    return refuse(FB_EFAULT);
  }
  pthread_mutex_lock(&simulator_lock);
  int done = may_go_on(blocks, count);
  for (uint64_t ended = endings - 1; !done; done = may_go_on(blocks, count)) {
    if (tick > 0 && timeout != NULL && ended != endings) {
      ended = endings;
      start_again(&wait, timeout);
    }
    if (!wait_for_change(&wait)) {
      break;
    }
  }
  pthread_mutex_unlock(&simulator_lock);
  free(blocks);
  return done ? 0 : refuse(FB_EAGAIN);
}

/* --- aio_cancel ------------------------------------------------------------------- */

/*
 * Row "aio_cancel: a file that is not open": one is looked up although aio_mlock takes none.
 * Row "aio_cancel: another number cancels nothing": only numbers are compared.
 * Row "aio_cancel: queued". Row "aio_cancel: running". Row "aio_cancel: finished or returned".
 * Row "aio_cancel: a disk device".
 */
int fb_aio_cancel(int fd, struct fb_aiocb *block) {
  struct stat status;
  if (fstat(fd, &status) != 0) {
    return refuse(FB_EBADF);
  }
  if (S_ISBLK(status.st_mode)) {
    return FB_AIO_NOTCANCELED;
  }
  bool cancelled = false, not_cancelled = false;
  pthread_mutex_lock(&simulator_lock);
  for (struct request *r = requests; r != NULL; r = r->next) {
    if (r->block.aio_fildes != fd || r->state == FINISHED ||
        (block != NULL && r->address != (uint64_t)block)) {
      continue;
    }
    if (r->state == QUEUED) {
      cancelled = true;
      end(r, FB_ECANCELED);
    } else {
      not_cancelled = true;
    }
    if (block != NULL) {
      break;
    }
  }
  pthread_mutex_unlock(&simulator_lock);
  return not_cancelled ? FB_AIO_NOTCANCELED : cancelled ? FB_AIO_CANCELED : FB_AIO_ALLDONE;
}

/* --- knobs ------------------------------------------------------------------------ */

int sim_hold(int where) {
  if (where < SIM_RUN_FREELY || where > SIM_HOLD_RUNNING) {
    return refuse(FB_EINVAL);
  }
  pthread_mutex_lock(&simulator_lock);
  hold = where;
  let_go = 0;
  pthread_cond_broadcast(&work);
  something_changed();
  pthread_mutex_unlock(&simulator_lock);
  return 0;
}

void sim_release(int count) {
  pthread_mutex_lock(&simulator_lock);
  let_go += hold == SIM_RUN_FREELY ? 0 : count;
  pthread_cond_broadcast(&work);
  pthread_mutex_unlock(&simulator_lock);
}

void sim_slow(long microseconds) {
  pthread_mutex_lock(&simulator_lock);
  slowness = microseconds;
  pthread_mutex_unlock(&simulator_lock);
}

void sim_eager(int on) {
  pthread_mutex_lock(&simulator_lock);
  eager = on != 0;
  something_changed();
  pthread_mutex_unlock(&simulator_lock);
}

void sim_suspend_restarts(long microseconds) {
  pthread_mutex_lock(&simulator_lock);
  tick = microseconds;
  pthread_mutex_unlock(&simulator_lock);
}

static void set_failure(struct failure *failure, int error, int skip, int count) {
  pthread_mutex_lock(&simulator_lock);
  *failure = (struct failure){error, skip, count};
  pthread_mutex_unlock(&simulator_lock);
}

void sim_fail_submits(int error, int skip, int count) {
  set_failure(&failing_submits, error, skip, count);
}

void sim_fail_runs(int error, int skip, int count) {
  set_failure(&failing_runs, error, skip, count);
}

void sim_reset(void) {
  sim_slow(0);
  sim_eager(0);
  sim_suspend_restarts(0);
  sim_fail_submits(0, 0, 0);
  sim_fail_runs(0, 0, 0);
  reset_system();
  pthread_mutex_lock(&simulator_lock);
  submitted_twice = overwritten = refused = 0;
  most_unreturned = requests_unreturned();
  pthread_mutex_unlock(&simulator_lock);
  sim_hold(SIM_RUN_FREELY);
}

static long distinct_blocks(void) {
  long count = 0;
  for (const struct request *r = requests; r != NULL; r = r->next) {
    count += is_first_with_address(r);
  }
  return count;
}

static long count_locked(int what) {
  switch (what) {
    case SIM_QUEUED:
      return in_state(QUEUED);
    case SIM_RUNNING:
      return in_state(RUNNING);
    case SIM_FINISHED:
      return in_state(FINISHED);
    case SIM_UNRETURNED:
      return requests_unreturned();
    case SIM_BLOCKS:
      return distinct_blocks();
    case SIM_KQUEUES:
      return open_kqueues();
    case SIM_EVENTS:
      return registered_events();
    case SIM_SUBMITTED_TWICE:
      return submitted_twice;
    case SIM_OVERWRITTEN:
      return overwritten;
    case SIM_MOST_UNRETURNED:
      return most_unreturned;
    case SIM_REFUSED:
      return refused;
    case SIM_TAKERS:
      return takers;
    default:
      return refuse(FB_EINVAL);
  }
}

long sim_count(int what) {
  pthread_mutex_lock(&simulator_lock);
  long count = count_locked(what);
  pthread_mutex_unlock(&simulator_lock);
  return count;
}
