/* What of the given files is sent: archives and workbooks unfolded into CSV, files and columns that nobody asked for
 * left here, identity data and what cannot be opened refused, own numbers as pseudonyms where that is wanted. */
#ifndef CVG_CVG_PUSH_PREPARE_H
#define CVG_CVG_PUSH_PREPARE_H

#include <jansson.h>

#include "cvg/files.h"
#include "io/unzip.h"
#include "programme/definitions.h"
#include "programme/minimise.h"

struct push_prepare {
    const struct definitions *definitions;
    const char *chantier;
    int32_t situation, today;
    const struct pseudonym *pseudonym; /* NULL: numbers are sent as they are */
};

struct prepared {
    struct submission_file files[FILES_MAX]; /* [n]: what is sent, by the names under which it counts there */
    size_t n;
    struct unzipped plain;
    struct minimised minimised[FILES_MAX];
    json_t *refusal; /* the document of a refusal that is the sender's own: nothing may leave; NULL: go on */
};

/* Tells on stderr what stays here. Files point into those given. ERR_LIMIT, ERR_USAGE: they cannot be sent at all. The
 * caller calls prepared_deinit, done or not. */
int push_prepare(const struct push_prepare *q, const struct files *given, struct prepared *out, struct err *e) CHECKED;
void prepared_deinit(struct prepared *p);

#endif
