/* A bridge between two quarters: counted from the facts as they were known at either, under the definitions of today.
 *
 * One row a figure's start, each of its terms, and its end: the rows between add up to the difference. */
#include "cvg/report_bridge.h"

#include <stdio.h>
#include <string.h>

#include "cvg/command.h"
#include "cvg/listing.h"
#include "cvg/operator.h"
#include "io/arrete.h"
#include "io/rapport_read.h"
#include "programme/pont.h"

static const char TEXT_NOT_CLOSED[] = "%s n'est pas arrêté : un pont part d'un trimestre arrêté";
static const char TEXT_NO_SCOPE[] = "le périmètre %s n'a pas de pont : nation, operationnels ou territoire:CODE";
static const char TEXT_NOW[] = "cvg : %s tel que connu maintenant\n";

static const struct listing_column columns[] = {
    {"perimetre", "PÉRIMÈTRE", false, NULL}, {"code", "CHIFFRE", false, NULL}, {"libelle", "TERME", false, NULL},
    {"n", "PARCOURS", true, NULL},           {"terme", NULL, false, NULL},     {0}};

static void add(json_t *rows, const char *perimetre, const char *code, const char *terme, const char *libelle,
                int64_t n)
{
    json_array_append_new(rows, json_pack("{ss ss ss ss sI}", "perimetre", perimetre, "code", code, "terme", terme,
                                          "libelle", libelle, "n", (json_int_t)n));
}

/* `all`: terms of 0 too. */
static json_t *rows_of(const struct rapport *r, const struct scope *scope, bool all)
{
    json_t *rows = json_array();
    struct buf name = {0};
    scope_format(scope, &name);
    for (size_t i = 0; i < r->ponts_n; i++) {
        const struct rapport_pont *x = &r->ponts[i];
        const struct scope *s = &r->perimetres[x->perimetre].scope;
        if (s->kind != scope->kind || strcmp(s->code, scope->code) != 0)
            continue;
        add(rows, buf_text(&name), x->code, "de", x->avant, x->de);
        for (size_t k = 0; k < x->termes_n; k++)
            if (all || x->termes[k].n)
                add(rows, buf_text(&name), x->code, x->termes[k].cle, pont_libelle(x->termes[k].cle), x->termes[k].n);
        add(rows, buf_text(&name), x->code, "a", r->periodes[0].name, x->a);
    }
    buf_deinit(&name);
    return rows;
}

/* The report that the bridge leads to, with its bridges. */
static struct rapport *read_end(struct db_sync *db, const struct period periodes[2], bool draft, struct err *e)
{
    struct definitions *d = NULL;
    struct rapport *from = arrete_lire(db, periodes[0].name, ARRETE_DERNIERE, true, e), *to = NULL, *r = NULL;
    if (!from) {
        if (e->code == ERR_FORMAT)
            err_fill(e, ERR_FORMAT, TEXT_NOT_CLOSED, periodes[0].name);
        return NULL;
    }
    if (!draft)
        to = arrete_lire(db, periodes[1].name, ARRETE_DERNIERE, true, e);
    if (draft || to || e->code == ERR_FORMAT) {
        if (!to)
            fprintf(stderr, TEXT_NOW, periodes[1].name);
        if (rapport_possible(db, &periodes[1], e) == 0 && definitions_load(definitions_folder(), &d, e) == 0)
            r = rapport_read(
                db,
                &(struct rapport_wish){
                    .definitions = d, .period = periodes[1], .at_us = to ? &to->connu_us : NULL, .avant = from},
                e);
    }
    definitions_free(&d);
    rapport_free(&from);
    rapport_free(&to);
    return r;
}

int report_bridge(const char *de, const char *a, bool draft, const char *scope_text, const char *format_text)
{
    enum listing_format format;
    struct period periodes[2];
    struct scope scope;
    struct err e = {0};
    struct buf out = {0};
    if (!listing_format_parse(format_text, true, &format))
        return -1;
    if (arrete_trimestre(de, &periodes[0], &e) < 0 || arrete_trimestre(a, &periodes[1], &e) < 0 ||
        scope_parse(scope_text ? scope_text : "nation", &scope, &e) < 0)
        return command_fail(&e);
    struct db_sync *db = operator_db(&e);
    struct rapport *r = db ? read_end(db, periodes, draft, &e) : NULL;
    db_sync_close(&db);
    json_t *rows = r ? rows_of(r, &scope, format != LISTING_TABLE) : NULL;
    rapport_free(&r);
    if (rows && !json_array_size(rows)) {
        err_fill(&e, ERR_USAGE, TEXT_NO_SCOPE, scope_text);
        json_decref(rows);
        rows = NULL;
    }
    if (!rows)
        return command_refused(&e);
    listing_print(&out, rows, columns, format);
    listing_flush(&out);
    buf_deinit(&out);
    json_decref(rows);
    return COMMAND_DONE;
}
