/* auditeur — looks for what a published report lets its readers work out.
 *
 * In: folders of published releases, oldest first, as anybody has them (rapport-*.json and .csv); with --connait the
 * figures that one coordination has of its own territory. Out: every withheld cell of the last release that can be
 * bounded tighter than k. It needs no database and no daemon, shares no code with the suppression that it checks, and
 * reckons with another solver (GLPK).
 *
 * Exit: 0 none; 1 some, or files that contradict each other; 2 wrong usage. */
#include <stdio.h>
#include <string.h>

#include "auditeur/audit.h"
#include "auditeur/lire.h"

#define VERSIONS_MAX 200

static const char USAGE[] =
    "Usage : auditeur DOSSIER… [--connait FICHIER.csv]\n"
    "\n"
    "Cherche ce que les lecteurs d'un rapport publié pourraient calculer de ce qui y est masqué.\n"
    "  DOSSIER    une publication (rapport-TRIMESTRE.json et .csv) ; plusieurs : de la plus ancienne à celle qui est\n"
    "             contrôlée\n"
    "  --connait  les chiffres, dans le format du CSV, qu'une coordination a de son propre territoire\n"
    "Fin : 0 rien n'est trop serré ; 1 des cellules le sont, ou des fichiers se contredisent ; 2 mauvais usage\n";
static const char TEXT_CELLULE[] = "%s %s %s %s : entre %g et %g, il faudrait un intervalle de %g\n";
static const char TEXT_DIFFERENCE[] =
    "%s %s %s %s : depuis %s, %+g, et %+g pour les autres ; il faudrait 0 ou au moins %g de part et d'autre\n";
static const char TEXT_EN_TOUT[] = "%s %s %s %s : depuis %s, %g venus, %g partis ; il faudrait 0, ou au moins %g\n";
static const char TEXT_NONE[] = "auditeur : aucune cellule secrète ne peut être serrée de trop près\n";
static const char TEXT_SOME[] = "auditeur : %zu cellules secrètes peuvent être serrées de trop près\n";

static void dire(void *arg, const struct audit_cellule *c)
{
    struct buf where = {0};
    (void)arg;
    scope_format(&c->perimetre, &where);
    if (c->en_tout)
        printf(TEXT_EN_TOUT, buf_text(&where), c->periode, c->code, c->partie, c->depuis, c->bas, c->haut, c->besoin);
    else if (c->depuis)
        printf(TEXT_DIFFERENCE, buf_text(&where), c->periode, c->code, c->partie, c->depuis, c->bas, c->haut,
               c->besoin);
    else
        printf(TEXT_CELLULE, buf_text(&where), c->periode, c->code, c->partie, c->bas, c->haut, c->besoin);
    buf_deinit(&where);
}

static int controler(struct audit *a, const char *connait, struct err *e)
{
    size_t n = 0;
    struct rapport *known = NULL;
    if (connait && !(known = lire_connait(connait, a->versions[a->versions_n - 1], &a->territoire, e)))
        return -1;
    a->connait = known;
    int rc = audit_controler(a, &n, e);
    rapport_free(&known);
    if (rc)
        return -1;
    printf(n ? TEXT_SOME : TEXT_NONE, n);
    return n ? 1 : 0;
}

int main(int argc, char **argv)
{
    struct rapport *versions[VERSIONS_MAX];
    struct audit a = {.versions = (const struct rapport *const *)versions, .dire = dire};
    const char *connait = NULL;
    struct err e = {0};
    int rc = 0;
    for (int i = 1; i < argc && rc == 0; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            fputs(USAGE, stdout);
            return 0;
        }
        if (strcmp(argv[i], "--connait") == 0 && i + 1 < argc && !connait)
            connait = argv[++i];
        else if (argv[i][0] == '-' || a.versions_n == VERSIONS_MAX)
            rc = 2;
        else if (!(versions[a.versions_n] = lire_version(argv[i], &e)))
            rc = 1;
        else
            a.versions_n++;
    }
    if (rc == 2 || (rc == 0 && !a.versions_n)) {
        fputs(USAGE, stderr);
        rc = 2;
    } else if (rc == 0 && (rc = controler(&a, connait, &e)) < 0) {
        rc = 1;
    }
    if (e.code)
        fprintf(stderr, "auditeur : %s\n", e.text);
    for (size_t i = 0; i < a.versions_n; i++)
        rapport_free(&versions[i]);
    return rc;
}
