/* The sentence of a finding's rule without the values: what is kept is what stands in the definitions. */
#include "programme/finding_generic.h"

#include <string.h>

#include "base/text.h"

#define QUOTED "« {valeur} »"
#define HIDDEN "…"

static const char TEXT_MASKED[] = "La valeur (masquée)"; /* as finding.c begins a message whose value is masked */
static const char TEXT_UNKNOWN[] = "Une règle qui n'existe plus a trouvé ici une donnée à vérifier.";

struct span {
    const char *p;
    size_t len;
};

/* The literal text before the next placeholder, or to the end; `after` is what follows the placeholder. */
static struct span literal_of(const char *template, struct span *name, const char **after)
{
    const char *open = template;
    while (*open && !(*open == '{' && strchr(open, '}')))
        open++;
    const char *close = *open ? strchr(open, '}') : open;
    *name = (struct span){open + (*open != 0), *open ? (size_t)(close - open) - 1 : 0};
    *after = *open ? close + 1 : close;
    return (struct span){template, (size_t)(open - template)};
}

static const char *find(const char *text, struct span s)
{
    return s.len ? memmem(text, strlen(text), s.p, s.len) : text;
}

/* Is the message one that the template gives? Each literal of it stands in the message, in order, the first at its
 * beginning and the last at its end. */
static bool gives(const char *template, const char *message)
{
    if (text_starts(template, QUOTED) && text_starts(message, TEXT_MASKED)) {
        template += strlen(QUOTED);
        message += strlen(TEXT_MASKED);
    }
    for (bool first = true;; first = false) {
        struct span name, literal = literal_of(template, &name, &template);
        size_t left = strlen(message);
        if (!name.len && !*template) /* the last */
            return first ? left == literal.len && memcmp(message, literal.p, left) == 0
                         : left >= literal.len && memcmp(message + left - literal.len, literal.p, literal.len) == 0;
        const char *at = first ? message : find(message, literal);
        if (!at || (first && (left < literal.len || memcmp(message, literal.p, literal.len) != 0)))
            return false;
        message = at + literal.len;
    }
}

static const struct rule *rule_of(const struct definitions *d, const struct told_finding *f)
{
    for (size_t i = 0; i < d->rules_n; i++)
        if (strcmp(d->rules[i].code, f->code) == 0 && gives(d->rules[i].message, f->message))
            return &d->rules[i];
    return NULL;
}

const char *finding_generic_column(const struct definitions *d, const struct told_finding *f)
{
    int dataset = definitions_find_dataset(d, f->dataset);
    return dataset >= 0 && dataset_find_field(d->datasets[dataset], f->column) >= 0 ? f->column : "";
}

static void put_placeholder(struct buf *out, struct span name, const struct definitions *d,
                            const struct told_finding *f)
{
    const struct {
        const char *name, *text;
    } shown[] = {{"colonne", finding_generic_column(d, f)},
                 {"jeu", definitions_find_dataset(d, f->dataset) >= 0 ? f->dataset : ""}};
    const char *text = HIDDEN;
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        if (name.len == strlen(shown[i].name) && memcmp(name.p, shown[i].name, name.len) == 0 && *shown[i].text)
            text = shown[i].text;
    buf_adds(out, text);
}

void finding_generic(const struct definitions *d, const struct told_finding *f, struct buf *out)
{
    const struct rule *rule = rule_of(d, f);
    if (!rule) {
        buf_adds(out, TEXT_UNKNOWN);
        return;
    }
    if (rule->of_submission) {
        buf_adds(out, f->message);
        return;
    }
    for (const char *p = rule->message; *p;) {
        struct span name, literal = literal_of(p, &name, &p);
        buf_add(out, literal.p, literal.len);
        if (name.len)
            put_placeholder(out, name, d, f);
    }
}
