#pragma once
#include <sys/types.h>
void *memcpy(void *restrict, const void *restrict, size_t);
void *memset(void *, int, size_t);
char *strstr(const char *, const char *);
