#pragma once
typedef unsigned long size_t;
#define NULL ((void *)0)
#define offsetof(type, field) __builtin_offsetof(type, field)
