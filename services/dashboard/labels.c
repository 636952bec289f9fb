/* The labels of the definitions as pages print them. */
#include "dashboard/labels.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Part of a word: a letter, or a byte of one beyond ASCII. */
static bool is_letter(char c)
{
    return (unsigned char)c >= 0x80 || isalpha((unsigned char)c);
}

void label_print(const char *label, struct buf *out)
{
    for (const char *s = label; *s; s++)
        if (*s == '\'' && s > label && is_letter(s[-1]) && is_letter(s[1]))
            buf_adds(out, "’");
        else
            buf_addc(out, *s);
}

void label_key(const struct indicator *i, size_t k, char *out, size_t cap)
{
    struct buf text = {0};
    indicator_key_label(i, k, out, cap);
    label_print(out, &text);
    snprintf(out, cap, "%s", buf_text(&text));
    buf_deinit(&text);
}

static void print(struct catalogue *c, char **label)
{
    struct buf text = {0};
    if (!*label || !strchr(*label, '\''))
        return;
    label_print(*label, &text);
    *label = arena_text(&c->texts, buf_text(&text), text.len);
    buf_deinit(&text);
}

void labels_print(struct catalogue *c)
{
    for (size_t i = 0; i < c->indicators_n; i++)
        print(c, &c->indicators[i].label);
    for (size_t i = 0; i < c->populations_n; i++)
        print(c, &c->populations[i].label);
}
