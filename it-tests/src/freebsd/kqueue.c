/* kqueue(2) for EVFILT_AIO, and for EVFILT_USER, with which a waiting thread can be woken. */
#include "simulator.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

struct event {
  struct event *next;
  uint64_t ident;
  int filter;
  int flags;
  void *udata;
  const struct request *request; /* EVFILT_AIO */
  bool active;
  bool disabled;
  uint64_t turn; /* the lowest is delivered first */
};

struct queue {
  struct queue *next;
  int fd; /* -1: closed, but a thread still waits */
  dev_t device;
  ino_t file;
  int waiting;
  struct event *events;
};

static struct queue *queues;
static uint64_t turns;

static bool is_open(const struct queue *queue) {
  int callers_errno = errno;
  struct stat now;
  /* The number may have been closed behind our back and be something else by now. */
  bool open = queue->fd >= 0 && fstat(queue->fd, &now) == 0 && now.st_dev == queue->device &&
              now.st_ino == queue->file;
  errno = callers_errno;
  return open;
}

static struct queue *queue_of(int fd) {
  for (struct queue *q = queues; q != NULL; q = q->next) {
    if (q->fd == fd && is_open(q)) {
      return q;
    }
  }
  return NULL;
}

static void remove_event(struct queue *queue, struct event *event) {
  struct event **link = &queue->events;
  while (*link != event) {
    link = &(*link)->next;
  }
  *link = event->next;
  free(event);
}

static void free_queue(struct queue *queue) {
  struct queue **link = &queues;
  while (*link != queue) {
    link = &(*link)->next;
  }
  *link = queue->next;
  while (queue->events != NULL) {
    remove_event(queue, queue->events);
  }
  free(queue);
}

static struct event *find(const struct queue *queue, uint64_t ident, int filter) {
  struct event *event = queue->events;
  while (event != NULL && (event->ident != ident || event->filter != filter)) {
    event = event->next;
  }
  return event;
}

static struct event *add(struct queue *queue, uint64_t ident, int filter, int flags) {
  struct event *event = calloc(1, sizeof *event);
  if (event != NULL) {
    *event =
        (struct event){.next = queue->events, .ident = ident, .filter = filter, .flags = flags};
    queue->events = event;
  }
  return event;
}

static void activate(struct event *event) {
  event->active = true;
  event->turn = ++turns;
}

/* --- for requests ----------------------------------------------------------------- */

int attach_event(int fd, uint64_t ident, int flags, void *udata, struct request *request) {
  struct queue *queue = queue_of(fd);
  if (queue == NULL) {
    return FB_EBADF;
  }
  /*
   * Row "aio_mlock: submitted twice: two requests, one event": the second request joins the event
   * that is there and gets none itself.
   */
  struct event *event = find(queue, ident, FB_EVFILT_AIO);
  if (event == NULL) {
    event = add(queue, ident, FB_EVFILT_AIO, flags);
    if (event == NULL) {
      return FB_ENOMEM;
    }
    event->request = request;
  }
  event->udata = udata;
  event->disabled = false;
  return 0;
}

void raise_events(const struct request *request) {
  for (struct queue *q = queues; q != NULL; q = q->next) {
    for (struct event *e = q->events; e != NULL; e = e->next) {
      if (e->request == request) {
        activate(e);
      }
    }
  }
}

void drop_events(const struct request *request) {
  for (struct queue *q = queues; q != NULL; q = q->next) {
    struct event *next;
    for (struct event *e = q->events; e != NULL; e = next) {
      next = e->next;
      if (e->request == request) {
        remove_event(q, e);
      }
    }
  }
}

long open_kqueues(void) {
  long count = 0;
  for (const struct queue *q = queues; q != NULL; q = q->next) {
    count += is_open(q);
  }
  return count;
}

long registered_events(void) {
  long count = 0;
  for (const struct queue *q = queues; q != NULL; q = q->next) {
    for (const struct event *e = q->events; e != NULL; e = e->next) {
      count++;
    }
  }
  return count;
}

/* --- kqueue, close ---------------------------------------------------------------- */

int fb_kqueue(void) {
  /* A file of its own, so that it can be told from a later one with the same number. */
  int fd = (int)syscall(SYS_memfd_create, "kqueue", MFD_CLOEXEC);
  struct stat status;
  struct queue *queue = calloc(1, sizeof *queue);
  if (fd < 0 || queue == NULL || fstat(fd, &status) != 0) {
    free(queue);
    return refuse(FB_ENOMEM);
  }
  queue->fd = fd;
  queue->device = status.st_dev;
  queue->file = status.st_ino;
  pthread_mutex_lock(&simulator_lock);
  queue->next = queues;
  queues = queue;
  pthread_mutex_unlock(&simulator_lock);
  return fd;
}

/*
 * Row "event: closing the kqueue does not hurt the request". A thread that waits in kevent keeps
 * the kqueue and goes on waiting, as the kernel's reference to a file makes it (not observed).
 */
int fb_close(int fd) {
  pthread_mutex_lock(&simulator_lock);
  struct queue *queue = queue_of(fd);
  if (queue != NULL) {
    queue->fd = -1;
    if (queue->waiting == 0) {
      free_queue(queue);
    }
  }
  long result = syscall(SYS_close, fd);
  pthread_mutex_unlock(&simulator_lock);
  return result == 0 ? 0 : refuse(FB_EBADF);
}

/* --- kevent ----------------------------------------------------------------------- */

static int change(struct queue *queue, const struct fb_kevent *wanted) {
  struct event *event = find(queue, wanted->ident, wanted->filter);
  if (wanted->filter != FB_EVFILT_AIO && wanted->filter != FB_EVFILT_USER) {
    return FB_EINVAL;
  }
  if (event == NULL && (wanted->flags & FB_EV_ADD) == 0) {
    return FB_ENOENT;
  }
  if (event == NULL && wanted->filter == FB_EVFILT_AIO) {
    /* Row "event: EV_ADD of EVFILT_AIO is refused". */
    return FB_EPERM;
  }
  if (event == NULL) {
    event =
        add(queue, wanted->ident, wanted->filter, wanted->flags & (FB_EV_CLEAR | FB_EV_ONESHOT));
    if (event == NULL) {
      return FB_ENOMEM;
    }
  }
  if (wanted->flags & FB_EV_DELETE) {
    remove_event(queue, event);
    return 0;
  }
  event->udata = wanted->flags & FB_EV_ADD ? wanted->udata : event->udata;
  event->disabled =
      (event->disabled || wanted->flags & FB_EV_DISABLE) && !(wanted->flags & FB_EV_ENABLE);
  if (event->filter == FB_EVFILT_USER && wanted->fflags & FB_NOTE_TRIGGER) {
    activate(event);
    something_changed();
  }
  return 0;
}

/* Returns the number of errors reported as events, or -1 with *error set. */
static int apply(struct queue *queue, const struct fb_kevent *changes, int count,
                 struct fb_kevent *events, int room, int *error) {
  int reported = 0;
  for (int i = 0; i < count; i++) {
    struct fb_kevent wanted;
    *error = copy_in(&wanted, changes + i, sizeof wanted) ? change(queue, &wanted) : FB_EFAULT;
    if (*error == 0 && !(wanted.flags & FB_EV_RECEIPT)) {
      continue;
    }
    if (*error == 0 && room == 0) {
      return 0;
    }
    wanted.flags = FB_EV_ERROR;
    wanted.data = *error;
    if (*error == FB_EFAULT || reported == room ||
        !copy_out(events + reported, &wanted, sizeof wanted)) {
      return -1;
    }
    reported++;
  }
  *error = 0;
  return reported;
}

static struct event *next_ready(const struct queue *queue, uint64_t last_turn) {
  struct event *next = NULL;
  for (struct event *e = queue->events; e != NULL; e = e->next) {
    if (e->active && !e->disabled && e->turn <= last_turn &&
        (next == NULL || e->turn < next->turn)) {
      next = e;
    }
  }
  return next;
}

/* Row "event: its fields". Row "event: data is the errno". */
static struct fb_kevent told(const struct event *event) {
  struct fb_kevent result = {.ident = event->ident,
                             .filter = (int16_t)event->filter,
                             .flags = (uint16_t)event->flags,
                             .udata = event->udata};
  if (event->request != NULL) {
    result.flags |= FB_EV_EOF;
    result.data = request_error(event->request);
  }
  return result;
}

/*
 * Row "event: EV_ONESHOT comes once". Row "event: EV_CLEAR and EV_DISPATCH come once".
 * Row "event: level-triggered until aio_return": it stays.
 * Row "event: comes again between others": behind them.
 */
static void delivered(struct queue *queue, struct event *event) {
  if (event->flags & FB_EV_ONESHOT) {
    remove_event(queue, event);
  } else if (event->flags & (FB_EV_CLEAR | FB_EV_DISPATCH)) {
    event->active = (event->flags & FB_EV_CLEAR) == 0;
    event->disabled = (event->flags & FB_EV_DISPATCH) != 0;
  } else {
    event->turn = ++turns;
  }
}

/* Returns how many were delivered, or -1 for EFAULT. */
static int deliver(struct queue *queue, struct fb_kevent *events, int room) {
  uint64_t last_turn = turns;
  int count = 0;
  while (count < room) {
    struct event *event = next_ready(queue, last_turn);
    if (event == NULL) {
      break;
    }
    struct fb_kevent result = told(event);
    if (!copy_out(events + count, &result, sizeof result)) {
      return -1;
    }
    delivered(queue, event);
    count++;
  }
  return count;
}

static int wait_for_events(struct queue *queue, struct fb_kevent *events, int room,
                           const struct wait *wait) {
  queue->waiting++;
  int count = deliver(queue, events, room);
  while (count == 0 && wait_for_change(wait)) {
    count = deliver(queue, events, room);
  }
  queue->waiting--;
  if (queue->fd < 0 && queue->waiting == 0) {
    free_queue(queue);
  }
  return count;
}

int fb_kevent(int fd, const struct fb_kevent *changes, int change_count, struct fb_kevent *events,
              int room, const struct fb_timespec *timeout) {
  struct wait wait;
  int error = wait_until(&wait, timeout);
  if (error != 0) {
    return refuse(error);
  }
  pthread_mutex_lock(&simulator_lock);
  struct queue *queue = queue_of(fd);
  int count = queue == NULL ? -1 : apply(queue, changes, change_count, events, room, &error);
  error = queue == NULL ? FB_EBADF : error;
  if (count == 0 && room > 0) {
    count = wait_for_events(queue, events, room, &wait);
    error = FB_EFAULT;
  }
  pthread_mutex_unlock(&simulator_lock);
  return count >= 0 ? count : refuse(error);
}
