/* Reads a code list of programme/codes/: codes, labels, the ASP's numbers, attributes, and what replaces a code that is
 * off. */
#include "programme/codefile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "programme/deffile.h"

struct pending { /* a code whose option is off, to be resolved when all codes are known */
    size_t item;
    char *instead;
    uint32_t line;
    size_t column;
};

/* The value of a word of an attribute, added to its words when it is new; -1 where it differs from another in case or
 * accents only. */
static int32_t word_index(struct codes *words, const char *word)
{
    for (size_t i = 0; i < words->items_n; i++)
        if (strcmp(words->items[i].code, word) == 0)
            return (int32_t)i;
    codes_add(words, word, word);
    int32_t last = (int32_t)words->items_n - 1;
    for (int32_t i = 0; i < last; i++)
        if (strcmp(words->items[i].folded, words->items[last].folded) == 0)
            return -1;
    return last;
}

static int read_attributes(struct codes *c, struct deffile *f)
{
    for (size_t a = 0; a < c->attributes_n; a++) {
        struct codes_attribute *at = &c->attributes[a];
        char column[64];
        snprintf(column, sizeof column, "@%.60s", at->name);
        const char *s = deffile_get(f, column);
        at->values = mem_grow(at->values, c->items_n * sizeof *at->values);
        int32_t *v = &at->values[c->items_n - 1];
        *v = INT32_MIN;
        if (!*s)
            continue;
        if (at->numeric ? deffile_int(f, column, v) != 0 : (*v = word_index(at->words, s)) < 0)
            return at->numeric ? -1 : deffile_fault(f, column, 0, "\"%s\" is another word but for case or accents", s);
    }
    return 0;
}

/* Whether a code or number above the last one is spelt like this. */
static bool spelt_before(const struct codes *c, const char *spelling)
{
    for (size_t i = 0; i + 1 < c->items_n; i++) {
        const struct codes_item *it = &c->items[i];
        if (strcmp(it->folded, spelling) == 0 || (it->number && strcmp(it->number, spelling) == 0))
            return true;
    }
    return false;
}

static int read_item(struct codes *c, struct deffile *f, bool (*option_on)(void *, const char *), void *arg,
                     struct pending *pending, size_t *pending_n)
{
    const char *code = deffile_get(f, "code"), *label = deffile_get(f, "libelle"), *option = deffile_get(f, "option");
    if (!*code)
        return deffile_fault(f, "code", 0, "is empty");
    if (!*label)
        return deffile_fault(f, "libelle", 0, "a code needs a label");
    struct codes_item *i = codes_add(c, code, label);
    if (*deffile_get(f, "asp_numero")) {
        const char *n = deffile_get(f, "asp_numero");
        if (strspn(n, "0123456789") != strlen(n))
            return deffile_fault(f, "asp_numero", 0, "not a number");
        while (*n == '0' && n[1])
            n++;
        i->number = mem_text(n);
    }
    if (spelt_before(c, i->folded))
        return deffile_fault(f, "code", 0, "\"%s\" spells two codes", i->folded);
    if (i->number && (spelt_before(c, i->number) || strcmp(i->folded, i->number) == 0))
        return deffile_fault(f, "asp_numero", 0, "\"%s\" spells two codes", i->number);
    i->group_only = strcmp(deffile_get(f, "groupe_seul"), "oui") == 0;
    if (*option && !option_on(arg, option)) {
        if (*pending_n == 16)
            return deffile_fault(f, "option", 0, "over 16 codes under an option");
        pending[(*pending_n)++] = (struct pending){c->items_n - 1, mem_text(deffile_get(f, "sinon")),
                                                   f->csv.record_line, deffile_column(f, "sinon", 0)};
    }
    return read_attributes(c, f);
}

static void declare_attributes(struct codes *c, const struct deffile *f)
{
    for (size_t k = 0; k < f->columns_n && c->attributes_n < CODES_ATTRIBUTES_MAX; k++)
        if (f->columns[k][0] == '@') {
            struct codes_attribute *a = &c->attributes[c->attributes_n++];
            *a = (struct codes_attribute){.name = mem_text(f->columns[k] + 1)};
            a->numeric = strcmp(a->name, "rang") == 0;
            if (!a->numeric)
                a->words = codes_new(a->name);
        }
}

/* A word that is a code of its own list too is shown by that code's label. */
static void label_words(const struct codes *c, struct codes *words)
{
    for (size_t i = 0; i < words->items_n; i++) {
        int32_t k = codes_find_exact(c, words->items[i].code, strlen(words->items[i].code));
        if (k < 0)
            continue;
        free(words->items[i].label);
        words->items[i].label = mem_text(c->items[k].label);
    }
}

static int seal(struct codes *c, struct deffile *f, const struct pending *pending, size_t pending_n)
{
    const char *twice;
    must(codes_seal(c, &twice) == 0); /* spellings were compared line by line */
    for (size_t a = 0; a < c->attributes_n; a++)
        if (c->attributes[a].words) {
            must(codes_seal(c->attributes[a].words, &twice) == 0);
            label_words(c, c->attributes[a].words);
        }
    for (size_t i = 0; i < pending_n; i++) {
        int32_t k = codes_find_exact(c, pending[i].instead, strlen(pending[i].instead));
        if (k < 0)
            return err_set(f->e, ERR_FORMAT, "%s:%u:%zu: sinon: \"%s\" is no code of the list", f->name,
                           pending[i].line, pending[i].column, pending[i].instead);
        c->items[pending[i].item].instead = k;
    }
    return 0;
}

int codefile_load(const char *folder, const char *name, bool (*option_on)(void *, const char *), void *arg,
                  struct codes **out, struct err *e)
{
    static const char *const wanted[] = {"code", "libelle", NULL};
    struct pending pending[16];
    size_t pending_n = 0;
    struct deffile f;
    int r;
    *out = NULL;
    if (deffile_open(&f, folder, name, wanted, e))
        return -1;
    char base[128];
    snprintf(base, sizeof base, "%.*s", (int)(strlen(name) - strlen("codes/.csv")), name + strlen("codes/"));
    struct codes *c = codes_new(base);
    declare_attributes(c, &f);
    while ((r = deffile_next(&f)) == 1)
        if (read_item(c, &f, option_on, arg, pending, &pending_n)) {
            r = -1;
            break;
        }
    if (r == 0)
        r = seal(c, &f, pending, pending_n);
    deffile_close(&f);
    for (size_t i = 0; i < pending_n; i++)
        free(pending[i].instead);
    if (r)
        codes_free(&c);
    *out = c;
    return r;
}
