/* Reads published files. */
#include "auditeur/lire.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "programme/deffile.h"
#include "programme/rapport_csv.h"

#define JSON_BYTES_MAX (256UL << 20)

static const char TEXT_NO_JSON[] = "%s : il faut y trouver un seul fichier rapport-*.json";
static const char TEXT_OTHER_CSV[] = "%s : le CSV ne dit pas ce que dit le JSON";
static const char TEXT_TERRITOIRES[] = "%s : les lignes doivent être celles d'un seul territoire";
static const char TEXT_FIGURE[] = "%s, ligne %u : ce chiffre n'est pas dans le rapport";

static int is_json(const struct dirent *d)
{
    size_t n = strlen(d->d_name);
    return text_starts(d->d_name, "rapport-") && n > 5 && strcmp(d->d_name + n - 5, ".json") == 0;
}

/* The path of the only JSON of a folder, without its ".json". */
static int find_json(const char *folder, char *out, size_t cap, struct err *e)
{
    struct dirent **found;
    int n = scandir(folder, &found, is_json, NULL);
    if (n == 1)
        snprintf(out, cap, "%s/%.*s", folder, (int)strlen(found[0]->d_name) - 5, found[0]->d_name);
    for (int i = 0; i < n; i++)
        free(found[i]);
    if (n >= 0)
        free(found);
    return n == 1 ? 0 : err_set(e, ERR_FORMAT, TEXT_NO_JSON, folder);
}

static int check_csv(const struct rapport *r, const char *path, struct err *e)
{
    struct buf file = {0}, ours = {0};
    int rc = buf_read_file(&file, path, JSON_BYTES_MAX, e);
    rapport_csv(r, &ours);
    if (rc == 0 && (file.len != ours.len || memcmp(buf_text(&file), buf_text(&ours), ours.len) != 0))
        rc = err_set(e, ERR_FORMAT, TEXT_OTHER_CSV, path);
    buf_deinit(&file);
    buf_deinit(&ours);
    return rc;
}

struct rapport *lire_version(const char *folder, struct err *e)
{
    char stem[4000], path[4096];
    struct buf b = {0};
    struct rapport *r = NULL;
    if (find_json(folder, stem, sizeof stem, e))
        return NULL;
    snprintf(path, sizeof path, "%s.json", stem);
    if (buf_read_file(&b, path, JSON_BYTES_MAX, e) == 0)
        r = rapport_decode(buf_text(&b), b.len, e);
    buf_deinit(&b);
    snprintf(path, sizeof path, "%s.csv", stem);
    if (r && check_csv(r, path, e))
        rapport_free(&r);
    return r;
}

/* ---- what a coordination knows ---- */

struct lecture {
    struct rapport *r;
    const struct rapport *forme;
    struct deffile f;
    size_t cap;
};

static int64_t integer(const struct lecture *l, const char *column)
{
    return strtoll(deffile_get(&l->f, column), NULL, 10);
}

static struct rapport_chiffre *figure_of(struct lecture *l, size_t periode, size_t indicateur)
{
    struct rapport *r = l->r;
    for (size_t i = 0; i < r->chiffres_n; i++)
        if (r->chiffres[i].periode == periode && r->chiffres[i].indicateur == indicateur)
            return &r->chiffres[i];
    struct rapport_chiffre *c = &r->chiffres[r->chiffres_n++];
    *c = (struct rapport_chiffre){.periode = periode, .indicateur = indicateur, .programme = r->programme};
    c->slots = arena_new(&r->memoire, (r->indicateurs[indicateur].forme.slots_n + 1) * sizeof *c->slots);
    c->etats = arena_new(&r->memoire, rapport_lignes_n(r, c) + 1);
    memset(c->etats, RAPPORT_PUBLIE, rapport_lignes_n(r, c));
    return c;
}

static void read_slots(struct lecture *l, struct rapport_chiffre *c)
{
    const struct rapport_indicateur *x = &l->r->indicateurs[c->indicateur];
    if (x->forme.kind == KIND_REPARTITION) {
        c->slots[0] = integer(l, "den");
        c->slots[1] = integer(l, "nr");
        for (size_t k = 0; k < x->forme.keys_n; k++)
            if (strcmp(x->cles[k].cle, deffile_get(&l->f, "cle")) == 0)
                c->slots[2 + k] = integer(l, "num");
        return;
    }
    c->slots[0] = integer(l, "num");
    if (x->forme.kind != KIND_COMPTE) {
        c->slots[1] = integer(l, "den");
        c->slots[2] = integer(l, "nr");
    }
}

static int read_row(struct lecture *l, struct scope *of, struct err *e)
{
    struct scope s;
    size_t periode = 0, indicateur = rapport_find_indicateur(l->r, deffile_get(&l->f, "code"));
    if (strcmp(deffile_get(&l->f, "programme"), l->r->programme) != 0)
        return 0;
    if (scope_parse(deffile_get(&l->f, "perimetre"), &s, e) || s.kind != SCOPE_TERRITOIRE ||
        (of->kind && strcmp(of->code, s.code) != 0))
        return err_set(e, ERR_FORMAT, TEXT_TERRITOIRES, l->f.name);
    *of = s;
    while (periode < l->r->periodes_n && strcmp(l->r->periodes[periode].name, deffile_get(&l->f, "periode")) != 0)
        periode++;
    if (indicateur == RAPPORT_SANS || periode == l->r->periodes_n)
        return err_set(e, ERR_FORMAT, TEXT_FIGURE, l->f.name, l->f.csv.record_line);
    enum indicator_kind kind = l->r->indicateurs[indicateur].forme.kind;
    if (kind == KIND_COMPTE || kind == KIND_TAUX || kind == KIND_MOYENNE || kind == KIND_REPARTITION)
        read_slots(l, figure_of(l, periode, indicateur));
    return 0;
}

static int read_rows(struct lecture *l, struct scope *of, struct err *e)
{
    int more;
    while ((more = deffile_next(&l->f)) == 1)
        if (read_row(l, of, e))
            return -1;
    if (more == 0 && !of->kind)
        return err_set(e, ERR_FORMAT, TEXT_TERRITOIRES, l->f.name);
    return more;
}

struct rapport *lire_connait(const char *path, const struct rapport *forme, struct scope *territoire_out, struct err *e)
{
    static const char *const columns[] = {"perimetre", "programme", "periode", "code", "cle", "num", "den", "nr", NULL};
    struct buf b = {0};
    struct lecture l = {.r = rapport_new(), .forme = forme};
    *territoire_out = (struct scope){0};
    l.r->programme = forme->programme;
    l.r->periodes_n = forme->periodes_n;
    memcpy(l.r->periodes, forme->periodes, sizeof l.r->periodes);
    l.r->indicateurs = forme->indicateurs;
    l.r->indicateurs_n = forme->indicateurs_n;
    l.r->perimetres = arena_new(&l.r->memoire, sizeof *l.r->perimetres);
    l.r->perimetres_n = 1;
    l.r->chiffres = arena_new(&l.r->memoire, (forme->indicateurs_n * forme->periodes_n + 1) * sizeof *l.r->chiffres);
    int rc = buf_read_file(&b, path, DEFFILE_BYTES_MAX, e);
    if (rc == 0 && (rc = deffile_open_text(&l.f, path, buf_text(&b), b.len, columns, e)) == 0) {
        rc = read_rows(&l, territoire_out, e);
        deffile_close(&l.f);
    }
    buf_deinit(&b);
    l.r->perimetres[0] =
        (struct rapport_perimetre){.scope = *territoire_out, .nom = "", .territoire = {RAPPORT_SANS, RAPPORT_SANS}};
    rapport_sort(l.r);
    if (rc)
        rapport_free(&l.r);
    return l.r;
}
