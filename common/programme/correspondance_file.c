/* Reads a mapping profile: each line gives a header, a value or a form of the tool its one meaning among ours. */
#include "programme/correspondance_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "programme/deffile.h"

#define DOUBT_MAX 8 /* codes between which a value may hesitate */
#define TEXT_LAST " ou "

struct reader {
    struct deffile *f;
    const struct definitions *d;
    struct correspondance *c;
    size_t dataset, field; /* of the present line, where it names them */
    const char *theirs;    /* of the present line */
};

static const struct field *field_of(const struct reader *x)
{
    return &x->d->datasets[x->dataset]->fields[x->field];
}

static int find_place(struct reader *x)
{
    const char *column = deffile_get(x->f, "colonne");
    int k = definitions_find_dataset(x->d, deffile_get(x->f, "jeu"));
    if (k < 0)
        return deffile_fault(x->f, "jeu", 0, "no such dataset");
    int i = dataset_find_field(x->d->datasets[k], column);
    if (i < 0)
        return deffile_fault(x->f, "colonne", 0, "%s has no such column", x->d->datasets[k]->name);
    x->dataset = (size_t)k;
    x->field = (size_t)i;
    return 0;
}

static int check_empty(struct reader *x, const char *column)
{
    return *deffile_get(x->f, column) ? deffile_fault(x->f, column, 0, "must be empty on such a line") : 0;
}

/* ---- headers ---- */

static int read_header(struct reader *x)
{
    struct correspondance_set *set = &x->c->sets[x->dataset];
    char folded[256];
    uint64_t there;
    size_t n = text_normalise_header(x->theirs, strlen(x->theirs), folded, sizeof folded);
    if (n == 0 || n >= sizeof folded)
        return deffile_fault(x->f, "leur", 0, "no header is so long");
    if (map_get(&x->d->identity_headers, folded, n, &there))
        return deffile_fault(x->f, "leur", 0, "\"%s\" is identity data, whatever it is called here", folded);
    int ours = dataset_find_field(set->dataset, folded);
    if (ours >= 0 && (size_t)ours != x->field)
        return deffile_fault(x->f, "leur", 0, "\"%s\" is another column of ours", folded);
    if (!map_add(&set->headers, folded, n, x->field))
        return deffile_fault(x->f, "leur", 0, "\"%s\" stands twice", folded);
    if (!set->shown[x->field])
        set->shown[x->field] = mem_text(x->theirs);
    return check_empty(x, "notre");
}

/* ---- values ---- */

/* Whether a word is an answer of ours already in this field, and means something else than `ours` (NULL: anything). */
static bool means_other(const struct field *f, const char *word, const char *ours)
{
    int32_t v, w;
    if (f->type != FIELD_CODE && f->type != FIELD_BOOLEAN) /* what stands for "not known" is the profile's to say */
        return false;
    enum cell_result r = cell_parse(f, word, strlen(word), NULL, &v);
    if (r != CELL_OK && r != CELL_UNKNOWN)
        return false;
    return !ours || cell_parse(f, ours, strlen(ours), NULL, &w) != r || w != v;
}

static int add_value(struct reader *x, const char *ours, const char *doubt)
{
    struct correspondance *c = x->c;
    char folded[CODES_SPELLING_MAX];
    const char *at = x->d->datasets[x->dataset]->name, *name = field_of(x)->name;
    size_t n = codes_fold(x->theirs, strlen(x->theirs), folded);
    if (n == 0)
        return deffile_fault(x->f, "leur", 0, "no value is so long");
    if (identity_in(x->theirs, strlen(x->theirs)))
        return deffile_fault(x->f, "leur", 0, "is identity data, whatever it stands for here");
    if (means_other(field_of(x), x->theirs, ours))
        return deffile_fault(x->f, "leur", 0, "\"%s\" has a meaning of ours already in %s.%s", folded, at, name);
    if (!map_add(&c->sets[x->dataset].spelt[x->field], folded, n, c->values_n))
        return deffile_fault(x->f, "leur", 0, "\"%s\" has two meanings in %s.%s", folded, at, name);
    c->values = mem_room(c->values, c->values_n, &c->values_cap, sizeof *c->values);
    c->values[c->values_n++] = (struct correspondance_value){.ours = mem_text(ours), .doubt = mem_text(doubt)};
    return 0;
}

static bool is_answer(const char *s)
{
    return strcmp(s, "O") == 0 || strcmp(s, "N") == 0 || strcmp(s, "NR") == 0;
}

static int read_value(struct reader *x)
{
    const struct field *f = field_of(x);
    const char *ours = deffile_get(x->f, "notre");
    bool unknown = strcmp(ours, "NR") == 0;
    if (f->type == FIELD_CODE && !unknown && codes_find_exact(f->codes, ours, strlen(ours)) < 0)
        return deffile_fault(x->f, "notre", 0, "no code of codes/%s.csv", f->codes->name);
    if (f->type == FIELD_BOOLEAN && !is_answer(ours))
        return deffile_fault(x->f, "notre", 0, "must be O, N or NR");
    if (f->type != FIELD_CODE && f->type != FIELD_BOOLEAN && !unknown)
        return deffile_fault(x->f, "notre", 0, "must be NR: only codes and booleans have other values");
    return add_value(x, ours, NULL);
}

/* The codes between which a value hesitates, separated by blanks, become the text that a message shows. */
static int read_doubt(struct reader *x)
{
    const struct field *f = field_of(x);
    const char *s = deffile_get(x->f, "notre");
    int32_t codes[DOUBT_MAX];
    size_t n = 0;
    struct buf b = {0};
    if (f->type != FIELD_CODE)
        return deffile_fault(x->f, "colonne", 0, "only a column of codes has values in doubt");
    for (const char *p = s; *p; p += strspn(p, " ")) {
        size_t len = strcspn(p, " ");
        int32_t i = codes_find_exact(f->codes, p, len);
        bool twice = false;
        for (size_t k = 0; k < n; k++)
            twice = twice || codes[k] == i;
        if (i < 0 || twice || n == DOUBT_MAX) {
            buf_deinit(&b);
            return deffile_fault(x->f, "notre", (size_t)(p - s), "must be two to %d codes of codes/%s.csv", DOUBT_MAX,
                                 f->codes->name);
        }
        codes[n++] = i;
        p += len;
        bool last = p[strspn(p, " ")] == 0;
        buf_addf(&b, "%s%s", n == 1 ? "" : last ? TEXT_LAST : ", ", f->codes->items[i].code);
    }
    int r = n < 2
                ? deffile_fault(x->f, "notre", 0, "must be two to %d codes of codes/%s.csv", DOUBT_MAX, f->codes->name)
                : add_value(x, NULL, buf_text(&b));
    buf_deinit(&b);
    return r;
}

/* A word for yes or no in every boolean column. */
static int read_boolean(struct reader *x)
{
    const char *ours = deffile_get(x->f, "notre");
    if (!is_answer(ours))
        return deffile_fault(x->f, "notre", 0, "must be O, N or NR");
    for (x->dataset = 0; x->dataset < x->d->datasets_n; x->dataset++)
        for (x->field = 0; x->field < x->d->datasets[x->dataset]->fields_n; x->field++)
            if (field_of(x)->type == FIELD_BOOLEAN && add_value(x, ours, NULL))
                return -1;
    return 0;
}

/* ---- forms of dates ---- */

/* The whole text consists of each part once, and of what may stand between them. */
static bool is_form(const char *s, bool month)
{
    static const char *const parts[] = {"AAAA", "MM", "JJ"};
    size_t seen[3] = {0};
    if (strlen(s) >= CORRESPONDANCE_FORM_LEN)
        return false;
    while (*s) {
        size_t k = 0;
        while (k < 3 && strncmp(s, parts[k], strlen(parts[k])) != 0)
            k++;
        if (k == 3 && !strchr(" -/.,:TZ0123456789", *s))
            return false;
        if (k < 3)
            seen[k]++;
        s += k < 3 ? strlen(parts[k]) : 1;
    }
    return seen[0] == 1 && seen[1] == 1 && seen[2] == !month;
}

static bool is_place(char c)
{
    return c == 'A' || c == 'M' || c == 'J';
}

/* Whether some text has both forms. */
static bool overlap(const char *a, const char *b)
{
    if (strlen(a) != strlen(b))
        return false;
    for (; *a; a++, b++) {
        bool digit = (is_place(*a) || (*a >= '0' && *a <= '9')) && (is_place(*b) || (*b >= '0' && *b <= '9'));
        if (*a != *b && !(digit && (is_place(*a) || is_place(*b))))
            return false;
    }
    return true;
}

static int read_form(struct reader *x, bool month)
{
    static const char *const own[] = {"AAAA-MM-JJ", "JJ/MM/AAAA", "AAAA-MM", "MM/AAAA"};
    struct correspondance *c = x->c;
    const char *other = NULL;
    if (!is_form(x->theirs, month))
        return deffile_fault(x->f, "leur", 0, "must be made of %sMM and AAAA, once each, and of - / . , : T Z digits",
                             month ? "" : "JJ, ");
    for (size_t i = 0; i < sizeof own / sizeof own[0] && !other; i++)
        other = overlap(own[i], x->theirs) ? own[i] : NULL;
    for (size_t i = 0; i < c->forms_n && !other; i++)
        other = overlap(c->forms[i].text, x->theirs) ? c->forms[i].text : NULL;
    if (other)
        return deffile_fault(x->f, "leur", 0, "what has this form may be read as %s already", other);
    if (c->forms_n == CORRESPONDANCE_FORMS_MAX)
        return deffile_fault(x->f, "leur", 0, "over %d forms", CORRESPONDANCE_FORMS_MAX);
    snprintf(c->forms[c->forms_n].text, sizeof c->forms[0].text, "%s", x->theirs);
    c->forms[c->forms_n++].month = month;
    return check_empty(x, "notre");
}

static int read_date(struct reader *x)
{
    return read_form(x, false);
}

static int read_month(struct reader *x)
{
    return read_form(x, true);
}

/* ---- lines ---- */

static int read_line(struct reader *x)
{
    static const struct {
        const char *name;
        bool placed; /* names a dataset and a column; else holds for all */
        int (*read)(struct reader *x);
    } kinds[] = {{"entete", true, read_header},    {"valeur", true, read_value}, {"ambigu", true, read_doubt},
                 {"booleen", false, read_boolean}, {"date", false, read_date},   {"mois", false, read_month}};
    const char *kind = deffile_get(x->f, "genre");
    x->theirs = deffile_get(x->f, "leur");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kind, kinds[i].name) != 0)
            continue;
        if (!*x->theirs)
            return deffile_fault(x->f, "leur", 0, "is empty");
        if (kinds[i].placed ? find_place(x) : check_empty(x, "jeu") || check_empty(x, "colonne"))
            return -1;
        return kinds[i].read(x);
    }
    return deffile_fault(x->f, "genre", 0, "must be entete, valeur, ambigu, booleen, date or mois");
}

static struct correspondance *make(const struct definitions *d, const char *name)
{
    struct correspondance *c = mem_new(sizeof *c);
    const char *base = name + strlen("correspondances/");
    c->name = mem_text_n(base, strlen(base) - strlen(".csv"));
    c->sets = mem_new_n(d->datasets_n, sizeof *c->sets);
    for (c->sets_n = 0; c->sets_n < d->datasets_n; c->sets_n++) {
        struct correspondance_set *s = &c->sets[c->sets_n];
        s->dataset = d->datasets[c->sets_n];
        s->spelt = mem_new_n(s->dataset->fields_n, sizeof *s->spelt);
        s->shown = mem_new_n(s->dataset->fields_n, sizeof *s->shown);
    }
    return c;
}

int correspondance_file_load(const char *folder, const char *name, const struct definitions *d,
                             struct correspondance **out, struct err *e)
{
    static const char *const wanted[] = {"genre", "jeu", "colonne", "leur", "notre", NULL};
    struct deffile f;
    int r;
    *out = NULL;
    if (deffile_open(&f, folder, name, wanted, e))
        return -1;
    struct reader x = {.f = &f, .d = d, .c = make(d, name)};
    while ((r = deffile_next(&f)) == 1)
        if (read_line(&x)) {
            r = -1;
            break;
        }
    deffile_close(&f);
    if (r)
        correspondance_free(&x.c);
    *out = x.c;
    return r;
}
