// What posix_spawn(3) of glibc 2.34 and later can do, and hides from whoever is not _GNU_SOURCE.
#pragma once

#include <spawn.h>

// The child changes to `path` before the actions after this one.
extern int posix_spawn_file_actions_addchdir_np(
    posix_spawn_file_actions_t *actions, const char *path);

// The child closes every file from the descriptor `from` on.
extern int posix_spawn_file_actions_addclosefrom_np(
    posix_spawn_file_actions_t *actions, int from);
