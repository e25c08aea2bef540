#pragma once
#include <sys/types.h>
#define O_RDONLY 0x0000
#define O_RDWR 0x0002
int open(const char *, int, ...);
