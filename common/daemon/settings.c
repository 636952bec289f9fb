/* Settings: tables of keys, values from the environment, a file or the default, all checked before anything opens. */
#include "daemon/settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"

#define PREFIX "CVG_"
#define FILE_MAX (1 << 20)
#define INT_KINDS(k) ((k) == SETTING_INT || (k) == SETTING_BYTES)
#define TEXT_KINDS(k) ((k) == SETTING_TEXT || (k) == SETTING_PATH || (k) == SETTING_ADDRESS)

struct entry {
    const struct setting *row;
    char *text; /* as given; NULL: the default */
    int64_t number;
};

struct settings {
    struct entry *items; /* [n] */
    size_t n, cap;
};

static struct entry *find(const struct settings *s, const char *key)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->items[i].row->key, key) == 0)
            return &s->items[i];
    return NULL;
}

struct settings *settings_new(const struct setting *const *tables)
{
    struct settings *s = mem_new(sizeof *s);
    for (; *tables; tables++)
        for (const struct setting *row = *tables; row->kind; row++) {
            must(!find(s, row->key));
            s->items = mem_room(s->items, s->n, &s->cap, sizeof *s->items);
            s->items[s->n++] = (struct entry){.row = row};
        }
    return s;
}

void settings_free(struct settings **sp)
{
    struct settings *s = *sp;
    *sp = NULL;
    if (!s)
        return;
    for (size_t i = 0; i < s->n; i++)
        free(s->items[i].text);
    free(s->items);
    free(s);
}

static bool parse_number(const char *t, bool bytes, int64_t *out)
{
    static const struct {
        const char *unit;
        int shift;
    } units[] = {{"", 0}, {"K", 10}, {"KiB", 10}, {"M", 20}, {"MiB", 20}, {"G", 30}, {"GiB", 30}};
    char *end;
    errno = 0;
    long long v = strtoll(t, &end, 10);
    if (end == t || errno || strchr(" \t\n", *t) || (bytes && v < 0))
        return false;
    for (size_t i = 0; i < (bytes ? sizeof units / sizeof *units : 1); i++)
        if (strcasecmp(end, units[i].unit) == 0 && v <= INT64_MAX >> units[i].shift) {
            *out = v * (1ll << units[i].shift);
            return true;
        }
    return false;
}

static bool parse_bool(const char *t, int64_t *out)
{
    static const char *const words[2][5] = {{"no", "false", "off", "0", "non"}, {"yes", "true", "on", "1", "oui"}};
    for (int value = 0; value < 2; value++)
        for (size_t i = 0; i < 5; i++)
            if (strcasecmp(t, words[value][i]) == 0) {
                *out = value;
                return true;
            }
    return false;
}

static bool good_address(const char *t)
{
    if (text_starts(t, "ipc://") || text_starts(t, "inproc://"))
        return strstr(t, "://")[3] != 0;
    bool tcp = text_starts(t, "tcp://");
    const char *host = tcp ? t + 6 : t, *colon = strrchr(host, ':');
    if (!colon || !colon[1] || (!tcp && strstr(t, "://")))
        return false;
    if (tcp && strcmp(colon, ":*") == 0)
        return colon > host;
    if (strspn(colon + 1, "0123456789") != strlen(colon + 1) || strlen(colon + 1) > 5 || atoi(colon + 1) > 65535)
        return false;
    if (*host == '[')
        return colon > host + 2 && colon[-1] == ']';
    return !memchr(host, ':', (size_t)(colon - host));
}

/* What a value of this row should be, for people. */
static void describe(const struct setting *row, struct buf *out)
{
    static const char *const kinds[] = {
        [SETTING_TEXT] = "a text",    [SETTING_INT] = "an integer",
        [SETTING_BOOL] = "yes or no", [SETTING_BYTES] = "a size in bytes (K, M, G)",
        [SETTING_PATH] = "a path",    [SETTING_ADDRESS] = "an address (HOST:PORT, ipc://PATH, tcp://HOST:PORT)",
    };
    buf_adds(out, kinds[row->kind]);
    if (row->min || row->max)
        buf_addf(out, TEXT_KINDS(row->kind) ? " of %lld to %lld bytes" : " from %lld to %lld", (long long)row->min,
                 (long long)row->max);
}

/* Is the text a good value of the row? Gives the number of those that are numbers. */
static bool check_value(const struct setting *row, const char *t, int64_t *number)
{
    int64_t size = (int64_t)strlen(t);
    switch (row->kind) {
    case SETTING_INT:
    case SETTING_BYTES:
        if (!parse_number(t, row->kind == SETTING_BYTES, number))
            return false;
        size = *number;
        break;
    case SETTING_BOOL:
        return parse_bool(t, number);
    case SETTING_PATH:
    case SETTING_ADDRESS:
        if (!size) /* switched off, where the default allows it */
            return row->value && !*row->value;
        if (row->kind == SETTING_ADDRESS && !good_address(t))
            return false;
        break;
    default:
        break;
    }
    return !(row->min || row->max) || (size >= row->min && size <= row->max);
}

static int refuse(const struct setting *row, const char *found, struct err *e)
{
    struct buf want = {0};
    describe(row, &want);
    if (found)
        err_fill(e, ERR_SETTING, PREFIX "%s should be %s, found \"%.100s\"", row->key, buf_text(&want), found);
    else
        err_fill(e, ERR_SETTING, PREFIX "%s is missing: %s (%s)", row->key, row->help, buf_text(&want));
    buf_deinit(&want);
    return -1;
}

int settings_set(struct settings *s, const char *key, const char *value, struct err *e)
{
    struct entry *it = find(s, key);
    int64_t number = 0;
    if (!it)
        return err_set(e, ERR_SETTING, PREFIX "%.100s is not a setting of this daemon (--help lists them)", key);
    if (!check_value(it->row, value, &number))
        return refuse(it->row, value, e);
    free(it->text);
    it->text = mem_text(value);
    it->number = number;
    return 0;
}

int settings_check(struct settings *s, struct err *e)
{
    for (size_t i = 0; i < s->n; i++) {
        struct entry *it = &s->items[i];
        if (it->text)
            continue;
        if (!it->row->value)
            return refuse(it->row, NULL, e);
        must(check_value(it->row, it->row->value, &it->number)); /* a default is part of the program */
    }
    return 0;
}

int settings_read_environment(struct settings *s, struct err *e)
{
    char name[128];
    for (size_t i = 0; i < s->n; i++) {
        snprintf(name, sizeof name, PREFIX "%s", s->items[i].row->key);
        const char *value = getenv(name);
        if (value && settings_set(s, s->items[i].row->key, value, e) < 0)
            return -1;
    }
    return 0;
}

/* One line of the file: "KEY = value". `seen` has a mark for each key that came already. */
static int read_line(struct settings *s, char *line, char *seen, struct err *e)
{
    const char *key = line, *value;
    size_t key_len, value_len;
    char *equals = strchr(line, '=');
    key_len = equals ? (size_t)(equals - line) : strlen(line);
    text_trim(&key, &key_len);
    if (!key_len && !equals)
        return 0;
    if (*key == '#')
        return 0;
    if (!equals || !key_len)
        return err_set(e, ERR_SETTING, "not \"KEY = value\"");
    value = equals + 1;
    value_len = strlen(value);
    text_trim(&value, &value_len);
    if (value_len >= 2 && (*value == '"' || *value == '\'') && value[value_len - 1] == *value) {
        value++;
        value_len -= 2;
    }
    char *k = mem_text_n(key, key_len), *v = mem_text_n(value, value_len);
    const char *bare = text_starts(k, PREFIX) ? k + strlen(PREFIX) : k;
    const struct entry *it = find(s, bare);
    int rc = it && seen[it - s->items] ? err_set(e, ERR_SETTING, PREFIX "%s stands there twice", bare)
                                       : settings_set(s, bare, v, e);
    if (rc == 0)
        seen[it - s->items] = 1;
    free(k);
    free(v);
    return rc;
}

int settings_read_file(struct settings *s, const char *path, struct err *e)
{
    struct buf b = {0};
    int rc = buf_read_file(&b, path, FILE_MAX, e), line_n = 0;
    char *seen = mem_new(s->n), *rest = b.data, *line;
    if (rc < 0)
        e->code = ERR_SETTING;
    if (rc == 0 && memchr(buf_text(&b), 0, b.len))
        rc = err_set(e, ERR_SETTING, "%s: not a text file", path);
    while (rc == 0 && (line = strsep(&rest, "\n"))) {
        line_n++;
        line[strcspn(line, "\r")] = 0;
        rc = read_line(s, line, seen, e);
        if (rc < 0)
            err_prefix(e, "%s line %d", path, line_n);
    }
    free(seen);
    buf_deinit(&b);
    return rc;
}

static const char *text_of(const struct entry *it)
{
    must(it->text || it->row->value);
    return it->text ? it->text : it->row->value;
}

const char *settings_text(const struct settings *s, const char *key)
{
    const struct entry *it = find(s, key);
    must(it && TEXT_KINDS(it->row->kind));
    return text_of(it);
}

int64_t settings_int(const struct settings *s, const char *key)
{
    const struct entry *it = find(s, key);
    must(it && INT_KINDS(it->row->kind));
    return it->number;
}

bool settings_bool(const struct settings *s, const char *key)
{
    const struct entry *it = find(s, key);
    must(it && it->row->kind == SETTING_BOOL);
    return it->number != 0;
}

void settings_print(const struct settings *s, struct buf *out)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct setting *row = s->items[i].row;
        buf_addf(out, "  " PREFIX "%s\n      %s\n      ", row->key, row->help);
        describe(row, out);
        if (row->value)
            buf_addf(out, *row->value ? ", default %s\n" : ", default: empty%s\n", row->value);
        else
            buf_adds(out, ", must be given\n");
    }
}
