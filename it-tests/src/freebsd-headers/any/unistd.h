#pragma once
#include <sys/types.h>
#define _SC_PAGESIZE 47
void _exit(int) __attribute__((noreturn));
unsigned int alarm(unsigned int);
int close(int);
int execl(const char *, const char *, ...) __attribute__((sentinel));
pid_t fork(void);
int ftruncate(int, off_t);
uid_t geteuid(void);
pid_t getpid(void);
long sysconf(int);
int unlink(const char *);
int usleep(useconds_t);
