#pragma once
#include <sys/types.h>
int atoi(const char *);
void free(void *);
char *getenv(const char *);
void *malloc(size_t);
int mkstemp(char *);
