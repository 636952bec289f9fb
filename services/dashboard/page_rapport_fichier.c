/* /rapports/QUARTER/fichiers/NAME?version=N: a file of a report's package, as reporting makes and signs it. */
#include <stdlib.h>
#include <string.h>

#include "dashboard/pages.h"
#include "dashboard/page_state.h"
#include "dashboard/rapport.h"

#define VERSION_MAX 9999

static const char TEXT_NONE[] = "Ce fichier n’existe pas, ou son rapport n’est pas arrêté.";
static const char state_sql[] = "SELECT etat = 'arrete' FROM cvg.arrete WHERE trimestre = $1 AND version = $2";

static const struct {
    const char *end, *type;
} types[] = {{".pdf", "application/pdf"},
             {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
             {".html", "text/html; charset=utf-8"},
             {".csv", "text/csv; charset=utf-8"},
             {".json", "application/json"},
             {"", "application/octet-stream"}};

struct fichier_page {
    size_t state, file;
};

static const char *type_of(const char *name)
{
    size_t len = strlen(name), i = 0;
    while (strlen(types[i].end) > len || strcmp(name + len - strlen(types[i].end), types[i].end) != 0)
        i++;
    return types[i].type;
}

/* Letters, digits and "._-" only: it becomes a header. What is for pages is no file. */
static bool name_good(const char *s)
{
    return *s && strcmp(s, WIRE_FICHIER_APERCU) != 0 && strcmp(s, WIRE_FICHIER_DOCUMENT) != 0 &&
           strlen(s) < WIRE_ID_SIZE &&
           strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") == strlen(s);
}

static int prepare(struct page *p, struct err *e)
{
    struct fichier_page *c = page_own(p, sizeof *c);
    struct period trimestre;
    struct db_params params = {0};
    const char *version = page_query(p, "version");
    long v = version ? strtol(version, NULL, 10) : -1;
    (void)e;
    if (!rapport_trimestre(page_segment(p), &trimestre) || v < 0 || v > VERSION_MAX ||
        (v == 0 && !rights_drafts(page_viewer(p))) || !name_good(page_below(p))) {
        page_refuse(p, 404, TEXT_NONE);
        return 0;
    }
    db_add_text(&params, trimestre.name);
    db_add_int(&params, v);
    c->state = page_need_sql(p, state_sql, &params);
    c->file = page_need_rapport(p, trimestre.name, (int32_t)v, page_below(p));
    return 0;
}

static json_t *build(struct page *p)
{
    struct fichier_page *c = page_own(p, sizeof *c);
    const struct db_result *r = page_result(p, c->state);
    const struct buf *file = page_document(p, c->file);
    if (!rights_drafts(page_viewer(p)) && !(db_rows(r) && db_bool(r, 0, 0))) {
        page_refuse(p, 404, TEXT_NONE);
    } else if (!file) {
        page_refuse_document(p, c->file);
    } else {
        json_t *disposition = json_sprintf("attachment; filename=\"%s\"", page_below(p));
        http_set_header(p->req, "Content-Disposition", json_string_value(disposition));
        page_answer(p, type_of(page_below(p)), file);
        json_decref(disposition);
    }
    return NULL;
}

void page_rapport_fichier_open(struct dashboard *d)
{
    static const struct page_spec spec = {.path = "/rapports/",
                                          .prefix = true,
                                          .below = "/fichiers/",
                                          .name = "rapport_fichier",
                                          .right = RIGHT_REPORTS,
                                          .prepare = prepare,
                                          .build = build};
    page_add(d, &spec);
}
