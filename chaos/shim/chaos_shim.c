// The disk and the wall clock of one node, as the harness wants them: LD_PRELOAD this into `roomd`.
//
// The harness and the node share one small file, the control block, mapped into both. The harness
// writes what is to go wrong; the shim does it and counts what it did, so that a fault that never
// took hold can be told from one that the node survived. Without CHAOS_CONTROL in the environment
// the shim does nothing.
//
//   CHAOS_CONTROL  the control block, a file of CONTROL_BYTES
//   CHAOS_DISK     the node's data directory; other files are left alone
//
// For power cuts the block also holds, for each file by its inode, how many of its bytes a completed
// fsync or fdatasync covers. All that RocksDB and roomd write is appended, so what lies behind that
// length is what a loss of power may take. The harness cuts it off after it has killed the process.
// The layout is known twice: here, and in chaos/Harness/Nodes/ShimControl.swift.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define SLOTS 65536u

struct slot {
    _Atomic uint64_t inode;
    _Atomic uint64_t synced;
};

struct control {
    // What the harness wants.
    _Atomic int64_t clock_offset;    //  0: nanoseconds added to the wall clock
    _Atomic int64_t space_left;      //  8: bytes that can still be written; negative: no bound
    _Atomic int64_t failing_syncs;   // 16: so many of the next syncs fail with EIO
    _Atomic int64_t failing_writes;  // 24: so many of the next writes fail with EIO
    _Atomic int64_t sync_delay;      // 32: nanoseconds by which each sync is late
    _Atomic int64_t stalled;         // 40: while not 0, syncs do not return
    // What the shim did.
    _Atomic int64_t failed_syncs;    // 48
    _Atomic int64_t failed_writes;   // 56
    _Atomic int64_t refused_writes;  // 64: ENOSPC
    _Atomic int64_t delayed_syncs;   // 72
    _Atomic int64_t stalled_syncs;   // 80
    _Atomic int64_t shifted_clocks;  // 88: readings of the clock with an offset
    _Atomic int64_t syncs;           // 96: all of them
    _Atomic int64_t bounded_looks;   // 104: questions for free space that were told of a bound
    char reserved[4096 - 112];
    struct slot slots[SLOTS];
};

#define CONTROL_BYTES sizeof(struct control)

static struct control *control;
static char directory[PATH_MAX];
static size_t directory_length;

// The next definition of a function, which is the C library's.
#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void open_control(void) {
    const char *path = getenv("CHAOS_CONTROL");
    const char *disk = getenv("CHAOS_DISK");
    if (!path || !disk) return;
    // The shell that execs the node, and tools, have the same environment; they write nothing there.
    int file = open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) {
        fprintf(stderr, "chaos_shim: %s cannot be opened: %s\n", path, strerror(errno));
        _exit(70);
    }
    void *memory = mmap(NULL, CONTROL_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (memory == MAP_FAILED || strlen(disk) >= sizeof directory) {
        fprintf(stderr, "chaos_shim: %s cannot be mapped: %s\n", path, strerror(errno));
        _exit(70);
    }
    strcpy(directory, disk);
    directory_length = strlen(disk);
    control = memory;
}

static int is_inside(const char *path) {
    char absolute[2 * PATH_MAX];
    if (path[0] != '/') {
        char here[PATH_MAX];
        if (!getcwd(here, sizeof here)) return 0;
        snprintf(absolute, sizeof absolute, "%s/%s", here, path);
        path = absolute;
    }
    return strncmp(path, directory, directory_length) == 0
        && (path[directory_length] == '/' || path[directory_length] == '\0');
}

// Whether the descriptor is a file of the node's data directory.
static int is_data(int descriptor, struct stat *status) {
    char link[64];
    char path[PATH_MAX];
    if (!control || fstat(descriptor, status) != 0 || !S_ISREG(status->st_mode)) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = '\0';
    return is_inside(path);
}

// The slot of a file, made when there is none; NULL when the table is full.
static struct slot *slot_of(uint64_t inode) {
    for (uint32_t probe = 0; probe < SLOTS; probe++) {
        struct slot *slot = &control->slots[(inode * 0x9E3779B97F4A7C15u + probe) % SLOTS];
        uint64_t found = 0;
        if (atomic_compare_exchange_strong(&slot->inode, &found, inode) || found == inode)
            return slot;
    }
    return NULL;
}

// An inode that is given up may come back as another file, of which nothing is synced.
static void forget(const char *path) {
    struct stat status;
    if (!control || stat(path, &status) != 0 || status.st_nlink > 1) return;
    struct slot *slot = slot_of(status.st_ino);
    if (slot) atomic_store(&slot->synced, 0);
    if (atomic_load(&control->space_left) >= 0 && S_ISREG(status.st_mode))
        atomic_fetch_add(&control->space_left, status.st_size);
}

static int take_one(_Atomic int64_t *budget) {
    int64_t left = atomic_load(budget);
    while (left > 0)
        if (atomic_compare_exchange_weak(budget, &left, left - 1)) return 1;
    return 0;
}

static void pause_for(int64_t nanoseconds) {
    struct timespec time = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    while (nanosleep(&time, &time) != 0 && errno == EINTR) {}
}

static int sync_file(int descriptor, int (*sync)(int)) {
    struct stat before;
    if (!is_data(descriptor, &before)) return sync(descriptor);
    if (atomic_load(&control->stalled)) {
        atomic_fetch_add(&control->stalled_syncs, 1);
        while (atomic_load(&control->stalled)) pause_for(5000000);
    }
    int64_t delay = atomic_load(&control->sync_delay);
    if (delay > 0) {
        atomic_fetch_add(&control->delayed_syncs, 1);
        pause_for(delay);
    }
    if (take_one(&control->failing_syncs)) {
        // As Linux does it: the pages that could not be written are no longer dirty, so a second
        // sync would succeed without them. What this sync was to cover stays uncovered.
        atomic_fetch_add(&control->failed_syncs, 1);
        errno = EIO;
        return -1;
    }
    int result = sync(descriptor);
    if (result == 0) {
        struct slot *slot = slot_of(before.st_ino);
        uint64_t size = (uint64_t)before.st_size;
        if (slot) {
            // Syncs of one file may overlap; the longest wins.
            uint64_t known = atomic_load(&slot->synced);
            while (known < size && !atomic_compare_exchange_weak(&slot->synced, &known, size)) {}
        }
        atomic_fetch_add(&control->syncs, 1);
    }
    return result;
}

int fsync(int descriptor) {
    REAL(fsync);
    return control ? sync_file(descriptor, real) : real(descriptor);
}

int fdatasync(int descriptor) {
    REAL(fdatasync);
    return control ? sync_file(descriptor, real) : real(descriptor);
}

// 0, or the errno with which a write of so many bytes fails.
static int refusal(int descriptor, size_t bytes) {
    if (!control) return 0;
    int bounded = atomic_load(&control->space_left) >= 0;
    if (!bounded && atomic_load(&control->failing_writes) <= 0) return 0;
    struct stat status;
    int saved = errno;
    int inside = is_data(descriptor, &status);
    errno = saved;
    if (!inside) return 0;
    if (take_one(&control->failing_writes)) {
        atomic_fetch_add(&control->failed_writes, 1);
        return EIO;
    }
    int64_t left = atomic_load(&control->space_left);
    while (left >= 0) {
        if (left < (int64_t)bytes) {
            atomic_fetch_add(&control->refused_writes, 1);
            return ENOSPC;
        }
        if (atomic_compare_exchange_weak(&control->space_left, &left, left - (int64_t)bytes))
            return 0;
    }
    return 0;
}

#define REFUSE(descriptor, bytes) \
    do { \
        int error = refusal(descriptor, bytes); \
        if (error) { errno = error; return -1; } \
    } while (0)

ssize_t write(int descriptor, const void *bytes, size_t count) {
    REAL(write);
    REFUSE(descriptor, count);
    return real(descriptor, bytes, count);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    REAL(pwrite);
    REFUSE(descriptor, count);
    return real(descriptor, bytes, count, offset);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    REAL(pwrite64);
    REFUSE(descriptor, count);
    return real(descriptor, bytes, count, offset);
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
    REAL(writev);
    size_t bytes = 0;
    for (int part = 0; part < count; part++) bytes += parts[part].iov_len;
    REFUSE(descriptor, bytes);
    return real(descriptor, parts, count);
}

int unlink(const char *path) {
    REAL(unlink);
    if (control && is_inside(path)) forget(path);
    return real(path);
}

int rename(const char *from, const char *to) {
    REAL(rename);
    if (control && is_inside(to)) forget(to);
    return real(from, to);
}

// A bounded disk tells so; it never says that there is more than there really is.
static void bound(const char *path, uint64_t block, fsblkcnt64_t *free, fsblkcnt64_t *available) {
    int64_t left = control ? atomic_load(&control->space_left) : -1;
    if (left < 0 || block == 0 || (path && !is_inside(path))) return;
    fsblkcnt64_t blocks = (uint64_t)left / block;
    if (blocks < *free) *free = blocks;
    if (blocks < *available) *available = blocks;
    atomic_fetch_add(&control->bounded_looks, 1);
}

int statvfs64(const char *path, struct statvfs64 *result) {
    REAL(statvfs64);
    int status = real(path, result);
    if (status == 0) bound(path, result->f_frsize, &result->f_bfree, &result->f_bavail);
    return status;
}

int statvfs(const char *path, struct statvfs *result) {
    REAL(statvfs);
    int status = real(path, result);
    if (status == 0) {
        fsblkcnt64_t free = result->f_bfree, available = result->f_bavail;
        bound(path, result->f_frsize, &free, &available);
        result->f_bfree = (fsblkcnt_t)free;
        result->f_bavail = (fsblkcnt_t)available;
    }
    return status;
}

static int64_t offset_of(clockid_t clock) {
    if (!control || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return 0;
    int64_t offset = atomic_load_explicit(&control->clock_offset, memory_order_relaxed);
    if (offset != 0) atomic_fetch_add_explicit(&control->shifted_clocks, 1, memory_order_relaxed);
    return offset;
}

static void shift(struct timespec *time, int64_t offset) {
    int64_t sum = time->tv_nsec + offset % 1000000000;
    time->tv_sec += offset / 1000000000;
    if (sum < 0) { sum += 1000000000; time->tv_sec -= 1; }
    if (sum >= 1000000000) { sum -= 1000000000; time->tv_sec += 1; }
    time->tv_nsec = sum;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    REAL(clock_gettime);
    int status = real(clock, time);
    int64_t offset = status == 0 ? offset_of(clock) : 0;
    if (offset != 0) shift(time, offset);
    return status;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    REAL(gettimeofday);
    int status = real(time, zone);
    int64_t offset = status == 0 ? offset_of(CLOCK_REALTIME) : 0;
    if (offset != 0) {
        struct timespec shifted = {time->tv_sec, time->tv_usec * 1000};
        shift(&shifted, offset);
        time->tv_sec = shifted.tv_sec;
        time->tv_usec = shifted.tv_nsec / 1000;
    }
    return status;
}

time_t time(time_t *result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}
