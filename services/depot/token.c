/* The reporters' tokens: whole files of `cvg key new`, or the token alone. */
#include "depot/token.h"

#include <ctype.h>
#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

#define KEY_BYTES_MAX 8192

static char *token_of(const struct buf *b)
{
    json_t *doc = b->data && b->data[0] == '{' ? json_loadb(b->data, b->len, 0, NULL) : NULL;
    const char *text = doc ? json_string_value(json_object_get(doc, "token")) : buf_text(b);
    size_t n = 0;
    while (text && isgraph((unsigned char)text[n]))
        n++;
    char *token = n && text[n + strspn(text + n, " \r\n\t")] == 0 ? mem_text_n(text, n) : NULL;
    json_decref(doc);
    return token;
}

char *token_read(const char *dir, const char *reporter)
{
    static const char *const ends[] = {".json", ""};
    char *token = NULL;
    for (size_t i = 0; i < sizeof ends / sizeof *ends && !token; i++) {
        struct buf path = {0}, b = {0};
        buf_addf(&path, "%s/%s%s", dir, reporter, ends[i]);
        if (buf_read_file(&b, buf_text(&path), KEY_BYTES_MAX, NULL) == 0)
            token = token_of(&b);
        if (b.data)
            sodium_memzero(b.data, b.len);
        buf_deinit(&b);
        buf_deinit(&path);
    }
    return token;
}

void token_free(char **token)
{
    if (*token)
        sodium_memzero(*token, strlen(*token));
    mem_free(token);
}
