/* `cvg report --verify`: a report's files looked at without a database. */
#ifndef CVG_CVG_REPORT_VERIFY_H
#define CVG_CVG_REPORT_VERIFY_H

struct report_verify {
    const char *folder;
    const char *key; /* the public key that it has to be signed under, hexadecimal; NULL: whichever */
    char *const
        *earlier; /* folders of earlier releases, the oldest first: the auditor looks at them together with it */
    int earlier_n;
};

/* Tells what it found; returns the exit code: 1, this release is wrong; 2, nothing is said of it, as an earlier one is
 * none. */
int report_verify(const struct report_verify *v);

#endif
