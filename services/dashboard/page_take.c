/* What a page says, taken away as JSON, CSV or a workbook: the bytes are made on another thread.
 *
 * `tables` of the document ({id: table}) are what CSV and the workbook are made of. JSON is the document alone: nothing
 * of the frame, and no `jeton`. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "dashboard/page_state.h"
#include "dashboard/words.h"

static const char TEXT_FORMAT[] = "Ce format n’existe pas : json, csv ou xlsx.";
static const char TEXT_NO_TABLE[] = "Cette page n’a pas de tableau de ce nom.";
static const char TEXT_BUSY[] = "Trop de travail à la fois. Réessayez dans quelques secondes.";

enum taken_as { TAKEN_JSON, TAKEN_CSV, TAKEN_XLSX, TAKEN_COUNT };
static const struct {
    const char *format, *type;
} formats[TAKEN_COUNT] = {
    [TAKEN_JSON] = {"json", "application/json; charset=utf-8"},
    [TAKEN_CSV] = {"csv", "text/csv; charset=utf-8"},
    [TAKEN_XLSX] = {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
};

struct taking {
    struct page *page;
    enum taken_as as;
    json_t *doc; /* nobody else changes what it holds; freed on the other thread too, which takes as long */
    const json_t *table;
    struct buf period, perimetre, coverage, address;
    struct export_head head;
    struct buf bytes;
    int rc;
    struct err e;
};

static void fill_head(struct taking *t)
{
    struct page *p = t->page;
    const char *host = http_header(p->req, "Host");
    const char *titre = json_string_value(json_object_get(t->doc, "titre"));
    int64_t known_us = p->about ? p->about->as_known_on_us : 0; /* 0: its figures could not be had */
    choice_period_label(&p->choice.period, &t->period);
    buf_adds(&t->perimetre, directory_label(&p->d->directory, &p->choice.scope));
    if (known_us)
        words_coverage(&p->about->coverage, page_evening(p), &t->coverage);
    else if (p->choice.past)
        known_us = p->choice.at_us;
    else if (!p->about)
        known_us = cal_now_us();
    buf_adds(&t->address, host ? host : "");
    page_here(p->req, false, &t->address);
    t->head = (struct export_head){.title = titre ? titre : p->spec->name,
                                   .perimetre = buf_text(&t->perimetre),
                                   .programme = programme_name(p->d->definitions, p->choice.programme),
                                   .period = buf_text(&t->period),
                                   .debut = p->choice.period.debut,
                                   .fin = p->choice.period.fin,
                                   .coverage = buf_text(&t->coverage),
                                   .as_known_on_us = known_us,
                                   .definitions = p->d->definitions->digest,
                                   .address = buf_text(&t->address)};
}

static void make_bytes(void *arg)
{
    struct taking *t = arg;
    if (t->as == TAKEN_CSV) {
        export_csv(&t->head, t->table, &t->bytes);
    } else if (t->as == TAKEN_XLSX) {
        t->rc = export_xlsx(&t->head, json_object_get(t->doc, "tables"), &t->bytes, &t->e);
    } else {
        char *text = json_dumps(t->doc, JSON_COMPACT);
        must(text);
        buf_adds(&t->bytes, text);
        free(text);
    }
    json_decref(t->doc);
    t->doc = NULL;
}

static void taking_free(struct taking **tt)
{
    struct taking *t = *tt;
    json_decref(t->doc);
    buf_deinit(&t->period);
    buf_deinit(&t->perimetre);
    buf_deinit(&t->coverage);
    buf_deinit(&t->address);
    buf_deinit(&t->bytes);
    mem_free(tt);
}

/* "-LYON", in letters that every system takes for a file's name; "": nothing. */
static void add_part(const char *part, struct buf *name)
{
    if (*part)
        buf_adds(name, "-");
    for (const char *s = part; *s; s++)
        buf_add(name, isalnum((unsigned char)*s) || strchr("._-", *s) ? s : "-", 1);
}

/* cvg-territoire-LYON-chantiers-2026-T4.csv: of each perimeter and table another one. */
static void name_file(const struct page *p, enum taken_as as, struct buf *name)
{
    const char *table = http_query(p->req, "table");
    buf_adds(name, "cvg");
    add_part(p->spec->name, name);
    add_part(page_segment(p), name);
    add_part(as == TAKEN_CSV && table ? table : "", name);
    add_part(p->choice.period.name, name);
    buf_addf(name, ".%s", formats[as].format);
}

static void on_bytes(void *arg)
{
    struct taking *t = arg;
    struct page *p = t->page;
    if (t->rc < 0) {
        log_event(LOG_ERROR, "export_failed", log_err(&t->e));
        page_refuse(p, 500, "");
    } else if (p->req && t->as != TAKEN_JSON) {
        struct buf disposition = {0}, name = {0};
        name_file(p, t->as, &name);
        buf_addf(&disposition, "attachment; filename=\"%s\"", buf_text(&name));
        http_set_header(p->req, "Content-Disposition", buf_text(&disposition));
        buf_deinit(&disposition);
        buf_deinit(&name);
    }
    page_answer(p, formats[t->as].type, &t->bytes);
    taking_free(&t);
    page_later_done(p);
}

static const json_t *find_table(const struct page *p, const json_t *doc)
{
    json_t *tables = json_object_get(doc, "tables");
    const char *id = http_query(p->req, "table");
    void *first = json_object_iter(tables);
    const json_t *table = id ? json_object_get(tables, id) : first ? json_object_iter_value(first) : NULL;
    return json_is_object(table) ? table : NULL;
}

static void take(struct page *p, json_t *doc, enum taken_as as)
{
    struct taking *t = mem_new(sizeof *t);
    *t = (struct taking){.page = p, .as = as, .doc = doc};
    if (as != TAKEN_JSON && !(t->table = find_table(p, doc))) {
        page_refuse(p, 404, TEXT_NO_TABLE);
        taking_free(&t);
        return;
    }
    fill_head(t);
    if (work_line_add(&p->d->heavy, make_bytes, on_bytes, t)) {
        page_later(p);
        return;
    }
    page_refuse(p, 503, TEXT_BUSY);
    taking_free(&t);
}

void page_take(struct page *p, json_t *doc, const char *format)
{
    size_t as = 0;
    while (as < TAKEN_COUNT && strcmp(formats[as].format, format) != 0)
        as++;
    if (as < TAKEN_COUNT) {
        take(p, doc, (enum taken_as)as);
    } else {
        page_refuse(p, 400, TEXT_FORMAT);
        json_decref(doc);
    }
}
