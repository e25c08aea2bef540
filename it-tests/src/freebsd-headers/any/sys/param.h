#pragma once
#include <sys/types.h>
#define PATH_MAX 1024
