// statx(2), which Swift's Glibc module does not have.
#pragma once

#include <fcntl.h>
#include <linux/stat.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

struct roomkeeper_file_birth {
    uint64_t inode;
    int64_t seconds;
    uint32_t nanoseconds;
};

// The inode of a file, and when it was created: 0 where the file system does not say. Returns 0, or
// -1 with errno set.
static inline int roomkeeper_file_birth(const char *path, struct roomkeeper_file_birth *birth) {
    struct statx status;
    memset(&status, 0, sizeof status);
    if (syscall(SYS_statx, AT_FDCWD, path, 0, STATX_INO | STATX_BTIME, &status) != 0) return -1;
    memset(birth, 0, sizeof *birth);
    birth->inode = status.stx_ino;
    if (status.stx_mask & STATX_BTIME) {
        birth->seconds = status.stx_btime.tv_sec;
        birth->nanoseconds = status.stx_btime.tv_nsec;
    }
    return 0;
}
