/* Arrêtés read from the database, and closed in it. */
#include "io/arrete.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static const char TEXT_TRIMESTRE[] = "« %s » n'est pas un trimestre cumulé : AAAA-C1 à AAAA-C4 est attendu";
static const char TEXT_NO_ARRETE[] = "%s n'est pas arrêté";
static const char TEXT_NOT_PREPARED[] = "rien n'est préparé pour %s";
static const char TEXT_NO_VERSION[] = "%s n'a pas de version %d";

static const char one_sql[] =
    "SELECT version, arrete_le, CASE WHEN $3 THEN entier ELSE publie END FROM cvg.arrete WHERE trimestre = $1"
    "   AND CASE $2::int WHEN 0 THEN etat = 'arrete' WHEN -1 THEN etat = 'prepare' ELSE version = $2::int END"
    " ORDER BY version DESC LIMIT 1";
static const char state_sql[] =
    "SELECT etat = 'arrete', empreinte, connu_le FROM cvg.arrete WHERE trimestre = $1 AND version = $2";
static const char all_sql[] = "SELECT version, arrete_le, publie FROM cvg.arrete WHERE etat = 'arrete' ORDER BY rang";
static const char due_sql[] = "SELECT cvg.arrete_debut(), (SELECT coalesce(string_agg(DISTINCT trimestre, ' '), '') "
                              "FROM cvg.arrete WHERE etat = 'arrete')";
static const char withdraw_sql[] = "SELECT cvg.arrete_retirer($1, $2, '')";
static const char told_sql[] = "SELECT cvg.rapport_refus($1, $2, $3)";
static const char possible_sql[] = "SELECT cvg.arrete_possible($1, $2, $3, $4)";
static const char close_sql[] = "SELECT version, refus FROM cvg.arrete_fermer($1, $2, '')";

int arrete_trimestre(const char *text, struct period *out, struct err *e)
{
    if (period_parse(text, out, NULL) == 0 && strlen(text) == ARRETE_TRIMESTRE_LEN - 1 && text[5] == 'C')
        return 0;
    return err_set(e, ERR_USAGE, TEXT_TRIMESTRE, text);
}

/* The documents of a closed report bear the date of its closing. */
struct rapport *arrete_decode(const struct db_result *res, int row, struct err *e)
{
    struct rapport *r = rapport_decode(db_text(res, row, 2), db_len(res, row, 2), e);
    if (r && !db_is_null(res, row, 1))
        r->arrete_us = db_instant(res, row, 1);
    return r;
}

int arrete_etat(struct db_sync *db, const char *trimestre, int version, struct arrete_etat *out, struct err *e)
{
    struct db_params p = {0};
    struct db_result res = {0};
    db_add_text(&p, trimestre);
    db_add_int(&p, version);
    *out = (struct arrete_etat){0};
    if (db_sync_exec(db, state_sql, &p, DB_BINARY, &res, e) < 0)
        return -1;
    if (db_rows(&res)) {
        *out = (struct arrete_etat){.arrete = db_bool(&res, 0, 0), .connu_us = db_instant(&res, 0, 2)};
        snprintf(out->empreinte, sizeof out->empreinte, "%s", db_text(&res, 0, 1));
    }
    db_result_deinit(&res);
    return 0;
}

static void refuse(const char *trimestre, int version, struct err *e)
{
    if (version > 0)
        err_fill(e, ERR_FORMAT, TEXT_NO_VERSION, trimestre, version);
    else
        err_fill(e, ERR_FORMAT, version == ARRETE_DERNIERE ? TEXT_NO_ARRETE : TEXT_NOT_PREPARED, trimestre);
}

struct rapport *arrete_lire(struct db_sync *db, const char *trimestre, int version, bool entier, struct err *e)
{
    struct db_params p = {0};
    struct db_result res = {0};
    struct rapport *r = NULL;
    db_add_text(&p, trimestre);
    db_add_int(&p, version);
    db_add_bool(&p, entier);
    if (db_sync_exec(db, one_sql, &p, DB_BINARY, &res, e) < 0)
        return NULL;
    if (db_rows(&res))
        r = arrete_decode(&res, 0, e);
    else
        refuse(trimestre, version, e);
    db_result_deinit(&res);
    return r;
}

int arretes_lire(struct db_sync *db, struct arretes *out, struct err *e)
{
    struct db_result res = {0};
    int rc = 0;
    *out = (struct arretes){0};
    if (db_sync_exec(db, all_sql, NULL, DB_BINARY, &res, e) < 0)
        return -1;
    out->items = mem_new_n((size_t)db_rows(&res) + 1, sizeof *out->items);
    for (int i = 0; i < db_rows(&res) && rc == 0; i++) {
        out->items[out->n] = arrete_decode(&res, i, e);
        rc = out->items[out->n] ? 0 : -1;
        out->n += rc == 0;
    }
    db_result_deinit(&res);
    if (rc < 0)
        arretes_free(out);
    return rc;
}

void arretes_free(struct arretes *a)
{
    for (size_t i = 0; i < a->n; i++)
        rapport_free(&a->items[i]);
    free(a->items);
    *a = (struct arretes){0};
}

int arrete_fermer(struct db_sync *db, const char *trimestre, const char *auteur, int *version_out, struct err *e)
{
    struct db_params p = {0};
    struct db_result res = {0};
    db_add_text(&p, auteur);
    db_add_text(&p, trimestre);
    if (db_sync_exec(db, close_sql, &p, DB_BINARY, &res, e) < 0)
        return -1;
    int rc = db_is_null(&res, 0, 1) ? 0 : err_set(e, ERR_FORMAT, "%s", db_text(&res, 0, 1));
    *version_out = (int)db_int64(&res, 0, 0);
    db_result_deinit(&res);
    return rc;
}

/* A function that answers null, or why not. */
static int ask(struct db_sync *db, const char *sql, struct db_params *p, struct err *e)
{
    struct db_result res = {0};
    if (db_sync_exec(db, sql, p, DB_BINARY, &res, e) < 0)
        return -1;
    int rc = db_is_null(&res, 0, 0) ? 0 : err_set(e, ERR_FORMAT, "%s", db_text(&res, 0, 0));
    db_result_deinit(&res);
    return rc;
}

int arrete_retirer(struct db_sync *db, const char *trimestre, const char *auteur, struct err *e)
{
    struct db_params p = {0};
    db_add_text(&p, auteur);
    db_add_text(&p, trimestre);
    return ask(db, withdraw_sql, &p, e);
}

int rapport_possible(struct db_sync *db, const struct period *period, struct err *e)
{
    struct db_params p = {0};
    db_add_text(&p, period->name);
    db_add_day(&p, period->debut);
    db_add_day(&p, period->fin);
    return ask(db, told_sql, &p, e);
}

int arrete_possible(struct db_sync *db, const struct period *trimestre, const char *motif, struct err *e)
{
    struct db_params p = {0};
    db_add_text(&p, trimestre->name);
    db_add_day(&p, trimestre->fin);
    db_add_text(&p, motif);
    db_add_bool(&p, *motif);
    return ask(db, possible_sql, &p, e);
}

int arrete_du(struct db_sync *db, const struct definitions *d, int64_t now_us, struct period *out, bool *due_out,
              struct err *e)
{
    struct period list[ARRETES_DUS_MAX];
    struct db_result res = {0};
    *due_out = false;
    if (db_sync_exec(db, due_sql, NULL, DB_BINARY, &res, e) < 0)
        return -1;
    size_t n = db_is_null(&res, 0, 0) ? 0 : arretes_dus(now_us, d->numbers.arrete_days, db_instant(&res, 0, 0), list);
    for (size_t i = 0; i < n && !*due_out; i++)
        if (!strstr(db_text(&res, 0, 1), list[i].name)) {
            *out = list[i];
            *due_out = true;
        }
    db_result_deinit(&res);
    return 0;
}
