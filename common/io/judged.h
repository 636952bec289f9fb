/* A submission as it was sent, judged: its archives and workbooks are opened first. */
#ifndef CVG_IO_JUDGED_H
#define CVG_IO_JUDGED_H

#include "io/unzip.h"
#include "programme/judge.h"

struct judged {
    struct unzipped plain;
    struct submission submission; /* as sent, its files those of `plain` */
    struct judgement *judgement;  /* what takes it over sets it to NULL here */
};

/* `sent` with its files as they came, which must outlive the result; `plain_max`: see unzip_expand(). Any thread. */
void judged_make(const struct submission *sent, size_t plain_max, struct judged *out);
void judged_deinit(struct judged *j);

#endif
