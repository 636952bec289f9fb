/* The id of a submission as people see it: who sent it, and which of theirs it is. */
#ifndef CVG_CVG_SUBMISSION_ID_H
#define CVG_CVG_SUBMISSION_ID_H

#include <stdbool.h>
#include <stdint.h>

struct submission_id {
    char reporter[41];
    int64_t n;
};
/* Takes apart "<reporter>.<n>-<4 hexadecimal digits>"; false where it is not one. */
bool submission_id_parse(const char *id, struct submission_id *out);

#endif
