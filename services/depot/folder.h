/* A reporter's folder on disk. Who owns it may be hostile and at work at any moment: every name is opened below a
 * directory's descriptor, no link is followed, and what was looked at is compared again after it was read or moved. */
#ifndef CVG_DEPOT_FOLDER_H
#define CVG_DEPOT_FOLDER_H

#include "depot/pick.h"
#include "depot/texts.h"

/* ROOT/REPORTER/depot, where the reporter writes; −1 and ERR_IO where it is not such a directory. */
int folder_open(const char *root, const char *reporter, struct err *e) CHECKED;

struct listing {
    struct entry *items;
    size_t n, cap;
    unsigned notices; /* of what is there and not taken */
};
/* The regular files with a single name, without those that only look like an answer; since_ms is 0. The caller calls
 * listing_deinit(). */
int folder_list(int folder, struct listing *out, struct err *e) CHECKED;
void listing_deinit(struct listing *l);

/* The whole of a file as it is marked. 1: it is another by now; −1: ERR_IO, it cannot be read. Added to `out`. */
int folder_read(int folder, const char *name, const struct mark *mark, struct buf *out, struct err *e) CHECKED;

/* A file of ours, readable by the reporter: the old one or the new one is there, never half. */
int folder_write(int folder, const char *name, const struct buf *content, struct err *e) CHECKED;
void folder_remove(int folder, const char *name);

/* envoyes/DAY/LABEL below the folder, made where it is not there: a descriptor, −1. */
int folder_done(int folder, int32_t day, const char *label, struct err *e) CHECKED;
/* Moves a file there if it is the marked one; what is another by now stays, or comes back. */
int folder_move(int folder, const char *name, const struct mark *mark, int to, struct err *e) CHECKED;
/* Removes it if it is the marked one. */
void folder_erase(int folder, const char *name, const struct mark *mark);

/* Removes the days of envoyes/ before `first`, and answers of ours that are older than `oldest_ns`. */
void folder_purge(int folder, int32_t first, int64_t oldest_ns);

#endif
