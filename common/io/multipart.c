/* Splits a whole multipart/form-data body into its parts, without copying. */
#include "io/multipart.h"

#include <string.h>
#include <strings.h>

struct span {
    const char *p;
    size_t len;
};

static bool blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Does s begin with `word`, case aside? */
static bool begins(struct span s, const char *word)
{
    size_t n = strlen(word);
    return s.len >= n && strncasecmp(s.p, word, n) == 0;
}

/* Takes `; name=value` or `; name="value"` off the front of s. A quoted value keeps its escapes. False at the end. */
static bool take_parameter(struct span *s, struct span *name, struct span *value)
{
    const char *p = s->p, *end = s->p + s->len;
    while (p < end && (blank(*p) || *p == ';'))
        p++;
    *name = (struct span){.p = p};
    while (p < end && *p != '=' && *p != ';')
        p++;
    name->len = (size_t)(p - name->p);
    while (name->len && blank(name->p[name->len - 1]))
        name->len--;
    if (p < end && *p == '=')
        p++;
    while (p < end && blank(*p))
        p++;
    *value = (struct span){.p = p};
    if (p < end && *p == '"') {
        value->p = ++p;
        while (p < end && *p != '"')
            p += *p == '\\' && p + 1 < end ? 2 : 1;
        value->len = (size_t)(p - value->p);
        while (p < end && *p != ';')
            p++;
    } else {
        while (p < end && *p != ';' && !blank(*p))
            p++;
        value->len = (size_t)(p - value->p);
    }
    *s = (struct span){.p = p, .len = (size_t)(end - p)};
    return name->len > 0;
}

static bool named(struct span name, const char *word)
{
    return name.len == strlen(word) && begins(name, word);
}

bool multipart_is(const char *content_type)
{
    static const char type[] = "multipart/form-data";
    char after;
    if (!content_type || strncasecmp(content_type, type, sizeof type - 1) != 0)
        return false;
    after = content_type[sizeof type - 1];
    return after == 0 || after == ';' || blank(after);
}

static int find_boundary(const char *content_type, struct span *out, struct err *e)
{
    const char *semicolon = multipart_is(content_type) ? strchr(content_type, ';') : NULL;
    struct span rest = {.p = semicolon, .len = semicolon ? strlen(semicolon) : 0}, name, value;
    while (rest.len && take_parameter(&rest, &name, &value)) {
        if (!named(name, "boundary"))
            continue;
        if (!value.len || value.len > MULTIPART_BOUNDARY_MAX || memchr(value.p, '\r', value.len) ||
            memchr(value.p, '\n', value.len))
            break;
        *out = value;
        return 0;
    }
    return err_set(e, ERR_FORMAT, "multipart: no usable boundary in the Content-Type");
}

/* A delimiter line: the content before it ends at content_end, what follows it begins at next. */
struct delimiter {
    size_t content_end, next;
    bool last;
};

/* Is there one at `at`, a start of a line? "--" and the boundary, "--" more for the last one, blanks, the end of the
 * line. */
static bool is_delimiter(const char *body, size_t len, size_t at, struct span boundary, struct delimiter *out)
{
    size_t i = at + 2 + boundary.len;
    if (i > len || body[at] != '-' || body[at + 1] != '-' || memcmp(body + at + 2, boundary.p, boundary.len) != 0)
        return false;
    out->last = i + 2 <= len && body[i] == '-' && body[i + 1] == '-';
    if (out->last)
        i += 2;
    while (i < len && blank(body[i]))
        i++;
    if (i < len && body[i] == '\r')
        i++;
    if (i < len && body[i] == '\n')
        i++;
    else if (i < len || !out->last)
        return false; /* a longer line that only begins like it */
    out->next = i;
    out->content_end = at;
    if (at) /* the line end before it is its own */
        out->content_end -= at >= 2 && body[at - 2] == '\r' ? 2 : 1;
    return true;
}

/* The next delimiter from `at` on, which must be the start of a line. */
static bool find_delimiter(const char *body, size_t len, size_t at, struct span boundary, struct delimiter *out)
{
    while (at < len) {
        if (is_delimiter(body, len, at, boundary, out))
            return true;
        const char *lf = memchr(body + at, '\n', len - at);
        at = lf ? (size_t)(lf - body) + 1 : len;
    }
    return false;
}

static void read_disposition(struct span value, struct multipart_part *part)
{
    struct span name, text;
    const char *semicolon = memchr(value.p, ';', value.len);
    if (!semicolon)
        return;
    struct span rest = {.p = semicolon, .len = value.len - (size_t)(semicolon - value.p)};
    bool by_file = false; /* an empty filename, as browsers send for a field left empty, gives no name */
    while (rest.len && take_parameter(&rest, &name, &text)) {
        bool file = named(name, "filename");
        part->is_file |= file;
        if (file ? !text.len : (!named(name, "name") || by_file))
            continue;
        part->name = text.p;
        part->name_len = text.len;
        by_file = file;
    }
}

/* The headers of a part, up to and with the empty line; `body + at` is where they begin. */
static int read_headers(const char *body, size_t end, size_t at, struct multipart_part *part, struct err *e)
{
    static const char disposition[] = "Content-Disposition:";
    for (size_t start = at; at < end;) {
        const char *lf = memchr(body + at, '\n', end - at);
        size_t next = lf ? (size_t)(lf - body) + 1 : end;
        if (next - start > MULTIPART_HEADER_MAX)
            return err_set(e, ERR_LIMIT, "multipart: the headers of a part are over %d bytes", MULTIPART_HEADER_MAX);
        if (!lf)
            break;
        struct span line = {.p = body + at, .len = next - 1 - at};
        if (line.len && line.p[line.len - 1] == '\r')
            line.len--;
        at = next;
        if (!line.len) {
            part->data = body + at;
            part->len = end - at;
            return 0;
        }
        if (begins(line, disposition))
            read_disposition(
                (struct span){.p = line.p + sizeof disposition - 1, .len = line.len - sizeof disposition + 1}, part);
    }
    return err_set(e, ERR_FORMAT, "multipart: a part has no end of its headers");
}

int multipart_parse(const char *content_type, const char *body, size_t len,
                    struct multipart_part parts[MULTIPART_PARTS_MAX], size_t *n_out, struct err *e)
{
    struct span boundary;
    struct delimiter from, to;
    *n_out = 0;
    if (find_boundary(content_type, &boundary, e) < 0)
        return -1;
    if (!find_delimiter(body, len, 0, boundary, &from))
        return err_set(e, ERR_FORMAT, "multipart: the boundary does not appear in the body");
    for (; !from.last; from = to) {
        if (*n_out == MULTIPART_PARTS_MAX)
            return err_set(e, ERR_LIMIT, "multipart: more than %d parts", MULTIPART_PARTS_MAX);
        if (!find_delimiter(body, len, from.next, boundary, &to))
            return err_set(e, ERR_FORMAT, "multipart: the last delimiter is missing: the body was cut");
        struct multipart_part *part = &parts[*n_out];
        *part = (struct multipart_part){0};
        if (to.content_end < from.next)
            return err_set(e, ERR_FORMAT, "multipart: an empty part");
        if (read_headers(body, to.content_end, from.next, part, e) < 0)
            return -1;
        if (!part->name || !part->name_len)
            return err_set(e, ERR_FORMAT, "multipart: a part without a name");
        ++*n_out;
    }
    return 0;
}
