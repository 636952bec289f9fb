/* A submission as it was sent, judged: one way from files to a judgement for every program that judges. */
#include "io/judged.h"

void judged_make(const struct submission *sent, size_t plain_max, struct judged *out)
{
    *out = (struct judged){.submission = *sent};
    unzip_expand(sent->definitions, sent->files, sent->files_n, plain_max, &out->plain);
    out->submission.files = out->plain.files;
    out->submission.files_n = out->plain.n;
    out->judgement = judge(&out->submission);
}

void judged_deinit(struct judged *j)
{
    judgement_free(&j->judgement);
    unzipped_deinit(&j->plain);
}
