/* A quarter prepared: read from the facts, explained against what was closed before, and kept together with what of it
 * may leave. */
#include "io/arrete.h"

#include <string.h>

#include "io/rapport_read.h"
#include "programme/secret.h"

static const char next_sql[] =
    "SELECT cvg.arrete_prochain($1), (SELECT count(*) FROM cvg.arrete WHERE etat = 'arrete')";
static const char before_sql[] =
    "SELECT version, arrete_le, entier FROM cvg.arrete"
    " WHERE etat = 'arrete' AND trimestre <= $1 ORDER BY trimestre DESC, version DESC LIMIT 1";
static const char keep_sql[] = "SELECT cvg.arrete_preparer($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
static const char calendar_sql[] = "SELECT cvg.arrete_au_calendrier($1, $2, $3, $4, $5, $6)";

/* A version on its way. */
struct preparation {
    struct db_sync *db;
    const struct definitions *d;
    const struct period *trimestre;
    int64_t version, apres;
    bool calendrier;           /* closed at once, by nobody */
    struct buf entier, publie; /* encoded */
    int64_t connu_us;
};

static int read_next(struct preparation *x, struct err *e)
{
    struct db_params p = {0};
    struct db_result res = {0};
    db_add_text(&p, x->trimestre->name);
    if (db_sync_exec(x->db, next_sql, &p, DB_BINARY, &res, e) < 0)
        return -1;
    x->version = db_int64(&res, 0, 0);
    x->apres = db_int64(&res, 0, 1);
    db_result_deinit(&res);
    return 0;
}

int arrete_avant(struct db_sync *db, const char *trimestre, struct rapport **out, struct err *e)
{
    struct db_params p = {0};
    struct db_result res = {0};
    *out = NULL;
    db_add_text(&p, trimestre);
    if (db_sync_exec(db, before_sql, &p, DB_BINARY, &res, e) < 0)
        return -1;
    bool any = db_rows(&res) > 0;
    if (any)
        *out = arrete_decode(&res, 0, e);
    db_result_deinit(&res);
    return any && !*out ? -1 : 0;
}

/* What of it may leave, beside all that left before. */
static int publish(struct preparation *x, struct err *e)
{
    struct arretes before;
    const struct secret_regles regles = secret_regles_de(x->d);
    if (arretes_lire(x->db, &before, e) < 0)
        return -1;
    struct rapport *r = rapport_decode(buf_text(&x->entier), x->entier.len, e);
    int rc = r ? secret_proteger(r, (const struct rapport *const *)before.items, before.n, &regles, e) : -1;
    if (rc == 0) {
        rapport_masquer(r);
        rapport_encode(r, &x->publie);
    }
    rapport_free(&r);
    arretes_free(&before);
    return rc;
}

static int make(struct preparation *x, const char *motif, struct err *e)
{
    struct rapport *before = NULL, *r = NULL;
    int rc = read_next(x, e) == 0 && arrete_avant(x->db, x->trimestre->name, &before, e) == 0 ? 0 : -1;
    if (rc == 0)
        r = rapport_read(x->db, &(struct rapport_wish){.definitions = x->d, .period = *x->trimestre, .avant = before},
                         e);
    if (r) {
        r->version = (int)x->version;
        r->calendrier = x->calendrier;
        r->motif = arena_text(&r->memoire, motif, strlen(motif));
        x->connu_us = r->connu_us;
        rapport_encode(r, &x->entier);
        rc = publish(x, e);
    } else {
        rc = -1;
    }
    rapport_free(&before);
    rapport_free(&r);
    return rc;
}

static void add_documents(const struct preparation *x, struct db_params *p)
{
    db_add_instant(p, x->connu_us);
    db_add_text(p, x->d->digest);
    db_add_int(p, x->apres);
    db_add_text_n(p, buf_text(&x->entier), x->entier.len);
    db_add_text_n(p, buf_text(&x->publie), x->publie.len);
}

static void deinit(struct preparation *x)
{
    buf_deinit(&x->entier);
    buf_deinit(&x->publie);
}

static int keep(struct preparation *x, const char *auteur, const char *motif, struct err *e)
{
    struct db_params p = {0};
    struct db_result res = {0};
    db_add_text(&p, auteur);
    db_add_text(&p, x->trimestre->name);
    db_add_day(&p, x->trimestre->fin);
    db_add_int(&p, x->version);
    db_add_text(&p, motif);
    add_documents(x, &p);
    if (db_sync_exec(x->db, keep_sql, &p, DB_BINARY, &res, e) < 0)
        return -1;
    int rc = db_is_null(&res, 0, 0) ? 0 : err_set(e, ERR_FORMAT, "%s", db_text(&res, 0, 0));
    db_result_deinit(&res);
    return rc;
}

int arrete_preparer(struct db_sync *db, const struct definitions *d, const struct period *trimestre, const char *auteur,
                    const char *motif, struct err *e)
{
    struct preparation x = {.db = db, .d = d, .trimestre = trimestre};
    int rc = arrete_possible(db, trimestre, motif, e) == 0 && make(&x, motif, e) == 0 ? keep(&x, auteur, motif, e) : -1;
    deinit(&x);
    return rc;
}

static int close_by_calendar(struct preparation *x, bool *done_out, struct err *e)
{
    struct db_params p = {0};
    struct db_result res = {0};
    db_add_text(&p, x->trimestre->name);
    add_documents(x, &p);
    if (db_sync_exec(x->db, calendar_sql, &p, DB_BINARY, &res, e) < 0)
        return -1;
    *done_out = db_bool(&res, 0, 0);
    db_result_deinit(&res);
    return 0;
}

int arrete_au_calendrier(struct db_sync *db, const struct definitions *d, const struct period *trimestre,
                         bool *done_out, struct err *e)
{
    struct preparation x = {.db = db, .d = d, .trimestre = trimestre, .calendrier = true};
    int rc = make(&x, "", e) == 0 ? close_by_calendar(&x, done_out, e) : -1;
    deinit(&x);
    return rc;
}
