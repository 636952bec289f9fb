/* One error type for the whole house: a code that says what to do, a text that says what happened. */
#ifndef CVG_BASE_ERR_H
#define CVG_BASE_ERR_H

#include <stdbool.h>

enum err_code {
    ERR_NONE,
    ERR_USAGE,    /* the caller asked for what cannot be: exit 2 */
    ERR_FORMAT,   /* text or bytes that are not what they should be */
    ERR_LIMIT,    /* over a named limit */
    ERR_IO,       /* a file or a socket failed */
    ERR_AWAY,     /* a daemon or the database is not there; transient */
    ERR_DATABASE, /* the database refused a statement */
    ERR_SETTING,  /* a bad setting at start: exit 78 */
    ERR_CODE_COUNT
};

struct err {
    enum err_code code;
    char text[768];
};

#define CHECKED __attribute__((warn_unused_result))
#define PRINTF(f, a) __attribute__((format(printf, f, a)))

void err_fill(struct err *e, enum err_code code, const char *fmt, ...) PRINTF(3, 4); /* e may be NULL */
/* Fills *e and gives -1, so that `return err_set(...)` ends a fallible function; a macro, so that analysers see the -1.
 */
#define err_set(e, code, ...) (err_fill(e, code, __VA_ARGS__), -1)
/* Puts "what: " before the text that is there already; returns -1. */
int err_prefix(struct err *e, const char *fmt, ...) PRINTF(2, 3);
/* True when the same call may succeed later without anybody changing anything. */
bool err_transient(const struct err *e);

/* An illegal state is a bug: log it and abort, in release builds too. */
#define must(cond)                                                                                                     \
    do {                                                                                                               \
        if (!(cond))                                                                                                   \
            must_failed(#cond, __FILE__, __LINE__);                                                                    \
    } while (0)
_Noreturn void must_failed(const char *cond, const char *file, int line);

#endif
