#pragma once
int *__error(void);
#define errno (*__error())
#define EPERM 1
#define EINTR 4
#define EBADF 9
#define ENOMEM 12
#define EFAULT 14
#define EBUSY 16
#define EINVAL 22
#define EAGAIN 35
#define EINPROGRESS 36
#define ECANCELED 85
