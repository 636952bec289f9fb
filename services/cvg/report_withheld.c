/* For whoever may see everything: the rows are those that the report as it is published withholds, the numbers those
 * that were frozen with it. The reasons are found anew, from what was frozen and what had been published by then, under
 * the rules of that report: the program that prepared it may have judged otherwise, and then a row has none. */
#include "cvg/report_withheld.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cvg/command.h"
#include "cvg/listing.h"
#include "cvg/operator.h"
#include "io/arrete.h"
#include "programme/secret.h"

static const char TEXT_NONE[] = "cvg : rien n'y est masqué\n";
static const char TEXT_NO_SCOPE[] =
    "le périmètre %s n'est pas de ce rapport : nation, operationnels ou territoire:CODE";
static const char TEXT_NO_REASON[] = "cvg : le motif de %zu ligne%s n'a pas pu être retrouvé\n";

static const char *const words[RAPPORT_RAISON_COUNT] = {
    [RAPPORT_RAISON_NONE] = "règle",
    [RAPPORT_RAISON_PEU] = "peu de personnes",
    [RAPPORT_RAISON_CHANTIERS] = "peu de chantiers",
    [RAPPORT_RAISON_DOMINANCE] = "un chantier presque seul",
    [RAPPORT_RAISON_POPULATION] = "population",
    [RAPPORT_RAISON_CORRECTION] = "correction de peu",
    [RAPPORT_RAISON_PROTEGE] = "protège",
    [RAPPORT_RAISON_ENSEMBLE] = "ensemble",
};

static const struct listing_column columns[] = {{"perimetre", "PÉRIMÈTRE", false, NULL},
                                                {"periode", "PÉRIODE", false, NULL},
                                                {"code", "CHIFFRE", false, NULL},
                                                {"cle", "CLÉ", false, NULL},
                                                {"num", "NUM", true, NULL},
                                                {"den", "SUR", true, NULL},
                                                {"raison", "POURQUOI", false, NULL},
                                                {"protege", "CE QUE CELA PROTÈGE", false, NULL},
                                                {0}};

static const char *cle_of(const struct rapport *r, size_t indicateur, size_t ligne)
{
    const struct rapport_indicateur *x = &r->indicateurs[indicateur];
    return x->forme.kind == KIND_REPARTITION ? x->cles[ligne].cle : "";
}

/* "territoire:LYON emploi.classe[formation]" */
static void put_protege(const struct rapport *r, const struct rapport_masque *x, struct buf *out)
{
    const char *cle = cle_of(r, x->indicateur, x->ligne);
    if (x->raison != RAPPORT_RAISON_PROTEGE)
        return;
    scope_format(&r->perimetres[x->perimetre].scope, out);
    buf_addf(out, " %s", r->indicateurs[x->indicateur].forme.code);
    if (*cle)
        buf_addf(out, "[%s]", cle);
}

/* false: it is not known why. */
static bool add(const struct rapport *r, const struct rapport_chiffre *c, size_t ligne, json_t *rows)
{
    const struct indicator *i = &r->indicateurs[c->indicateur].forme;
    bool key = i->kind == KIND_REPARTITION, known = c->etats[ligne] == RAPPORT_SECRET;
    struct buf perimetre = {0}, protege = {0};
    scope_format(&r->perimetres[c->perimetre].scope, &perimetre);
    if (known)
        put_protege(r, &c->masques[ligne], &protege);
    json_array_append_new(rows,
                          json_pack("{ss ss ss ss sI so ss ss}", "perimetre", buf_text(&perimetre), "periode",
                                    r->periodes[c->periode].name, "code", i->code, "cle",
                                    cle_of(r, c->indicateur, ligne), "num", (json_int_t)c->slots[key ? 2 + ligne : 0],
                                    "den", i->slots_n > 1 ? json_integer(c->slots[key ? 0 : 1]) : json_null(), "raison",
                                    known ? words[c->masques[ligne].raison] : "", "protege", buf_text(&protege)));
    buf_deinit(&perimetre);
    buf_deinit(&protege);
    return known;
}

/* Of the nation, the operationnels and the territories: of chantiers nothing but headcounts is ever told. `r` and
 * `publie` are one report, whole and as it is published. */
static json_t *rows_of(const struct rapport *r, const struct rapport *publie, const struct scope *scope)
{
    json_t *rows = json_array();
    size_t unknown_n = 0;
    for (size_t i = 0; i < publie->chiffres_n; i++) {
        const struct rapport_chiffre *c = &publie->chiffres[i];
        const struct scope *s = &publie->perimetres[c->perimetre].scope;
        if (s->kind == SCOPE_CHANTIER || strcmp(c->programme, publie->programme) != 0 ||
            (scope && (s->kind != scope->kind || strcmp(s->code, scope->code) != 0)))
            continue;
        const struct rapport_chiffre *whole =
            rapport_find(r, c->programme, c->periode, c->perimetre, publie->indicateurs[c->indicateur].forme.code);
        must(whole);
        for (size_t l = 0; l < rapport_lignes_n(publie, c); l++)
            if (c->etats[l] == RAPPORT_SECRET)
                unknown_n += !add(r, whole, l, rows);
    }
    if (unknown_n)
        fprintf(stderr, TEXT_NO_REASON, unknown_n, unknown_n > 1 ? "s" : "");
    return rows;
}

static int protect(struct rapport *r, const struct rapport *publie, const struct arretes *all, struct err *e)
{
    const struct secret_regles regles = {.k = publie->secret_k,
                                         .k_sensible = publie->secret_k_sensible,
                                         .chantiers = publie->secret_chantiers,
                                         .dominance_pourcent = publie->secret_dominance};
    const struct rapport **before = mem_new_n(all->n + 1, sizeof *before);
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++)
        if (!r->arrete_us || all->items[i]->arrete_us < r->arrete_us)
            before[n++] = all->items[i];
    int rc = secret_proteger(r, before, n, &regles, e);
    free(before);
    return rc;
}

static int check_scope(const struct rapport *r, const struct scope *scope, struct err *e)
{
    struct buf name = {0};
    if (!scope || (scope->kind != SCOPE_CHANTIER && rapport_find_perimetre(r, scope) != RAPPORT_SANS))
        return 0;
    scope_format(scope, &name);
    err_fill(e, ERR_USAGE, TEXT_NO_SCOPE, buf_text(&name));
    buf_deinit(&name);
    return -1;
}

static json_t *read_rows(struct db_sync *db, const char *trimestre, int version, const struct scope *scope,
                         struct err *e)
{
    struct arretes all = {0};
    json_t *rows = NULL;
    struct rapport *r = arrete_lire(db, trimestre, version, true, e);
    struct rapport *publie = r ? arrete_lire(db, trimestre, version, false, e) : NULL;
    if (publie && check_scope(publie, scope, e) == 0 && arretes_lire(db, &all, e) == 0) {
        if (protect(r, publie, &all, e) == 0)
            rows = rows_of(r, publie, scope);
        arretes_free(&all);
    }
    rapport_free(&publie);
    rapport_free(&r);
    return rows;
}

int report_withheld(const char *trimestre, int version, const char *scope_text, const char *format_text)
{
    enum listing_format format;
    struct period p;
    struct scope scope;
    struct err e = {0};
    struct buf out = {0};
    if (!listing_format_parse(format_text, true, &format))
        return -1;
    if (arrete_trimestre(trimestre, &p, &e) < 0 || (scope_text && scope_parse(scope_text, &scope, &e) < 0))
        return command_fail(&e);
    struct db_sync *db = operator_db(&e);
    json_t *rows = db ? read_rows(db, p.name, version, scope_text ? &scope : NULL, &e) : NULL;
    db_sync_close(&db);
    if (!rows)
        return command_fail(&e);
    if (!json_array_size(rows))
        fputs(TEXT_NONE, stderr);
    listing_print(&out, rows, columns, format);
    listing_flush(&out);
    buf_deinit(&out);
    json_decref(rows);
    return COMMAND_DONE;
}
