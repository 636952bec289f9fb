/* Where in a JSON text a member stands: one pass over its tokens, counting depth, keeping nothing. */
#include "programme/place.h"

#include <stdbool.h>
#include <string.h>

void place_of(const char *text, size_t offset, size_t *line_out, size_t *column_out)
{
    *line_out = *column_out = 1;
    for (size_t i = 0; i < offset; i++) {
        if (text[i] == '\n') {
            ++*line_out;
            *column_out = 1;
        } else if ((text[i] & 0xc0) != 0x80) {
            ++*column_out;
        }
    }
}

static size_t skip_string(const char *s, size_t len, size_t i)
{
    for (i++; i < len && s[i] != '"'; i++)
        if (s[i] == '\\')
            i++;
    return i;
}

static bool is_key(const char *s, size_t len, size_t from, size_t to, const char *name)
{
    size_t n = strlen(name);
    if (to - from - 1 != n || memcmp(s + from + 1, name, n) != 0)
        return false;
    for (to++; to < len && strchr(" \t\r\n", s[to]); to++)
        ;
    return to < len && s[to] == ':';
}

size_t place_in_json(const char *s, size_t len, const char *array_name, size_t item, const char *name)
{
    int depth = 0;
    size_t found = 0, items = 0;
    bool in_array = false, in_item = false;
    for (size_t i = 0; i < len; i++) {
        char c = s[i];
        if (c == '"') {
            size_t end = skip_string(s, len, i);
            if (depth == 1 && array_name && is_key(s, len, i, end, array_name)) {
                in_array = true;
                found = i;
            } else if (depth == 1 && in_array) {
                break; /* past the array */
            } else if (name && depth == (array_name ? 3 : 1) && (!array_name || in_item) &&
                       is_key(s, len, i, end, name)) {
                return i;
            }
            i = end;
        } else if (c == '{' || c == '[') {
            depth++;
            if (c == '{' && depth == 3 && in_array) {
                in_item = items++ == item;
                if (in_item)
                    found = i;
                if (in_item && !name)
                    return i;
            }
        } else if (c == '}' || c == ']') {
            depth--;
            if (depth == 2 && in_item)
                return found; /* the member is not there: the item's place */
        }
    }
    return found;
}
