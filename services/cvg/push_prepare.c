/* Minimising at the source, with the engine that judges at the centre. */
#include "cvg/push_prepare.h"

#include <stdio.h>
#include <string.h>

#include "base/jsonout.h"
#include "base/mem.h"
#include "cvg/listing.h"
#include "programme/correspondances.h"
#include "programme/outcome.h"

#define PLAIN_BYTES_MAX ((size_t)1 << 30)
#define NAME_MAX_BYTES 1000 /* of a file, as it travels */

static const char TEXT_UNFOLDED[] = "cvg : « %s » est déplié : ce qu'il contient est envoyé en CSV\n";
static const char TEXT_LEFT[] = "cvg : « %s » n'est pas un fichier attendu : il n'est pas envoyé\n";
static const char TEXT_SHEET_LEFT[] =
    "cvg : la feuille « %s » n'est pas une feuille attendue : elle n'est pas envoyée\n";
static const char TEXT_COLUMNS[] = "cvg : %s : colonne%s non demandée%s, non envoyée%s : ";
static const char TEXT_PSEUDONYMS[] = "cvg : %s : %zu numéro%s remplacé%s par des pseudonymes\n";
static const char TEXT_LONG[] = "« %.60s… » : ce nom de fichier est trop long";
static const char TEXT_MANY[] = "plus de %d fichiers";

/* Unfolded files, in the shape that the engine takes. */
static void unfold(const struct push_prepare *q, const struct files *given, struct prepared *p)
{
    struct submission_file files[FILES_GIVEN_MAX];
    for (size_t i = 0; i < given->n; i++)
        files[i] = (struct submission_file){
            .name = given->list[i].name, .bytes = buf_text(&given->list[i].bytes), .len = given->list[i].bytes.len};
    unzip_expand(q->definitions, files, given->n, PLAIN_BYTES_MAX, &p->plain);
    for (size_t i = 0; i < given->n; i++) {
        bool kept = false;
        for (size_t k = 0; k < p->plain.n; k++)
            kept = kept || p->plain.files[k].bytes == files[i].bytes;
        if (!kept && files[i].len)
            fprintf(stderr, TEXT_UNFOLDED, files[i].name);
    }
}

/* ---- what stops here ---- */

static json_t *document(const struct push_prepare *q, const struct judgement *j)
{
    struct buf text = {0};
    struct jsonout out = {.out = &text};
    jsonout_open(&out, NULL, '{');
    jsonout_text(&out, "chantier", q->chantier);
    jsonout_day(&out, "date_situation", q->situation);
    jsonout_text(&out, "state", verdict_name(j->verdict));
    outcome_rows(j, &out);
    outcome_findings(q->definitions, j, &out);
    jsonout_close(&out, '}');
    json_t *doc = json_loadb(buf_text(&text), text.len, 0, NULL);
    must(doc);
    buf_deinit(&text);
    return doc;
}

/* Identity data, and a cell over the limit, which could be in a column that does not leave, so that the centre would
 * never see it. */
static bool has_identity(const struct judgement *j, const struct unzipped *plain)
{
    const struct findings *f = &j->findings;
    bool found = findings_have(f, "E-IDENTITE");
    (void)plain;
    for (size_t i = 0; !found && i < f->n; i++)
        found = strcmp(f->list[i].rule->code, "E-FICHIER") == 0 && strcmp(f->list[i].rule->variant, "cellule") == 0;
    return found;
}

/* A file that could not be unfolded could not be searched for identity data. The engine tells whether it refuses or is
 * a table of another form beside what is needed. */
static bool has_unread(const struct judgement *j, const struct unzipped *plain)
{
    const struct findings *f = &j->findings;
    bool found = false;
    for (size_t i = 0; i < f->n; i++)
        for (size_t k = 0; !found && strcmp(f->list[i].rule->code, "E-FICHIER") == 0 && k < plain->n; k++)
            found = plain->files[k].trouble && strcmp(f->list[i].rule->variant, plain->files[k].trouble) == 0;
    return found;
}

static bool has_anything(const struct judgement *j, const struct unzipped *plain)
{
    (void)j, (void)plain;
    return true;
}

/* Judged as of one kind of reporter, because files of the other kind would not be looked at, and by one mapping profile
 * or none. The document where that stops the push, else NULL. */
static json_t *look_through(const struct push_prepare *q, const struct unzipped *plain, enum reporter_kind kind,
                            const struct correspondance *profile,
                            bool (*stops)(const struct judgement *j, const struct unzipped *plain))
{
    const struct submission s = {.definitions = q->definitions,
                                 .files = plain->files,
                                 .files_n = plain->n,
                                 .situation = q->situation,
                                 .today = q->today,
                                 .reporter = kind,
                                 .reporter_id = q->chantier,
                                 .profile = profile};
    struct judgement *j = judge(&s);
    json_t *doc = stops(j, plain) ? document(q, j) : NULL;
    judgement_free(&j);
    return doc;
}

/* Whoever the reporter is and whatever profile the centre reads it by, which is not known here: a profile may show that
 * a column holds days of birth. */
static json_t *look_for_identity(const struct push_prepare *q, const struct prepared *p)
{
    const struct correspondances *known = q->definitions->correspondances;
    json_t *doc = look_through(q, &p->plain, REPORTER_CHANTIER, NULL, has_identity);
    if (!doc)
        doc = look_through(q, &p->plain, REPORTER_TERRITOIRE, NULL, has_identity);
    for (size_t i = 0; !doc && i < known->n; i++)
        doc = look_through(q, &p->plain, REPORTER_NONE, known->list[i], has_identity);
    return doc;
}

static json_t *look_for_unread(const struct push_prepare *q, const struct prepared *p)
{
    bool any = false;
    for (size_t i = 0; i < p->plain.n; i++)
        any = any || p->plain.files[i].trouble;
    return any ? look_through(q, &p->plain, REPORTER_NONE, NULL, has_unread) : NULL;
}

/* ---- what leaves ---- */

static void tell_columns(const char *name, const struct minimised *m)
{
    struct buf line = {0};
    const char *s = m->dropped_n > 1 ? "s" : "";
    for (size_t i = 0; i < m->dropped_n; i++) {
        buf_adds(&line, i ? ", " : "");
        listing_clean(&line, m->dropped[i]);
    }
    if (m->dropped_n) {
        fprintf(stderr, TEXT_COLUMNS, name, s, s, s);
        fprintf(stderr, "%s\n", buf_text(&line));
    }
    if (m->pseudonyms_n)
        fprintf(stderr, TEXT_PSEUDONYMS, name, m->pseudonyms_n, m->pseudonyms_n > 1 ? "s" : "",
                m->pseudonyms_n > 1 ? "s" : "");
    buf_deinit(&line);
}

/* What a sheet is called once it is a file. */
static const char *sheet_name(const struct dataset *d, struct prepared *p)
{
    struct buf b = {0};
    buf_addf(&b, "%s.csv", d->name);
    const char *name = arena_text(&p->plain.names, buf_text(&b), b.len);
    buf_deinit(&b);
    return name;
}

/* What could not be unfolded never leaves: where it does not refuse, it is any other file. */
static int take_file(const struct push_prepare *q, const struct submission_file *f, struct prepared *p, struct err *e)
{
    int set = f->trouble ? -1 : submission_file_dataset(q->definitions, f);
    const char *name = f->name;
    if (set < 0) {
        if (set == -1)
            fprintf(stderr, f->sheet ? TEXT_SHEET_LEFT : TEXT_LEFT, f->sheet ? f->sheet : f->name);
        return 0;
    }
    if (f->sheet) /* it leaves as the CSV as which it is read */
        name = sheet_name(q->definitions->datasets[set], p);
    if (strlen(name) > NAME_MAX_BYTES)
        return err_set(e, ERR_USAGE, TEXT_LONG, name);
    if (p->n == FILES_MAX)
        return err_set(e, ERR_LIMIT, TEXT_MANY, FILES_MAX);
    struct minimised *m = &p->minimised[p->n];
    minimise_file(q->definitions, (size_t)set, f->bytes, f->len, q->pseudonym, m);
    tell_columns(name, m);
    p->files[p->n++] = (struct submission_file){.name = name, .bytes = buf_text(&m->bytes), .len = m->bytes.len};
    return 0;
}

int push_prepare(const struct push_prepare *q, const struct files *given, struct prepared *out, struct err *e)
{
    *out = (struct prepared){0};
    unfold(q, given, out);
    out->refusal = look_for_identity(q, out);
    if (!out->refusal)
        out->refusal = look_for_unread(q, out);
    for (size_t i = 0; !out->refusal && i < out->plain.n; i++)
        if (take_file(q, &out->plain.files[i], out, e) < 0)
            return -1;
    if (!out->refusal && !out->n) /* nothing to send: the engine says what is missing */
        out->refusal = look_through(q, &out->plain, REPORTER_NONE, NULL, has_anything);
    return 0;
}

void prepared_deinit(struct prepared *p)
{
    for (size_t i = 0; i < p->n; i++)
        minimised_deinit(&p->minimised[i]);
    unzipped_deinit(&p->plain);
    json_decref(p->refusal);
    *p = (struct prepared){0};
}
