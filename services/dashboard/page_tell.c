/* What a page says: its document as HTML in the frame, with the ways to take it away. */
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "dashboard/page_state.h"
#include "dashboard/privacy.h"
#include "dashboard/words.h"

static const char CODE_SMALL[] = "effectif.file_active"; /* a list of codes that is empty means all of them */

void page_about(struct page *p, const struct figures_view *f)
{
    p->about = f;
}

void page_live(struct page *p, const struct scope *scopes, size_t n, const char *codes)
{
    struct buf list = {0};
    char day[CAL_DAY_LEN];
    if (p->choice.past)
        return;
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_addc(&list, ',');
        scope_format(&scopes[i], &list);
    }
    buf_reset(&p->stream);
    buf_adds(&p->stream, "/v1/stream?period=");
    http_url_encode(p->choice.period.name, false, &p->stream);
    buf_adds(&p->stream, "&programme=");
    http_url_encode(programme_name(p->d->definitions, p->choice.programme), false, &p->stream);
    cal_format_day(p->today, day);
    buf_addf(&p->stream, "&day=%s&codes=", day);
    http_url_encode(codes, false, &p->stream);
    if (*p->d->sweep.since) /* what became of submissions while the page was on its way */
        buf_addf(&p->stream, "&last=c%s", p->d->sweep.since);
    buf_adds(&p->stream, "&scope=");
    http_url_encode(buf_text(&list), false, &p->stream);
    buf_deinit(&list);
}

void page_reread(struct page *p, const struct scope *scope)
{
    page_live(p, scope, 1, CODE_SMALL);
    p->rereads = p->choice.past ? NULL : "submission";
}

void page_reread_alertes(struct page *p, const struct scope *scope)
{
    page_reread(p, scope);
    p->rereads = p->choice.past ? NULL : "alert";
}

json_t *page_chart(json_t *data)
{
    struct buf text = {0};
    char *dumped = json_dumps(data, JSON_COMPACT);
    json_decref(data);
    must(dumped);
    for (const char *s = dumped; *s; s++) /* inside a script element nothing may look like the end of one */
        if (*s == '<')
            buf_adds(&text, "\\u003c");
        else
            buf_addc(&text, *s);
    free(dumped);
    json_t *out = json_string(buf_text(&text));
    buf_deinit(&text);
    return out;
}

/* Adds ",SCOPE@PERIOD" unless it is there. */
static void stream_also(const struct page *p, const char *name)
{
    size_t len = strlen(name);
    for (const char *at = strstr(buf_text(p->also), name); at; at = strstr(at + 1, name))
        if (at[len] == ',' || at[len] == 0)
            return;
    buf_add(p->also, name, len);
}

/* "SCOPE CODE", the mark of a live figure; with its period where that is not the page's, which the stream then tells
 * too. */
static void mark_live(const struct page *p, const struct figures_view *f, const char *code, struct buf *out)
{
    struct buf scope = {0}, also = {0};
    scope_format(&f->scope, &scope);
    buf_addf(out, "%s %s", buf_text(&scope), code);
    if (strcmp(f->period->name, p->choice.period.name) != 0) {
        buf_addf(out, " %s", f->period->name);
        buf_addf(&also, ",%s@%s", buf_text(&scope), f->period->name);
        stream_also(p, buf_text(&also));
    }
    buf_deinit(&scope);
    buf_deinit(&also);
}

static json_t *value_of(const struct indicator *i, const int64_t *slots)
{
    double v;
    if (!figure_value(i, slots, 0, &v))
        return json_null();
    return figure_is_whole(i) ? json_integer((json_int_t)v) : json_real(v);
}

json_t *page_value(const struct page *p, const struct figures_view *f, const char *code)
{
    const struct catalogue *all = p->d->definitions->catalogue;
    const struct indicator *i = catalogue_find(all, code);
    struct buf text = {0}, live = {0};
    must(i);
    bool hidden = f->hidden && f->hidden[i - all->indicators];
    if (hidden)
        buf_adds(&text, "s");
    else if (f->slots)
        figure_show(i, f->slots, 0, &text);
    else
        buf_adds(&text, "–");
    if (f->live && !hidden && !(privacy_guards(i) && rights_guarded(&p->viewer)))
        mark_live(p, f, code, &live);
    json_t *v = json_pack("{ss ss ss sb}", "texte", buf_text(&text), "libelle", i->label, "live", buf_text(&live),
                          "secret", hidden);
    json_object_set_new(v, "valeur", f->slots && !hidden ? value_of(i, f->slots) : json_null());
    buf_deinit(&text);
    buf_deinit(&live);
    return v;
}

/* ---- showing ---- */

/* The page as a workbook, as JSON, and each of its tables as CSV. */
static void add_exports(json_t *root, const char *here)
{
    const char *mark = strchr(here, '?') ? "&" : "?", *id;
    json_t *list = json_array(), *table;
    json_object_foreach(json_object_get(root, "tables"), id, table)
    {
        const char *title = json_string_value(json_object_get(table, "titre"));
        json_array_append_new(list,
                              json_pack("{so ss}", "href", json_sprintf("%s%sformat=csv&table=%s", here, mark, id),
                                        "titre", title ? title : id));
    }
    json_object_set_new(root, "exports",
                        json_pack("{so so so}", "csv", list, "xlsx", json_sprintf("%s%sformat=xlsx", here, mark),
                                  "json", json_sprintf("%s%sformat=json", here, mark)));
}

static void add_about(struct page *p, json_t *root)
{
    struct buf coverage = {0}, known = {0}, period = {0}, scope = {0}, here = {0}, now = {0}, evening = {0};
    if (p->about && p->about->slots) {
        words_coverage(&p->about->coverage, page_evening(p), &coverage);
        words_instant(p->about->as_known_on_us, &known);
        scope_format(&p->about->scope, &scope);
    }
    choice_period_label(&p->choice.period, &period);
    page_here(p->req, false, &here);
    page_here(p->req, true, &now);
    if (p->choice.past)
        words_day(p->choice.connu_le, &evening);
    json_object_set_new(
        root, "apropos",
        json_pack("{ss ss ss ss ss ss ss ss ss sb sb}", "couverture", buf_text(&coverage), "connu", buf_text(&known),
                  "periode", buf_text(&period), "perimetre", directory_label(&p->d->directory, &p->choice.scope),
                  "scope", p->about && p->about->live ? buf_text(&scope) : "", "definitions", p->d->definitions->digest,
                  "ici", buf_text(&here), "maintenant", buf_text(&now), "soir", buf_text(&evening), "passe",
                  p->choice.past, "libre", !period_is_named(&p->choice.period)));
    if (json_object_get(root, "tables"))
        add_exports(root, buf_text(&here));
    buf_deinit(&coverage);
    buf_deinit(&known);
    buf_deinit(&period);
    buf_deinit(&scope);
    buf_deinit(&here);
    buf_deinit(&now);
    buf_deinit(&evening);
}

static void send_html(struct page *p, json_t *doc)
{
    page_frame(p->d, doc, p->spec->name, &p->viewer, http_path(p->req));
    add_about(p, doc);
    if (p->stream.len && p->also->len)
        http_url_encode(buf_text(p->also), false, &p->stream);
    json_object_set_new(doc, "flux", json_string(buf_text(&p->stream)));
    json_object_set_new(doc, "relire", p->rereads ? json_string(p->rereads) : json_null());
    json_object_set_new(doc, "dit", p->said && *p->said ? json_string(p->said) : json_null());
    page_send(p->req, p->status ? p->status : 200, p->spec->name, doc);
    p->req = NULL;
    p->answered = true;
}

void page_tell(struct page *p, json_t *doc)
{
    const char *format = http_query(p->req, "format");
    if (format && *format) {
        page_take(p, doc, format);
    } else {
        send_html(p, doc);
        json_decref(doc);
    }
}
