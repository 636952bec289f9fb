/* The id of a submission as people are told it, <reporter>.<n>-<4 hexadecimal digits>: read from an address. Pure. */
#ifndef CVG_DASHBOARD_SUBMISSION_ID_H
#define CVG_DASHBOARD_SUBMISSION_ID_H

#include <stdbool.h>
#include <stdint.h>

struct submission_id {
    char text[72]; /* all of it */
    char reporter[41];
    int64_t n; /* order of the reporter's inbox */
};

/* False: it is not of this form. Whether there is such a submission, the database knows. */
bool submission_id_read(const char *text, struct submission_id *out);

#endif
