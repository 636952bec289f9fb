/* What the stream says, as bytes: an event has an id to resume from, a name, and one line of JSON.
 *
 * Many clients look at the same figures: the text of an entry is made once for each list of codes, and kept until the
 * entry is another. */
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "dashboard/envois.h"
#include "dashboard/privacy.h"
#include "dashboard/stream.h"
#include "dashboard/words.h"
#include "programme/alertes_mots.h"
#include "programme/figures.h"

#define KEPT_MAX 4096
#define MOVES_TOLD_MAX 5 /* in one event, the newest */

/* One text a perimeter, period, programme and list of codes. */
struct kept {
    uint64_t serial;
    int32_t day; /* the age of what it tells is counted to this day */
    struct buf text;
};
static struct map kept_by_key;
static struct kept *kept;
static size_t kept_cap;

void stream_text_forget(void)
{
    for (size_t i = 0; i < kept_by_key.n; i++)
        buf_deinit(&kept[i].text);
    mem_free(&kept);
    kept_cap = 0;
    map_deinit(&kept_by_key);
    kept_by_key = (struct map){0};
}

static void head(struct buf *out, const char *id, const char *event)
{
    if (id && *id)
        buf_addf(out, "id: %s\n", id);
    buf_addf(out, "event: %s\ndata: ", event);
}

void stream_text_pulse(const struct dashboard *d, struct buf *out)
{
    struct jsonout j = {.out = out};
    char since[CAL_INSTANT_LEN];
    cal_format_instant(d->pulse.since_us, since);
    head(out, NULL, "state");
    jsonout_open(&j, NULL, '{');
    jsonout_bool(&j, "live", d->pulse.live);
    jsonout_text(&j, "since", since);
    jsonout_text(&j, "message", d->pulse.message);
    jsonout_close(&j, '}');
    buf_adds(out, "\n\n");
}

void stream_text_reload(struct buf *out)
{
    buf_adds(out, "event: reload\ndata: {}\n\n");
}

void stream_text_submission(const struct dashboard *d, const struct submission_event *x, struct buf *out)
{
    struct jsonout j = {.out = out};
    struct membership m = reference_membership(&d->directory.reference, x->chantier, x->situation, x->situation);
    char at[CAL_INSTANT_LEN], id[32];
    cal_format_instant(x->at_us, at);
    snprintf(id, sizeof id, "c%s", x->since);
    head(out, id, "submission");
    jsonout_open(&j, NULL, '{');
    jsonout_text(&j, "submission", x->id);
    jsonout_text(&j, "chantier", x->chantier);
    jsonout_text(&j, "nom", directory_reporter(&d->directory, x->chantier));
    jsonout_text(&j, "territoire", m.counts ? d->directory.reference.territoires[m.territoire].code : NULL);
    jsonout_text(&j, "state", x->state);
    jsonout_text(&j, "state_text", envois_state(x->state));
    jsonout_day(&j, "date_situation", x->situation);
    jsonout_text(&j, "at", at);
    jsonout_close(&j, '}');
    buf_adds(out, "\n\n");
}

void stream_text_alerte(const struct dashboard *d, const struct alerte_event *x, struct buf *out)
{
    struct jsonout j = {.out = out};
    int32_t today = cal_today();
    struct membership m = reference_membership(&d->directory.reference, x->chantier, today, today);
    char since[CAL_INSTANT_LEN], id[32];
    cal_format_instant(x->depuis_us, since);
    snprintf(id, sizeof id, "c%s", x->since);
    head(out, id, "alert");
    jsonout_open(&j, NULL, '{');
    jsonout_text(&j, "alert", x->id);
    jsonout_text(&j, "chantier", x->chantier);
    jsonout_text(&j, "nom", *x->chantier ? directory_reporter(&d->directory, x->chantier) : NULL);
    jsonout_text(&j, "territoire", m.counts ? d->directory.reference.territoires[m.territoire].code : NULL);
    jsonout_text(&j, "rule", x->regle);
    jsonout_text(&j, "label", x->libelle);
    jsonout_text(&j, "level", x->niveau);
    jsonout_text(&j, "state", x->etat);
    jsonout_text(&j, "state_text", alerte_etat_mot(x->etat));
    jsonout_bool(&j, "held_back", x->retenue);
    jsonout_text(&j, "since", since);
    jsonout_close(&j, '}');
    buf_adds(out, "\n\n");
}

void stream_text_ouvertes(const struct ouvertes_nombre *x, struct buf *out)
{
    struct jsonout j = {.out = out};
    head(out, NULL, "alerts");
    jsonout_open(&j, NULL, '{');
    jsonout_int(&j, "open", x->n);
    jsonout_int(&j, "critical", x->critiques);
    jsonout_close(&j, '}');
    buf_adds(out, "\n\n");
}

/* Is the code among "a,b,c"? NULL: everything is. */
static bool is_listed(const char *codes, const char *code)
{
    size_t len = strlen(code);
    if (!codes)
        return true;
    for (const char *at = strstr(codes, code); at; at = strstr(at + 1, code))
        if ((at == codes || at[-1] == ',') && (at[len] == ',' || at[len] == 0))
            return true;
    return false;
}

/* Live is what a person may see move: below Convergence nothing guarded does. */
static bool is_told(const struct stream_client *c, const struct live_entry *x, const struct indicator *i)
{
    return !(privacy_guards(i) && rights_guarded(&c->viewer)) &&
           !(i->territory_only && x->scope.kind == SCOPE_CHANTIER) && is_listed(c->codes, i->code);
}

/* "CODE:num", "CODE:den", "CODE:nr", for who asked for the figure by its code. */
static void show_parts(struct jsonout *j, const struct indicator *i, const int64_t *slots)
{
    static const char *const names[FIGURE_PART_COUNT] = {"num", "den", "nr"};
    struct buf text = {0};
    char name[192];
    for (int part = 0; part < FIGURE_PART_COUNT; part++) {
        buf_reset(&text);
        if (!figure_show_part(i, slots, (enum figure_part)part, &text))
            continue;
        snprintf(name, sizeof name, "%s:%s", i->code, names[part]);
        jsonout_text(j, name, buf_text(&text));
    }
    buf_deinit(&text);
}

static void show_all(struct jsonout *j, const struct indicator *i, const int64_t *slots)
{
    struct buf text = {0};
    if (i->kind != KIND_REPARTITION) {
        figure_show(i, slots, 0, &text);
        jsonout_text(j, i->code, buf_text(&text));
        buf_deinit(&text);
        return;
    }
    for (size_t k = 0; k < i->keys_n; k++) {
        char key[64], name[192];
        indicator_key(i, k, key, sizeof key);
        snprintf(name, sizeof name, "%s:%s", i->code, key);
        buf_reset(&text);
        figure_show(i, slots, k, &text);
        jsonout_text(j, name, buf_text(&text));
    }
    buf_deinit(&text);
}

/* The number behind what is shown, in its unit. */
static void tell_value(struct jsonout *j, const struct indicator *i, const int64_t *slots)
{
    double v;
    if (i->kind == KIND_REPARTITION)
        return;
    if (!figure_value(i, slots, 0, &v))
        jsonout_null(j, i->code);
    else if (figure_is_whole(i))
        jsonout_int(j, i->code, (int64_t)v);
    else
        jsonout_real(j, i->code, v);
}

/* The coverage, as shown and as its value: the event says it as if it were figures. */
static void tell_coverage(struct jsonout *j, const struct live_entry *x, bool shown)
{
    struct buf counted = {0}, oldest = {0}, known = {0};
    char day[CAL_DAY_LEN] = "", instant[CAL_INSTANT_LEN];
    int32_t last = x->coverage.counted ? x->coverage.oldest : CELL_NULL;
    words_counted(&x->coverage, &counted);
    words_day(last, &oldest);
    words_instant(x->as_known_on_us, &known);
    if (last != CELL_NULL)
        cal_format_day(last, day);
    cal_format_instant(x->as_known_on_us, instant);
    jsonout_text(j, WORDS_LIVE_COUNTED, buf_text(&counted));
    jsonout_text(j, WORDS_LIVE_OLDEST, shown ? buf_text(&oldest) : day);
    jsonout_text(j, WORDS_LIVE_KNOWN, shown ? buf_text(&known) : instant);
    buf_deinit(&counted);
    buf_deinit(&oldest);
    buf_deinit(&known);
}

static void tell_entry(const struct dashboard *d, const struct stream_client *c, const struct stream_scope *s,
                       const struct live_entry *x, int32_t today, struct buf *out)
{
    const struct catalogue *all = d->definitions->catalogue;
    struct jsonout j = {.out = out};
    struct buf text = {0};
    bool *hidden = mem_new_n(all->indicators_n, sizeof *hidden);
    for (size_t i = 0; i < all->indicators_n; i++)
        hidden[i] = !is_told(c, x, &all->indicators[i]);
    struct figures_head h = {.scope = &x->scope,
                             .programme = programme_name(d->definitions, x->programme),
                             .period = s->period.name,
                             .source = "live",
                             .debut = x->debut,
                             .fin = x->fin,
                             .as_known_on_us = x->as_known_on_us,
                             .coverage = x->coverage,
                             .hidden = hidden};
    figures_document(d->definitions, &h, x->slots, out);
    out->len--; /* the last brace: more members follow */
    j.comma = true;
    jsonout_int(&j, "version", (int64_t)x->version);
    words_coverage(&x->coverage, today, &text);
    jsonout_text(&j, "coverage_text", buf_text(&text));
    jsonout_open(&j, "shown", '{');
    for (size_t i = 0; i < all->indicators_n; i++)
        if (!hidden[i]) {
            show_all(&j, &all->indicators[i], x->slots);
            if (c->codes)
                show_parts(&j, &all->indicators[i], x->slots);
        }
    tell_coverage(&j, x, true);
    jsonout_close(&j, '}');
    jsonout_open(&j, "values", '{');
    for (size_t i = 0; i < all->indicators_n; i++)
        if (!hidden[i])
            tell_value(&j, &all->indicators[i], x->slots);
    tell_coverage(&j, x, false);
    jsonout_close(&j, '}');
    free(hidden);
    buf_deinit(&text);
}

static const struct buf *text_of(struct dashboard *d, const struct stream_client *c, const struct stream_scope *s,
                                 const struct live_entry *x)
{
    struct buf key = {0};
    bool added;
    if (kept_by_key.n >= KEPT_MAX)
        stream_text_forget();
    buf_addf(&key, "%s\n%s\n%s\n%d", x->key, s->period.name, c->codes ? c->codes : "", rights_guarded(&c->viewer));
    uint64_t *at = map_at(&kept_by_key, key.data, key.len, &added);
    buf_deinit(&key);
    if (added) {
        *at = kept_by_key.n - 1;
        kept = mem_room(kept, (size_t)*at, &kept_cap, sizeof *kept);
        kept[*at] = (struct kept){0};
    }
    struct kept *k = &kept[*at];
    int32_t today = cal_today();
    if (added || k->serial != x->serial || k->day != today) {
        buf_reset(&k->text);
        tell_entry(d, c, s, x, today, &k->text);
        k->serial = x->serial;
        k->day = today;
    }
    return &k->text;
}

static bool concerns(const struct dashboard *d, const struct live_move *m, const struct live_entry *x)
{
    struct membership s = reference_membership(&d->directory.reference, m->chantier, cal_today(), cal_today());
    return m->programme == x->programme &&
           scope_includes(&x->scope, &d->directory.reference, m->chantier, &s, x->debut);
}

bool stream_text_moved(const struct dashboard *d, const struct stream_scope *s, const struct live_entry *x)
{
    for (size_t k = 0; k < d->live.moves_n - s->moves; k++) {
        const struct live_move *m = live_move(&d->live, k);
        if (!m)
            break;
        if (concerns(d, m, x))
            return true;
    }
    return false;
}

void stream_text_figures(struct dashboard *d, const struct stream_client *c, const struct stream_scope *s,
                         const struct live_entry *x, struct buf *out)
{
    struct jsonout j = {.out = out, .comma = true};
    const struct buf *text = text_of(d, c, s, x);
    size_t told = 0;
    head(out, NULL, "figures");
    buf_add(out, text->data, text->len);
    jsonout_open(&j, "moves", '[');
    for (size_t k = 0; k < d->live.moves_n - s->moves && told < MOVES_TOLD_MAX; k++) {
        const struct live_move *m = live_move(&d->live, k);
        if (!m)
            break;
        if (!concerns(d, m, x))
            continue;
        jsonout_open(&j, NULL, '{');
        jsonout_text(&j, "chantier", m->chantier);
        jsonout_text(&j, "nom", directory_chantier(&d->directory, m->chantier));
        jsonout_int(&j, "delta", m->delta);
        jsonout_close(&j, '}');
        told++;
    }
    jsonout_close(&j, ']');
    buf_adds(out, "}\n\n");
}
