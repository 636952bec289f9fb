/* Reads secret_liens.csv, and freezes in a report how its figures hang together. */
#include "programme/secret_liens.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "programme/deffile.h"
#include "programme/definitions.h"
#include "programme/rapport_mots.h"

static const char FILE_NAME[] = "secret_liens.csv";
#define TERMES_MAX 64
#define LIENS_MAX 2000
#define FACTEUR_MAX 1000

struct lecture {
    const struct definitions *d;
    struct deffile *f;
    const char *texte, *at;
    struct rapport_lien_terme termes[TERMES_MAX];
    size_t n;
};

static void skip(struct lecture *l)
{
    while (*l->at == ' ')
        l->at++;
}

static int fault(struct lecture *l, const char *at, const char *what)
{
    return deffile_fault(l->f, "lien", (size_t)(at - l->texte), "%s", what);
}

static bool partie_fits(const struct indicator *i, enum rapport_partie partie)
{
    switch (i->kind) {
    case KIND_COMPTE:
        return partie == RAPPORT_PARTIE_NUM || partie == RAPPORT_PARTIE_TOTAL;
    case KIND_TAUX:
        return partie != RAPPORT_PARTIE_CLE;
    case KIND_MOYENNE:
        return partie != RAPPORT_PARTIE_CLE && partie != RAPPORT_PARTIE_RESTE;
    case KIND_REPARTITION:
        return partie != RAPPORT_PARTIE_NUM && partie != RAPPORT_PARTIE_RESTE;
    default:
        return false;
    }
}

static int read_cle(struct lecture *l, const struct indicator *i, struct rapport_lien_terme *t)
{
    const char *from = ++l->at;
    size_t len = strcspn(from, "]");
    char cle[128];
    if (from[len] != ']')
        return fault(l, from, "no ] behind the key");
    l->at = from + len + 1;
    for (t->cle = 0; i->kind == KIND_REPARTITION && t->cle < i->keys_n; t->cle++) {
        indicator_key(i, t->cle, cle, sizeof cle);
        if (strlen(cle) == len && memcmp(cle, from, len) == 0) {
            t->partie = RAPPORT_PARTIE_CLE;
            return 0;
        }
    }
    return fault(l, from, "no such key");
}

static int read_partie(struct lecture *l, const struct indicator *i, struct rapport_lien_terme *t)
{
    const char *from = ++l->at;
    char mot[16];
    size_t len = strspn(from, "abcdefghijklmnopqrstuvwxyz");
    if (len >= sizeof mot)
        return fault(l, from, "no such part");
    memcpy(mot, from, len);
    mot[len] = 0;
    l->at += len;
    t->partie = rapport_partie_lire(mot);
    if (!t->partie || t->partie == RAPPORT_PARTIE_CLE || !partie_fits(i, t->partie))
        return fault(l, from, "no such part of this figure");
    return 0;
}

/* One term; *signe times its factor is added. */
static int read_terme(struct lecture *l, int signe)
{
    struct rapport_lien_terme t = {.facteur = 1, .partie = RAPPORT_PARTIE_NUM};
    char code[80];
    skip(l);
    const char *from = l->at;
    if (isdigit((unsigned char)*l->at)) {
        char *end;
        long facteur = strtol(l->at, &end, 10);
        if (end == l->at + 1 && facteur == 0 && *end != '*') { /* a sum of nothing */
            l->at = end;
            return 0;
        }
        if (*end != '*' || facteur < 1 || facteur > FACTEUR_MAX)
            return fault(l, from, "must be a whole number and *, before a code");
        t.facteur = (int32_t)facteur;
        l->at = end + 1;
    }
    bool optional = *l->at == '?';
    l->at += optional;
    from = l->at;
    size_t len = strspn(from, "abcdefghijklmnopqrstuvwxyz0123456789_.");
    if (len == 0 || len >= sizeof code)
        return fault(l, from, "a code of the catalogue must stand here");
    memcpy(code, from, len);
    code[len] = 0;
    l->at += len;
    const struct indicator *i = catalogue_find(l->d->catalogue, code);
    if (!i && optional) {
        l->at += *l->at == ':' ? 1 + strspn(l->at + 1, "abcdefghijklmnopqrstuvwxyz") : 0;
        return 0;
    }
    if (!i)
        return fault(l, from, "the catalogue has no such figure");
    t.indicateur = (size_t)(i - l->d->catalogue->indicators);
    t.facteur *= signe;
    if (*l->at == '[' ? read_cle(l, i, &t) : *l->at == ':' ? read_partie(l, i, &t) : 0)
        return -1;
    if (t.partie == RAPPORT_PARTIE_NUM && !partie_fits(i, t.partie))
        return fault(l, from, "must be followed by a key or a part");
    if (l->n == TERMES_MAX)
        return fault(l, from, "too many terms");
    l->termes[l->n++] = t;
    return 0;
}

static int read_somme(struct lecture *l, int signe)
{
    int s = signe;
    for (;;) {
        if (read_terme(l, s))
            return -1;
        skip(l);
        if (*l->at != '+' && *l->at != '-')
            return 0;
        s = *l->at++ == '+' ? signe : -signe;
    }
}

/* "a = b" is b - a = 0; "a <= b" is b - a >= 0. */
static int read_lien(struct secret_liens *out, const struct definitions *d, struct deffile *f)
{
    struct lecture l = {.d = d, .f = f, .texte = deffile_get(f, "lien")};
    l.at = l.texte;
    if (!*deffile_get(f, "aide"))
        return deffile_fault(f, "aide", 0, "a link says why it holds");
    if (read_somme(&l, -1))
        return -1;
    bool egal = *l.at == '=';
    if (!egal && strncmp(l.at, "<=", 2) != 0)
        return fault(&l, l.at, "must be = or <=");
    l.at += egal ? 1 : 2;
    if (read_somme(&l, 1))
        return -1;
    if (*l.at)
        return fault(&l, l.at, "must be the end");
    if (!l.n)
        return 0; /* about figures that an option has turned off */
    if (out->n == LIENS_MAX)
        return fault(&l, l.texte, "too many links");
    struct rapport_lien x = {.egal = egal, .termes_n = l.n, .termes = arena_new(&out->memoire, l.n * sizeof *x.termes)};
    memcpy(x.termes, l.termes, l.n * sizeof *x.termes);
    out->liens = mem_room(out->liens, out->n, &out->cap, sizeof *out->liens);
    out->liens[out->n++] = x;
    return 0;
}

int secret_liens_load(const struct definitions *d, const char *folder, struct secret_liens **out, struct err *e)
{
    static const char *const columns[] = {"lien", "aide", NULL};
    struct deffile f;
    int r;
    *out = NULL;
    if (deffile_open(&f, folder, FILE_NAME, columns, e))
        return -1;
    *out = mem_new(sizeof **out);
    while ((r = deffile_next(&f)) == 1)
        if (read_lien(*out, d, &f)) {
            r = -1;
            break;
        }
    deffile_close(&f);
    if (r)
        secret_liens_free(out);
    return r;
}

void secret_liens_free(struct secret_liens **l)
{
    if (!*l)
        return;
    free((*l)->liens);
    arena_deinit(&(*l)->memoire);
    mem_free(l);
}

/* ---- what a report keeps ---- */

static void add(struct rapport *r, bool egal, const struct rapport_lien_terme *termes, size_t n)
{
    struct rapport_lien *x = &r->liens[r->liens_n++];
    x->egal = egal;
    x->termes_n = n;
    x->termes = arena_new(&r->memoire, n * sizeof *x->termes);
    memcpy(x->termes, termes, n * sizeof *x->termes);
}

/* Those whose figures the report all has. */
static void add_known(struct rapport *r, const struct definitions *d, const struct rapport_lien *from)
{
    struct rapport_lien_terme termes[TERMES_MAX];
    for (size_t i = 0; i < from->termes_n; i++) {
        termes[i] = from->termes[i];
        termes[i].indicateur = rapport_find_indicateur(r, d->catalogue->indicators[from->termes[i].indicateur].code);
        if (termes[i].indicateur == RAPPORT_SANS)
            return;
    }
    add(r, from->egal, termes, from->termes_n);
}

/* Of the catalogue, which knows more of it than a report keeps. NULL: it does not count the rows of a population. */
static const struct indicator *counts_rows(const struct definitions *d, const struct rapport_indicateur *x)
{
    const struct indicator *i = catalogue_find(d->catalogue, x->forme.code);
    enum indicator_kind k = i ? i->kind : KIND_NONE;
    bool counts = *x->population && i && i->source != SOURCE_CHANTIER && !i->distinct &&
                  (k == KIND_COMPTE || k == KIND_TAUX || k == KIND_REPARTITION || k == KIND_MOYENNE);
    return counts ? i : NULL;
}

static bool same_rows(const struct indicator *a, const struct indicator *b)
{
    return a && b && a->source == b->source && a->at_end == b->at_end;
}

/* The first other figure that tells the size of the same population: a compte where there is one. */
static size_t same_population(const struct definitions *d, const struct rapport *r, size_t i)
{
    size_t found = RAPPORT_SANS;
    for (size_t j = 0; j < r->indicateurs_n; j++) {
        const struct rapport_indicateur *a = &r->indicateurs[i], *b = &r->indicateurs[j];
        if (!same_rows(counts_rows(d, a), counts_rows(d, b)) || strcmp(a->population, b->population) != 0)
            continue;
        if (b->forme.kind == KIND_COMPTE)
            return j;
        if (found == RAPPORT_SANS)
            found = j;
    }
    return found;
}

/* The taux over P whose condition makes "P AND condition". */
static size_t its_condition(const struct definitions *d, const struct rapport *r, size_t i)
{
    const struct rapport_indicateur *a = &r->indicateurs[i];
    for (size_t j = 0; j < r->indicateurs_n; j++) {
        const struct rapport_indicateur *b = &r->indicateurs[j];
        size_t n = strlen(b->population);
        if (b->forme.kind == KIND_TAUX && same_rows(counts_rows(d, a), counts_rows(d, b)) &&
            text_starts(a->population, b->population) && text_starts(a->population + n, " AND ") &&
            strcmp(a->population + n + 5, b->expression) == 0)
            return j;
    }
    return RAPPORT_SANS;
}

void secret_liens_poser(const struct definitions *d, struct rapport *r)
{
    r->liens = arena_new(&r->memoire, (d->liens->n + 3 * r->indicateurs_n + 1) * sizeof *r->liens);
    r->liens_n = 0;
    for (size_t i = 0; i < r->indicateurs_n; i++) {
        if (!counts_rows(d, &r->indicateurs[i]))
            continue;
        size_t other = same_population(d, r, i), condition = its_condition(d, r, i);
        struct rapport_lien_terme t[2] = {{i, RAPPORT_PARTIE_TOTAL, 0, -1}, {other, RAPPORT_PARTIE_TOTAL, 0, 1}};
        if (other != i)
            add(r, true, t, 2);
        t[1] = (struct rapport_lien_terme){condition, RAPPORT_PARTIE_NUM, 0, 1};
        if (condition != RAPPORT_SANS)
            add(r, true, t, 2);
        for (size_t k = 0; k < r->indicateurs[i].forme.keys_n; k++) {
            t[0] = (struct rapport_lien_terme){i, RAPPORT_PARTIE_CLE, k, 1};
            if (strcmp(r->indicateurs[i].cles[k].cle, "NR") ==
                0) /* read as not known: it counts as nr, never as a key */
                add(r, true, t, 1);
        }
    }
    for (size_t i = 0; i < d->liens->n; i++)
        add_known(r, d, &d->liens->liens[i]);
}
