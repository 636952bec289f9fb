/* A thousand random hierarchies protected by CLP and audited by GLPK for the public and every coordination, and a
 * thousand secondary suppressions taken back, each of which the auditor must miss: for test_secret, with the optimised
 * libraries.
 *
 * usage: prove_secret hierarchies|mutants N. Exit 1 with what was found. */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/secret_hierarchies.h"

int main(int argc, char **argv)
{
    struct buf out = {0};
    struct secret_compte seen = {0};
    size_t n = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
    if (!n)
        return 2;
    mallopt(M_TRIM_THRESHOLD, 64 << 20); /* the solvers take and give back at every turn */
    mallopt(M_TOP_PAD, 16 << 20);
    int rc = strcmp(argv[1], "mutants") == 0 ? hierarchies_mutate(n, &out) : hierarchies_audit(n, &seen, &out);
    printf("%s%s: %zu, %zu of %zu rows told\n", buf_text(&out), argv[1], n, seen.dites, seen.lignes);
    buf_deinit(&out);
    return rc;
}
