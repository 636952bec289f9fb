/* The outbox: what a chantier sends is on its own disk before the first try, and stays there until the centre answers
 * for it, and some days longer, so that a centre that was set back to an older database can be given it again.
 *
 * An entry is a directory: the files as they are sent, `manifest.json`, and from the acknowledgement on `receipt.json`.
 * It is written under a hidden name, synced, then renamed: whoever is killed leaves a whole entry or none. Entries are
 * numbered in the order in which they were written. */
#ifndef CVG_CVG_OUTBOX_H
#define CVG_CVG_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "programme/judge.h"

#define OUTBOX_NAME_SIZE 32
#define OUTBOX_DIGEST_LEN 32

struct outbox {
    char *path;
    int dir; /* descriptors; −1 where closed */
    int locks[2];
};

struct outbox_file {
    char *name;
    uint64_t bytes;
};

struct outbox_entry {
    char name[OUTBOX_NAME_SIZE]; /* of its directory: number and digest */
    uint64_t number;
    char reporter[41];
    int32_t situation;
    bool confirm;
    unsigned char digest[OUTBOX_DIGEST_LEN];
    int64_t created_us, acknowledged_us; /* acknowledged_us: 0 while it waits */
    char submission[81], state[25];      /* of the receipt; "" while it waits */
    char server[41];                     /* public key of the centre that gave it */
    struct outbox_file *files;           /* [files_n], as they follow each other */
    size_t files_n;
    uint64_t bytes; /* of all files */
};

struct outbox_list {
    struct outbox_entry *entries; /* [n], oldest first */
    size_t n, cap;
    char **broken; /* [broken_n]: entries that cannot be read, set aside now, by where they are */
    size_t broken_n, broken_cap;
};

/* The directory is made where it is missing, for us alone. ERR_IO. */
int outbox_open(struct outbox *o, const char *path, struct err *e) CHECKED;
void outbox_close(struct outbox *o);

/* Two locks: one is held for a moment by who writes an entry, the other by who sends, as long as that takes; so a
 * submission can be put down while another is being sent. */
enum outbox_lock { OUTBOX_WRITE, OUTBOX_SEND };
/* 1: ours; 0: another has it, also after timeout_ms; −1: ERR_IO. */
int outbox_lock(struct outbox *o, enum outbox_lock which, int64_t timeout_ms, struct err *e) CHECKED;
void outbox_unlock(struct outbox *o, enum outbox_lock which);

/* All entries, of all reporters. */
int outbox_list(struct outbox *o, struct outbox_list *out, struct err *e) CHECKED;
void outbox_list_deinit(struct outbox_list *l);

/* Writes an entry; when it returns 0 the entry is on the disk, and its name is in `name_out`. Takes the lock for
 * writing by itself. The newest entry of the reporter is taken instead of a new one where it holds the same: then
 * *reused_out is true. */
struct outbox_submission {
    const char *reporter;
    int32_t situation;
    bool confirm;
    const struct submission_file *files;
    size_t files_n;
    unsigned char digest[OUTBOX_DIGEST_LEN];
};
int outbox_add(struct outbox *o, const struct outbox_submission *s, char name_out[OUTBOX_NAME_SIZE], bool *reused_out,
               struct err *e) CHECKED;

/* The files' bytes, one behind the other. ERR_FORMAT where they are not what was written. */
int outbox_read(struct outbox *o, const struct outbox_entry *x, struct buf *out, struct err *e) CHECKED;

/* The receipt, on the disk when it returns 0; again where the centre had forgotten the first. `server` is the centre's
 * public key: another one (a rehearsal's) knows nothing of it, and need not. */
struct outbox_receipt {
    const char *submission, *state, *server;
    int64_t received_at_us;
};
int outbox_acknowledge(struct outbox *o, const struct outbox_entry *x, const struct outbox_receipt *receipt,
                       struct err *e) CHECKED;
/* Gone at once and whole; of the entry only its name is looked at. */
int outbox_remove(struct outbox *o, const struct outbox_entry *x, struct err *e) CHECKED;
/* Out of the way of the others, for a person to look at; where it is now is added to l->broken. */
int outbox_set_aside(struct outbox *o, const char *name, struct outbox_list *l, struct err *e) CHECKED;
/* Removes what was acknowledged so many days ago, what was acknowledged as the same submission as a later entry, and
 * what was left half removed. */
int outbox_tidy(struct outbox *o, const struct outbox_list *l, int64_t now_us, long keep_days, struct err *e) CHECKED;

#endif
