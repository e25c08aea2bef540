#pragma once
#include <stdarg.h>
#include <sys/types.h>
typedef struct __sFILE FILE;
extern FILE *__stdoutp;
extern FILE *__stderrp;
#define stdout __stdoutp
#define stderr __stderrp
int fflush(FILE *);
int fprintf(FILE *restrict, const char *restrict, ...) __attribute__((format(printf, 2, 3)));
int printf(const char *restrict, ...) __attribute__((format(printf, 1, 2)));
int snprintf(char *restrict, size_t, const char *restrict, ...)
    __attribute__((format(printf, 3, 4)));
int vprintf(const char *restrict, va_list) __attribute__((format(printf, 1, 0)));
