#pragma once
#include <signal.h>
#include <sys/types.h>
#define AIO_CANCELED 0x1
#define AIO_NOTCANCELED 0x2
#define AIO_ALLDONE 0x3
struct __aiocb_private {
  long status;
  long error;
  void *kernelinfo;
};
typedef struct aiocb {
  int aio_fildes;
  off_t aio_offset;
  volatile void *aio_buf;
  size_t aio_nbytes;
  int __spare__[2];
  void *__spare2__;
  int aio_lio_opcode;
  int aio_reqprio;
  struct __aiocb_private _aiocb_private;
  struct sigevent aio_sigevent;
} aiocb_t;
struct timespec;
int aio_error(const struct aiocb *);
ssize_t aio_return(struct aiocb *);
int aio_cancel(int, struct aiocb *);
int aio_suspend(const struct aiocb *const[], int, const struct timespec *);
int aio_mlock(struct aiocb *);
ssize_t aio_waitcomplete(struct aiocb **, struct timespec *);
