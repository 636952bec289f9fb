/* Findings: French messages from the rules' templates, masking, order, and the figures they move. */
#include "programme/finding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/cal.h"
#include "base/text.h"

#define VALUE_SHOWN_MAX 60 /* bytes of a value that an answer repeats */
#define MASK "***"
#define QUOTED "« {valeur} »"

static const char TEXT_MASKED[] = "La valeur (masquée)"; /* a message that quotes it begins with it */

void findings_init(struct findings *f, const struct definitions *d)
{
    *f = (struct findings){.definitions = d};
}

/* The value as shown: shortened at a character's boundary, control characters as blanks. */
static const char *shown_value(struct findings *f, const struct finding_about *a)
{
    if (!a->value)
        return NULL;
    if (a->masked)
        return MASK;
    size_t n = a->value_len;
    bool cut = n > VALUE_SHOWN_MAX;
    if (!text_is_utf8(a->value, n)) /* a file's name in another encoding */
        return "?";
    if (cut)
        for (n = VALUE_SHOWN_MAX; n > 0 && (a->value[n] & 0xc0) == 0x80; n--)
            ;
    char *s = arena_new(&f->texts, n + 4);
    memcpy(s, a->value, n);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
            s[i] = ' ';
    if (cut)
        memcpy(s + n, "\xe2\x80\xa6", 3);
    return s;
}

/* A day is said as people write it; a value that is quoted stands as it was written. */
static const char *said_day(const char *value, char out[CAL_DAY_LEN])
{
    int32_t day;
    if (!value || !cal_parse_iso(value, strlen(value), &day))
        return value;
    cal_format_day_fr(day, out);
    return out;
}

static void put_placeholder(struct buf *b, const char *name, size_t len, const struct findings *f,
                            const struct finding *x, const struct finding_about *a)
{
    char day[CAL_DAY_LEN] = "", value_day[CAL_DAY_LEN];
    bool quoted = b->len >= 3 && memcmp(b->data + b->len - 3, "« ", 3) == 0;
    char number[24], threshold[24], line[24];
    snprintf(number, sizeof number, "%ld", a->number);
    snprintf(threshold, sizeof threshold, "%ld", a->threshold);
    snprintf(line, sizeof line, "%u", a->line);
    if (a->date != CELL_NULL)
        cal_format_day_fr(a->date, day);
    const struct {
        const char *name, *text;
    } all[] = {{"valeur", quoted ? x->value : said_day(x->value, value_day)},
               {"colonne", x->column},
               {"attendu", a->expected},
               {"profil", a->profile},
               {"ligne", line},
               {"cle", x->key},
               {"nombre", number},
               {"seuil", threshold},
               {"date", day},
               {"jeu", a->dataset >= 0 ? f->definitions->datasets[a->dataset]->name : NULL}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strlen(all[i].name) == len && memcmp(all[i].name, name, len) == 0) {
            buf_adds(b, all[i].text ? all[i].text : "");
            return;
        }
    buf_add(b, name - 1, len + 2); /* not a placeholder: as it stands, braces too */
}

static const char *format_message(struct findings *f, const struct finding *x, const struct finding_about *a)
{
    struct buf b = {0};
    const char *p = x->rule->message;
    if (a->masked && text_starts(p, QUOTED)) {
        buf_adds(&b, TEXT_MASKED);
        p += strlen(QUOTED);
    }
    while (*p) {
        const char *close = *p == '{' ? strchr(p, '}') : NULL;
        if (close) {
            put_placeholder(&b, p + 1, (size_t)(close - p) - 1, f, x, a);
            p = close + 1;
        } else {
            buf_addc(&b, *p++);
        }
    }
    const char *s = arena_text(&f->texts, buf_text(&b), b.len);
    buf_deinit(&b);
    return s;
}

static const char *const refusing[] = {"E-IDENTITE",  "E-FICHIER",  "E-COLONNE", "E-JEU",
                                       "E-SITUATION", "E-CHANTIER", "E-RETENUE"};

void findings_add(struct findings *f, const char *code, const char *variant, const struct finding_about *a)
{
    const struct rule *rule = definitions_rule(f->definitions, code, variant);
    /* Refusals are listed however many lesser findings came before: they decide. */
    bool refuses = false;
    for (size_t i = 0; i < sizeof refusing / sizeof refusing[0]; i++)
        refuses = refuses || strcmp(code, refusing[i]) == 0;
    if (f->n >= (refuses ? 2 : 1) * FINDINGS_LISTED_MAX) {
        f->unlisted++;
        return;
    }
    f->list = mem_room(f->list, f->n, &f->cap, sizeof *f->list);
    struct finding *x = &f->list[f->n++];
    *x = (struct finding){.rule = rule, .dataset = a->dataset, .line = a->line, .field = a->field};
    x->key = a->key ? arena_text(&f->texts, a->key, strlen(a->key)) : NULL;
    const char *column = a->column;
    if (!column && a->field >= 0)
        column = f->definitions->datasets[a->dataset]->fields[a->field].name;
    x->column = column ? arena_text(&f->texts, column, strlen(column)) : NULL;
    x->value = shown_value(f, a);
    x->message = format_message(f, x, a);
}

bool findings_have(const struct findings *f, const char *code)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->list[i].rule->code, code) == 0)
            return true;
    return false;
}

void findings_keep_only(struct findings *f, const char *code)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->list[i].rule->code, code) == 0)
            f->list[n++] = f->list[i];
    f->n = n;
    f->unlisted = 0;
}

void findings_keep_files(struct findings *f)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++)
        if (f->list[i].line <= 1 || strcmp(f->list[i].rule->code, "E-FICHIER") == 0)
            f->list[n++] = f->list[i];
    f->n = n;
    f->unlisted = 0;
}

static int by_place(const void *pa, const void *pb)
{
    const struct finding *a = pa, *b = pb;
    if (a->dataset != b->dataset)
        return a->dataset < b->dataset ? -1 : 1;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->field != b->field)
        return a->field < b->field ? -1 : 1;
    int c = strcmp(a->rule->code, b->rule->code);
    return c ? c : strcmp(a->key ? a->key : "", b->key ? b->key : "");
}

void findings_sort(struct findings *f)
{
    if (f->n > 1)
        qsort(f->list, f->n, sizeof *f->list, by_place);
}

void finding_moves(const struct definitions *d, const struct finding *f, void (*each)(void *arg, const char *code),
                   void *arg)
{
    for (char **m = f->rule->moves; *m; m++) { /* of those a rule may move, the ones that this dataset feeds */
        const struct indicator *i = catalogue_find(d->catalogue, *m);
        if (i && (f->dataset < 0 || i->source == SOURCE_CHANTIER || i->source == (size_t)f->dataset))
            each(arg, *m);
    }
    if (!f->rule->moves_column || f->field < 0 || f->dataset < 0)
        return;
    const struct catalogue *c = d->catalogue;
    for (size_t i = 0; i < c->indicators_n; i++) {
        const struct indicator *x = &c->indicators[i];
        size_t column = (size_t)f->field;
        if (x->source != (size_t)f->dataset)
            continue;
        if ((x->expression && expr_reads(x->expression, column)) ||
            (x->denominator && expr_reads(x->denominator, column)))
            each(arg, x->code);
    }
}

void findings_deinit(struct findings *f)
{
    free(f->list);
    arena_deinit(&f->texts);
    *f = (struct findings){0};
}
