/* A finding's message taken apart, by the template that it was made from. */
#include "depot/split.h"

#include <ctype.h>
#include <string.h>

#define CERTAIN_BYTES 2 /* of literal text that a second sentence must begin with */

const char *split_second(const char *text)
{
    for (const char *p = strstr(text, ". "); p; p = strstr(p + 1, ". "))
        if (isupper((unsigned char)p[2]) || (p[2] & 0x80))
            return p + 2;
    return NULL;
}

/* The last place in `message` where a sentence begins with these bytes; NULL: none. */
static const char *find_last(const char *message, const char *literal, size_t len)
{
    const char *found = NULL;
    for (const char *p = strstr(message, ". "); p; p = strstr(p + 1, ". "))
        if (strncmp(p + 2, literal, len) == 0)
            found = p + 2;
    return found;
}

size_t split_message(const struct definitions *d, const char *code, const char *message)
{
    const char *best = NULL;
    size_t best_len = 0;
    for (size_t i = 0; i < d->rules_n; i++) {
        const char *second = strcmp(d->rules[i].code, code) == 0 ? split_second(d->rules[i].message) : NULL;
        size_t len = second ? strcspn(second, "{") : 0; /* up to the first placeholder */
        if (len < CERTAIN_BYTES || len < best_len)
            continue;
        const char *found = find_last(message, second, len);
        if (found) {
            best = found;
            best_len = len;
        }
    }
    return best ? (size_t)(best - message) - 1 : strlen(message);
}
