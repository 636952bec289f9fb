/* The styles of a workbook: xl/styles.xml, from a cell's format to the number format to what a number is. */
#include "io/styles.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"

#define FORMATS_MAX 65536 /* of cells, and of numbers: more cannot be told apart by Excel */

struct reader {
    struct styles *out;
    struct map written; /* number format's id → enum excel_kind */
    bool in_formats;    /* in cellXfs: cellStyleXfs has formats too, which no cell names */
};

static void add_number_format(struct reader *r, const char **attributes)
{
    const char *id = package_attribute(attributes, "numFmtId"), *code = package_attribute(attributes, "formatCode");
    if (!id || !code || r->written.n == FORMATS_MAX)
        return;
    unsigned long n = strtoul(id, NULL, 10);
    map_set(&r->written, &n, sizeof n, excel_format_kind(code));
}

static void add_cell_format(struct package *p, struct reader *r, const char **attributes)
{
    const char *id = package_attribute(attributes, "numFmtId");
    unsigned long n = id ? strtoul(id, NULL, 10) : 0;
    uint64_t kind;
    if (r->out->n == FORMATS_MAX) {
        package_stop(p, package_too_big);
        return;
    }
    if (!map_get(&r->written, &n, sizeof n, &kind))
        kind = excel_builtin_kind(n);
    r->out->kinds = mem_room(r->out->kinds, r->out->n, &r->out->cap, sizeof *r->out->kinds);
    r->out->kinds[r->out->n++] = (uint8_t)kind;
}

static void on_start(void *package, const char *name, const char **attributes)
{
    struct package *p = package;
    struct reader *r = p->reading;
    const char *local = package_local_name(name);
    if (strcmp(local, "numFmt") == 0)
        add_number_format(r, attributes);
    else if (strcmp(local, "cellXfs") == 0)
        r->in_formats = true;
    else if (r->in_formats && strcmp(local, "xf") == 0)
        add_cell_format(p, r, attributes);
}

static void on_end(void *package, const char *name)
{
    struct reader *r = ((struct package *)package)->reading;
    if (strcmp(package_local_name(name), "cellXfs") == 0)
        r->in_formats = false;
}

bool styles_read(struct package *p, const char *part, struct styles *out)
{
    static const struct package_reader handlers = {.start = on_start, .end = on_end};
    struct reader r = {.out = out};
    bool done = package_read(p, part, &handlers, &r);
    map_deinit(&r.written);
    return done;
}

enum excel_kind styles_kind(const struct styles *s, unsigned long format)
{
    return format < s->n ? (enum excel_kind)s->kinds[format] : EXCEL_NUMBER;
}

void styles_deinit(struct styles *s)
{
    free(s->kinds);
    *s = (struct styles){0};
}
