/* A copy of the definitions in a folder of its own, for tests that change them. */
#ifndef CVG_TESTS_DEFINITIONS_COPY_H
#define CVG_TESTS_DEFINITIONS_COPY_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "programme/definitions.h"

static const char *const definitions_folders[] = {"", "codes/", "correspondances/"};
#define DEFINITIONS_FOLDERS_N (sizeof definitions_folders / sizeof definitions_folders[0])

static inline void read_copy(const char *folder, const char *file, struct buf *b)
{
    char path[256];
    struct err e;
    snprintf(path, sizeof path, "%.90s/%.150s", folder, file);
    must(buf_read_file(b, path, 0, &e) == 0);
}

static inline void write_copy(const char *folder, const char *file, const struct buf *b)
{
    char path[256];
    struct err e;
    snprintf(path, sizeof path, "%.90s/%.150s", folder, file);
    must(buf_write_file(b, path, 0600, &e) == 0);
}

static inline void copy_files(const char *folder, const char *sub)
{
    char from[512], file[256];
    snprintf(from, sizeof from, "%.200s/%s", definitions_folder(), sub);
    DIR *dir = opendir(from);
    must(dir);
    for (struct dirent *d; (d = readdir(dir));) {
        struct buf b = {0};
        struct stat st;
        struct err e;
        snprintf(from, sizeof from, "%.200s/%.60s%.200s", definitions_folder(), sub, d->d_name);
        if (stat(from, &st) || !S_ISREG(st.st_mode))
            continue;
        must(buf_read_file(&b, from, 0, &e) == 0);
        snprintf(file, sizeof file, "%.30s%.200s", sub, d->d_name);
        write_copy(folder, file, &b);
        buf_deinit(&b);
    }
    closedir(dir);
}

/* Makes a folder under /tmp whose name begins with `name`, and copies the definitions there. */
static inline void copy_definitions(char *folder, size_t cap, const char *name)
{
    must(snprintf(folder, cap, "/tmp/%s.XXXXXX", name) < (int)cap && mkdtemp(folder));
    for (size_t i = 0; i < DEFINITIONS_FOLDERS_N; i++) {
        char path[256];
        snprintf(path, sizeof path, "%.90s/%.60s", folder, definitions_folders[i]);
        must(!*definitions_folders[i] || mkdir(path, 0700) == 0);
        copy_files(folder, definitions_folders[i]);
    }
}

static inline void remove_definitions(const char *folder)
{
    for (size_t i = DEFINITIONS_FOLDERS_N; i-- > 0;) {
        char path[512];
        snprintf(path, sizeof path, "%.90s/%.60s", folder, definitions_folders[i]);
        DIR *dir = opendir(path);
        must(dir);
        for (struct dirent *d; (d = readdir(dir));) {
            snprintf(path, sizeof path, "%.90s/%.60s%.250s", folder, definitions_folders[i], d->d_name);
            unlink(path);
        }
        closedir(dir);
        snprintf(path, sizeof path, "%.90s/%.60s", folder, definitions_folders[i]);
        must(rmdir(path) == 0);
    }
}

#endif
