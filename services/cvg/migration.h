/* The numbered SQL files of sql/, read and in order. */
#ifndef CVG_CVG_MIGRATION_H
#define CVG_CVG_MIGRATION_H

#include <stddef.h>

#include "base/err.h"

struct migration {
    int number;
    char *name; /* of the file: "0001_registre.sql" */
    char *text;
    char digest[65]; /* SHA-256 of the text, hexadecimal */
};

struct migrations {
    struct migration *items; /* ascending numbers, each once */
    size_t n, cap;
    char *roles; /* text of roles.sql, applied each time; NULL where there is none */
};

/* Of the folder CVG_SQL, else of the folder known when it was built. */
int migrations_read(struct migrations *m, struct err *e) CHECKED;
void migrations_free(struct migrations *m);

#endif
