#pragma once
#include <sys/types.h>
#define _WSTATUS(status) ((status) & 0177)
#define WIFSIGNALED(status) (_WSTATUS(status) != 0177 && _WSTATUS(status) != 0 && (status) != 0x13)
#define WTERMSIG(status) (_WSTATUS(status))
#define WEXITSTATUS(status) ((status) >> 8)
pid_t waitpid(pid_t, int *, int);
