/* Members of a report's JSON, each looked at before it is used. */
#include "programme/rapport_lecture.h"

#include <math.h>
#include <string.h>

#include "base/cal.h"

#define ENTRIES_MAX 4000000 /* of a list */

void lecture_spoil(struct rapport_lecture *x, const char *what)
{
    if (!x->wrong)
        x->wrong = what;
}

const char *lecture_text(struct rapport_lecture *x, const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    if (!json_is_string(v)) {
        lecture_spoil(x, key);
        return "";
    }
    return arena_text(&x->r->memoire, json_string_value(v), json_string_length(v));
}

int64_t lecture_integer(struct rapport_lecture *x, const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    if (!json_is_integer(v))
        lecture_spoil(x, key);
    return json_integer_value(v);
}

int32_t lecture_small(struct rapport_lecture *x, const json_t *o, const char *key)
{
    int64_t v = lecture_integer(x, o, key);
    if (v < INT32_MIN || v > INT32_MAX)
        lecture_spoil(x, key);
    return (int32_t)v;
}

bool lecture_boolean(struct rapport_lecture *x, const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    if (!json_is_boolean(v))
        lecture_spoil(x, key);
    return json_is_true(v);
}

bool lecture_flag(struct rapport_lecture *x, const json_t *o, const char *key)
{
    return json_object_get(o, key) && lecture_boolean(x, o, key);
}

int32_t lecture_day_of(struct rapport_lecture *x, const json_t *v, const char *key)
{
    int32_t day = CELL_NULL;
    if (!json_is_null(v) && (!json_is_string(v) || !cal_parse_iso(json_string_value(v), json_string_length(v), &day)))
        lecture_spoil(x, key);
    return day;
}

int32_t lecture_day(struct rapport_lecture *x, const json_t *o, const char *key)
{
    return lecture_day_of(x, json_object_get(o, key), key);
}

int64_t lecture_instant(struct rapport_lecture *x, const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    int64_t us = 0;
    if (!json_is_null(v) && (!json_is_string(v) || !cal_parse_instant(json_string_value(v), &us)))
        lecture_spoil(x, key);
    return us;
}

int64_t lecture_number(struct rapport_lecture *x, const json_t *o, const char *key, bool decimal)
{
    const json_t *v = json_object_get(o, key);
    if (!decimal)
        return lecture_integer(x, o, key);
    double n = json_number_value(v) * 100;
    if (!json_is_number(v) || fabs(n) > 1e17) {
        lecture_spoil(x, key);
        return 0;
    }
    return llround(n);
}

const json_t *lecture_list(struct rapport_lecture *x, const json_t *o, const char *key, size_t size, void *items_out,
                           size_t *n_out)
{
    const json_t *v = json_object_get(o, key);
    size_t n = json_array_size(v);
    if (!json_is_array(v) || n > ENTRIES_MAX) {
        lecture_spoil(x, key);
        n = 0;
    }
    void *items = arena_new(&x->r->memoire, n * size + 1);
    memcpy(items_out, &items, sizeof items);
    *n_out = n;
    return v;
}

size_t lecture_perimetre(struct rapport_lecture *x, const json_t *o)
{
    struct scope s;
    const char *name = json_string_value(json_object_get(o, "perimetre"));
    size_t i = name && scope_parse(name, &s, NULL) == 0 ? rapport_find_perimetre(x->r, &s) : RAPPORT_SANS;
    if (i == RAPPORT_SANS)
        lecture_spoil(x, "perimetre");
    return i;
}
