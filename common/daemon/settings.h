/* Settings: one table a daemon; values from the environment (CVG_KEY), else from a file (--config), else the default.
 */
#ifndef CVG_DAEMON_SETTINGS_H
#define CVG_DAEMON_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum setting_kind {
    SETTING_NONE, /* ends a table */
    SETTING_TEXT,
    SETTING_INT,
    SETTING_BOOL,    /* yes, no, true, false, on, off, 1, 0, oui, non */
    SETTING_BYTES,   /* 65536, 64K, 10M, 2G; also KiB, MiB, GiB */
    SETTING_PATH,    /* not empty unless its default is */
    SETTING_ADDRESS, /* HOST:PORT, [v6]:PORT, ipc://PATH, tcp://HOST:PORT, inproc://NAME */
};

struct setting {
    const char *key; /* without CVG_ */
    enum setting_kind kind;
    const char *value; /* the default; NULL: must be given */
    int64_t min, max;  /* of INT and BYTES, bounds included; of TEXT and PATH, length. Both 0: no bounds */
    const char *help;  /* one line */
};

struct settings;

/* Tables are lists that SETTING_NONE ends; a key may be in one of them only. `tables` is NULL-terminated. */
struct settings *settings_new(const struct setting *const *tables);
/* "KEY = value" or "CVG_KEY = value" lines; # comments; quotes around a value are taken off. Unknown keys, doubled keys
 * and lines of another shape are refused: ERR_SETTING with file and line. */
int settings_read_file(struct settings *s, const char *path, struct err *e) CHECKED;
/* Takes CVG_KEY of the environment over what there is; keys of other daemons may be there too. */
int settings_read_environment(struct settings *s, struct err *e) CHECKED;
int settings_set(struct settings *s, const char *key, const char *value, struct err *e) CHECKED;
/* Every value present and good? ERR_SETTING, one line that names the key, what it should be and what was found. */
int settings_check(struct settings *s, struct err *e) CHECKED;
void settings_free(struct settings **s);

/* A key that is not in the table, or of another kind, is a bug. */
const char *settings_text(const struct settings *s, const char *key); /* TEXT, PATH, ADDRESS; never NULL */
int64_t settings_int(const struct settings *s, const char *key);      /* INT, BYTES */
bool settings_bool(const struct settings *s, const char *key);

void settings_print(const struct settings *s, struct buf *out); /* the table, for --help */

#endif
