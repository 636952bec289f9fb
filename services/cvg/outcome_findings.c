/* Findings as a person reads them: by what is to be done, then by file and column; a message that many lines share is
 * said once. */
#include "cvg/outcome_findings.h"

#include <string.h>

#include "cvg/listing.h"
#include "programme/definitions.h"
#include "programme/finding_groups.h"

#define PLACES_MAX 20 /* the table shows so many of one message, and so many messages of a group; JSON gives all */
#define FIGURES_SHOWN_MAX 6
#define COLUMNS_MAX 3 /* more faults of one header are told together */

static const char *const titles[FINDING_SEVERITY_COUNT] = {"À corriger", "À vérifier", "Pour information"};

static const char TEXT_COLUMN[] = ", colonne %s";
static const char TEXT_WHOLE[] = "l'envoi";
static const char TEXT_LINE[] = "ligne %lld";
static const char TEXT_MORE_ONE[] = "      … et 1 autre (avec --format json)\n";
static const char TEXT_MORE[] = "      … et %zu autres (avec --format json)\n";
static const char TEXT_MOVES[] = "    Chiffres touchés : ";
static const char TEXT_VALUE[] = "« %s »", TEXT_MASKED[] = "valeur masquée";
static const char TEXT_HEADER[] = "    %zu colonnes manquent, ou sont données deux fois : ";
static const char TEXT_TITLE[] = "    Un titre est peut-être au-dessus : la ligne d'en-tête doit être la première du "
                                 "fichier, et nommer ces colonnes.\n";
static const char TEXT_OTHERS[] = " et %zu autres";

const char *outcome_figure(const struct definitions *d, const char *code)
{
    const struct indicator *i = d ? catalogue_find(d->catalogue, code) : NULL;
    return i ? i->label : code;
}

static void put_moves(struct buf *out, const struct finding_group *g, const struct definitions *d)
{
    const char *seen[FIGURES_SHOWN_MAX];
    size_t seen_n = 0, others = 0, k;
    const json_t *move;
    json_array_foreach(g->moves, k, move)
    {
        const char *code = json_string_value(move);
        if (seen_n < FIGURES_SHOWN_MAX && code)
            seen[seen_n++] = outcome_figure(d, code);
        else
            others++;
    }
    if (!seen_n)
        return;
    buf_adds(out, TEXT_MOVES);
    for (size_t i = 0; i < seen_n; i++) {
        buf_adds(out, i ? " ; " : "");
        listing_clean(out, seen[i]);
    }
    if (others)
        buf_addf(out, TEXT_OTHERS, others);
    buf_addc(out, '\n');
}

/* "ligne 12, LYO0001-00012, « 2019-01-01 »"; false where the finding has no place of its own. */
static bool put_place(struct buf *out, const struct told_finding *x)
{
    size_t start = out->len;
    if (x->line)
        buf_addf(out, TEXT_LINE, x->line);
    if (*x->key) {
        buf_adds(out, out->len > start ? ", " : "");
        listing_clean(out, x->key);
    }
    if (*x->value) {
        struct buf value = {0};
        listing_clean(&value, x->value);
        buf_adds(out, out->len > start ? ", " : "");
        if (strcmp(x->value, FINDING_MASK) == 0)
            buf_adds(out, TEXT_MASKED);
        else
            buf_addf(out, TEXT_VALUE, buf_text(&value));
        buf_deinit(&value);
    }
    return out->len > start;
}

static void put_more(struct buf *out, size_t n)
{
    if (n == 1)
        buf_adds(out, TEXT_MORE_ONE);
    else if (n)
        buf_addf(out, TEXT_MORE, n);
}

/* One message and where it holds; in one line where each of the group has its own. */
static void put_message(struct buf *out, const struct told_finding *same, size_t n, bool own)
{
    struct buf place = {0};
    bool placed = put_place(&place, &same[0]);
    if (own) {
        buf_addf(out, "      %s%s", buf_text(&place), placed ? " : " : "");
        listing_clean(out, same->message);
        buf_addc(out, '\n');
        n = 0;
    } else {
        buf_adds(out, "    ");
        listing_clean(out, same->message);
        buf_addc(out, '\n');
    }
    for (size_t i = 0; i < n && i < PLACES_MAX; i++) {
        buf_reset(&place);
        if (put_place(&place, &same[i]))
            buf_addf(out, "      %s\n", buf_text(&place));
    }
    put_more(out, n > PLACES_MAX ? n - PLACES_MAX : 0);
    buf_deinit(&place);
}

/* Many columns amiss at once: their names, what may be behind it, and the messages that ask back. */
static void put_header(struct buf *out, const struct told_finding *group, size_t n)
{
    buf_addf(out, TEXT_HEADER, n);
    for (size_t i = 0; i < n; i++) {
        buf_adds(out, i ? ", " : "");
        listing_clean(out, group[i].column);
    }
    buf_adds(out, ".\n");
    buf_adds(out, TEXT_TITLE);
    for (size_t i = 0; i < n; i++)
        if (strchr(group[i].message, '?'))
            put_message(out, &group[i], 1, true);
}

static void put_group(struct buf *out, const struct finding_group *g, const struct definitions *d)
{
    const struct told_finding *first = g->items;
    bool header = g->header && g->n > COLUMNS_MAX;
    size_t shown = 0;
    buf_adds(out, "  ");
    listing_clean(out, *first->dataset ? first->dataset : TEXT_WHOLE);
    if (*first->column && !(g->n > 1 && g->header)) {
        buf_addf(out, TEXT_COLUMN, "");
        listing_clean(out, first->column);
    }
    buf_addf(out, " (%s)", first->code);
    if (g->n > 1)
        buf_addf(out, " × %zu", g->n);
    buf_addc(out, '\n');
    size_t i = header ? g->n : 0;
    if (header)
        put_header(out, first, g->n);
    for (size_t n; i < g->n && shown < PLACES_MAX; i += n, shown++) {
        n = finding_groups_same(g, i);
        put_message(out, &g->items[i], n, g->n > 1 && g->messages_n == g->n);
    }
    put_more(out, g->n - i);
    put_moves(out, g, d);
}

void outcome_findings_put(struct buf *out, const json_t *findings, const struct definitions *d)
{
    struct finding_groups groups;
    enum finding_severity last = FINDING_SEVERITY_COUNT;
    finding_groups_make(findings, &groups);
    for (size_t i = 0; i < groups.list_n; i++) {
        if (groups.list[i].items->severity != last) {
            last = groups.list[i].items->severity;
            buf_addf(out, "\n%s (%zu)\n", titles[last], groups.by_severity[last]);
        }
        put_group(out, &groups.list[i], d);
    }
    finding_groups_deinit(&groups);
}
