#pragma once
#include <sys/param.h>
#define KVME_FLAG_NOCOREDUMP 0x00000004
#define KVME_FLAG_USER_WIRED 0x00000040
struct kinfo_vmentry {
  int kve_structsize;
  int kve_type;
  uint64_t kve_start;
  uint64_t kve_end;
  uint64_t kve_offset;
  uint64_t kve_vn_fileid;
  uint32_t kve_vn_fsid_freebsd11;
  int kve_flags;
  int kve_resident;
  int kve_private_resident;
  int kve_protection;
  int kve_ref_count;
  int kve_shadow_count;
  int kve_vn_type;
  uint64_t kve_vn_size;
  uint32_t kve_vn_rdev_freebsd11;
  uint16_t kve_vn_mode;
  uint16_t kve_status;
  union {
    uint64_t _kve_vn_fsid;
    uint64_t _kve_obj;
  } kve_type_spec;
  uint64_t kve_vn_rdev;
  int _kve_ispare[8];
  char kve_path[PATH_MAX];
};
