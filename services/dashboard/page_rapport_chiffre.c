/* /rapports/QUARTER/vVERSION/chiffre?code=C&perimetre=S&periode=P[&cle=K][&programme=G]: one printed figure, where its
 * address leads: what it is in that version of the report, for ever. */
#include <stdlib.h>
#include <string.h>

#include "dashboard/page.h"
#include "dashboard/pages.h"
#include "dashboard/rapport.h"
#include "programme/rapport.h"

static const char TEXT_NONE[] = "Ce chiffre n’existe pas : son rapport n’est pas arrêté, ou ne le contient pas.";
static const char state_sql[] = "SELECT etat = 'arrete' FROM cvg.arrete WHERE trimestre = $1 AND version = $2";

struct chiffre_page {
    struct period trimestre;
    long version;
    size_t state, document;
    const struct buf *bytes;
    struct rapport *r; /* NULL: not read yet, or unreadable */
    bool tried;
};

static void free_own(void *own)
{
    struct chiffre_page *c = own;
    rapport_free(&c->r);
}

/* A report has some thousand figures: read on another thread. */
static void read_document(void *own)
{
    struct chiffre_page *c = own;
    struct err e;
    c->r = rapport_decode(buf_text(c->bytes), c->bytes->len, &e);
    c->tried = true;
}

static int prepare(struct page *p, struct err *e)
{
    struct chiffre_page *c = page_own(p, sizeof *c);
    struct db_params params = {0};
    char *end;
    (void)e;
    page_own_free(p, free_own);
    c->version = strtol(page_below(p), &end, 10);
    if (!rapport_trimestre(page_segment(p), &c->trimestre) || end == page_below(p) || strcmp(end, "/chiffre") != 0 ||
        c->version < 0 || c->version > 9999 || (c->version == 0 && !rights_drafts(page_viewer(p)))) {
        page_refuse(p, 404, TEXT_NONE);
        return 0;
    }
    db_add_text(&params, c->trimestre.name);
    db_add_int(&params, c->version);
    c->state = page_need_sql(p, state_sql, &params);
    c->document = page_need_rapport(p, c->trimestre.name, (int32_t)c->version, WIRE_FICHIER_DOCUMENT);
    return 0;
}

/* ---- the figure ---- */

static const char *asked(const struct page *p, const char *name, const char *otherwise)
{
    const char *s = page_query(p, name);
    return s && *s ? s : otherwise;
}

/* The figure and the place of its key; NULL: the report has none. */
static const struct rapport_chiffre *find(const struct page *p, const struct rapport *r, size_t *k_out)
{
    const char *cle = asked(p, "cle", "");
    struct scope scope;
    size_t periode = 0;
    if (scope_parse(asked(p, "perimetre", "nation"), &scope, NULL) < 0)
        return NULL;
    while (periode < r->periodes_n && strcmp(r->periodes[periode].name, asked(p, "periode", r->periodes[0].name)) != 0)
        periode++;
    size_t perimetre = rapport_find_perimetre(r, &scope);
    if (perimetre == RAPPORT_SANS || periode == r->periodes_n)
        return NULL;
    const struct rapport_chiffre *x =
        rapport_find(r, asked(p, "programme", r->programme), periode, perimetre, asked(p, "code", ""));
    if (!x)
        return NULL;
    const struct rapport_indicateur *i = &r->indicateurs[x->indicateur];
    *k_out = 0;
    if (i->forme.kind != KIND_REPARTITION)
        return *cle ? NULL : x;
    while (*k_out < i->forme.keys_n && strcmp(i->cles[*k_out].cle, cle) != 0)
        ++*k_out;
    return *k_out < i->forme.keys_n ? x : NULL;
}

static void put(json_t *t, const char *name, const char *text)
{
    table_row(t);
    table_text(t, name);
    table_text(t, text);
}

static void put_part(json_t *t, const char *name, const struct indicator *i, const int64_t *slots,
                     enum figure_part part)
{
    struct buf text = {0};
    if (figure_show_part(i, slots, part, &text))
        put(t, name, buf_text(&text));
    buf_deinit(&text);
}

static json_t *table_of(const struct rapport *r, const struct rapport_chiffre *x, size_t k)
{
    const struct rapport_indicateur *i = &r->indicateurs[x->indicateur];
    struct buf period = {0}, version = {0};
    bool secret = x->etats[k] == RAPPORT_SECRET, nothing = !secret && rapport_sans_export(r, x);
    json_t *t = table_new("chiffre", i->forme.label, NULL);
    table_column(t, "quoi", "Quoi", TABLE_TEXT, NULL);
    table_column(t, "valeur", "Valeur", TABLE_TEXT, NULL);
    json_object_set_new(t, "triable", json_false());
    choice_period_label(&r->periodes[x->periode], &period);
    rapport_nommer(r, &version);
    table_row(t);
    table_text(t, "Valeur");
    if (secret)
        table_withheld(t);
    else if (nothing)
        table_unknown(t);
    else
        table_figure(t, &i->forme, x->slots, k, false);
    if (i->forme.kind == KIND_REPARTITION)
        put(t, "Modalité", i->cles[k].libelle);
    if (i->forme.kind == KIND_REPARTITION && !secret && !nothing) {
        table_row(t);
        table_text(t, "Part");
        table_rate(t, x->slots[2 + k], x->slots[0]);
    }
    if (!secret && !nothing) {
        put_part(t, "Numérateur", &i->forme, x->slots, FIGURE_NUM);
        put_part(t, "Dénominateur", &i->forme, x->slots, FIGURE_DEN);
        put_part(t, "Non renseignés", &i->forme, x->slots, FIGURE_NR);
    }
    put(t, "Périmètre", r->perimetres[x->perimetre].nom);
    put(t, "Période", buf_text(&period));
    put(t, "Programme", x->programme);
    put(t, "Version du rapport", buf_text(&version));
    put(t, "Compté sur", i->population);
    put(t, "Condition ou expression", i->expression);
    put(t, "Code", i->forme.code);
    put(t, "Définitions", r->definitions);
    buf_deinit(&period);
    buf_deinit(&version);
    return t;
}

/* ---- the page ---- */

static json_t *document(struct page *p, const struct chiffre_page *c)
{
    size_t k;
    const struct rapport_chiffre *x = find(p, c->r, &k);
    if (!x) {
        page_refuse(p, 404, TEXT_NONE);
        return NULL;
    }
    json_t *doc =
        json_pack("{ss ss so sb s{so}}", "titre", c->r->indicateurs[x->indicateur].forme.label, "trimestre",
                  c->trimestre.name, "rapport", json_sprintf("/rapports/%s?version=%ld", c->trimestre.name, c->version),
                  "brouillon", c->version == 0, "tables", "chiffre", table_of(c->r, x, k));
    must(doc);
    return doc;
}

static json_t *build(struct page *p)
{
    struct chiffre_page *c = page_own(p, sizeof *c);
    const struct db_result *r = page_result(p, c->state);
    c->bytes = page_document(p, c->document);
    if (!rights_drafts(page_viewer(p)) && !(db_rows(r) && db_bool(r, 0, 0)))
        page_refuse(p, 404, TEXT_NONE);
    else if (!c->bytes)
        page_refuse_document(p, c->document);
    else if (c->r)
        return document(p, c);
    else if (c->tried)
        page_refuse(p, 500, "");
    else
        page_build_again(p, read_document);
    return NULL;
}

void page_rapport_chiffre_open(struct dashboard *d)
{
    static const struct page_spec spec = {.path = "/rapports/",
                                          .prefix = true,
                                          .below = "/v",
                                          .rest = true,
                                          .name = "rapport_chiffre",
                                          .right = RIGHT_REPORTS,
                                          .prepare = prepare,
                                          .build = build};
    page_add(d, &spec);
}
