/* A workbook: from the package's relations to the workbook's part, its sheets, and what they share. */
#include "io/workbook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "io/worksheet.h"
#include "programme/judge.h"

#define XML_A_BYTE                                                                                                     \
    8 /* of XML that are read for one of CSV that may come out: tags, and cells that only have a style                 \
       */
#define RELATIONS_MAX 2000
#define SHEETS_MAX 1000      /* hidden ones too */
#define XML_LEAST (1u << 20) /* for what every workbook has */
#define PATH_MAX_LEN 512     /* bytes of a part's name, and of any other that a workbook gives */
#define MAIN_PART "xl/workbook.xml"

static const char other_kind[] = "tableur";

struct relation {
    const char *id, *type, *part; /* type: the last word of its address */
};

/* The relations of a part: what it names by an id. */
struct relations {
    const char *base; /* part whose relations they are; targets stand relative to it */
    struct relation *list;
    size_t n, cap;
    struct arena texts;
};

struct listed_sheet {
    const char *name, *relation;
    bool hidden;
};

struct contents {
    struct listed_sheet *sheets;
    size_t n, cap;
    bool epoch_1904, is_workbook;
    struct arena texts;
};

static const char *last_word(const char *address)
{
    const char *slash = strrchr(address, '/');
    return slash ? slash + 1 : address;
}

static bool too_long(const char *s)
{
    return strlen(s) >= PATH_MAX_LEN;
}

/* ---- relations ---- */

static const char *resolve(struct relations *r, const char *target)
{
    char path[2 * PATH_MAX_LEN];
    size_t n = package_resolve(r->base, target, path);
    return n < PATH_MAX_LEN ? arena_text(&r->texts, path, n) : "";
}

static void on_relation(void *package, const char *name, const char **attributes)
{
    struct package *p = package;
    struct relations *r = p->reading;
    const char *id = package_attribute(attributes, "Id"), *type = package_attribute(attributes, "Type"),
               *target = package_attribute(attributes, "Target");
    if (strcmp(package_local_name(name), "Relationship") != 0 || !id || !type || !target)
        return;
    if (r->n == RELATIONS_MAX || too_long(id) || too_long(type) || too_long(target)) {
        package_stop(p, package_too_big);
        return;
    }
    r->list = mem_room(r->list, r->n, &r->cap, sizeof *r->list);
    type = last_word(type);
    r->list[r->n++] = (struct relation){.id = arena_text(&r->texts, id, strlen(id)),
                                        .type = arena_text(&r->texts, type, strlen(type)),
                                        .part = resolve(r, target)};
}

/* Those of `base` (the package itself: ""); none where it has no such part. */
static void read_relations(struct package *p, const char *base, struct relations *out)
{
    static const struct package_reader handlers = {.start = on_relation};
    char part[PATH_MAX_LEN];
    int n = snprintf(part, sizeof part, "%.*s_rels/%s.rels", (int)(last_word(base) - base), base, last_word(base));
    *out = (struct relations){.base = base};
    if (n > 0 && (size_t)n < sizeof part && package_has(p, part))
        package_read(p, part, &handlers, out);
}

static void relations_deinit(struct relations *r)
{
    free(r->list);
    arena_deinit(&r->texts);
}

static const char *part_of_type(const struct relations *r, const char *type)
{
    for (size_t i = 0; i < r->n; i++)
        if (strcasecmp(r->list[i].type, type) == 0)
            return r->list[i].part;
    return NULL;
}

/* The part of a sheet with cells; a sheet that is a chart or a macro has none. */
static const char *sheet_part(const struct relations *r, const char *id)
{
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->list[i].id, id) == 0)
            return strcmp(r->list[i].type, "worksheet") == 0 ? r->list[i].part : NULL;
    return NULL;
}

/* ---- the workbook's part ---- */

static void add_sheet(struct package *p, struct contents *c, const char **attributes)
{
    const char *name = NULL, *relation = NULL, *state = "";
    for (; *attributes; attributes += 2) {
        if (strcmp(attributes[0], "name") == 0)
            name = attributes[1];
        else if (strcmp(attributes[0], "state") == 0)
            state = attributes[1];
        else if (strchr(attributes[0], ':') && strcmp(package_local_name(attributes[0]), "id") == 0)
            relation = attributes[1];
    }
    if (!name || !relation)
        return;
    if (c->n == SHEETS_MAX || too_long(name) || too_long(relation)) {
        package_stop(p, package_too_big);
        return;
    }
    c->sheets = mem_room(c->sheets, c->n, &c->cap, sizeof *c->sheets);
    c->sheets[c->n++] = (struct listed_sheet){.name = arena_text(&c->texts, name, strlen(name)),
                                              .relation = arena_text(&c->texts, relation, strlen(relation)),
                                              .hidden = *state && strcmp(state, "visible") != 0};
}

static void on_content(void *package, const char *name, const char **attributes)
{
    struct package *p = package;
    struct contents *c = p->reading;
    const char *local = package_local_name(name);
    if (strcmp(local, "workbook") == 0) {
        c->is_workbook = true;
    } else if (strcmp(local, "workbookPr") == 0) {
        const char *epoch = package_attribute(attributes, "date1904");
        c->epoch_1904 = epoch && (strcmp(epoch, "1") == 0 || strcmp(epoch, "true") == 0);
    } else if (strcmp(local, "sheet") == 0) {
        add_sheet(p, c, attributes);
    }
}

/* ---- sheets ---- */

/* Takes a sheet that says something; the CSV of one that is of no dataset is not wanted. */
static void take_sheet(struct workbook *w, const char *name, const struct worksheet *sheet, struct buf *csv)
{
    if (!csv->len)
        return;
    w->sheets = mem_room(w->sheets, w->n, &w->cap, sizeof *w->sheets);
    struct workbook_sheet *s = &w->sheets[w->n++];
    *s = (struct workbook_sheet){.name = arena_text(&w->names, name, strlen(name))};
    if (sheet->dataset >= 0) {
        s->csv = *csv;
        *csv = (struct buf){0};
    }
}

static void read_sheets(struct package *p, const struct relations *r, const struct contents *c, struct worksheet sheet,
                        size_t sheets_max, struct workbook *out)
{
    for (size_t i = 0; i < c->n && !p->trouble; i++) {
        const char *part = sheet_part(r, c->sheets[i].relation);
        int k = sheet_dataset(sheet.definitions, c->sheets[i].name);
        struct buf csv = {0};
        if (c->sheets[i].hidden || !part || k == -2)
            continue;
        sheet.dataset = k;
        if (worksheet_read(p, part, &sheet, &csv)) {
            sheet.text_max -= k < 0 ? 0 : csv.len < sheet.text_max ? csv.len : sheet.text_max;
            take_sheet(out, c->sheets[i].name, &sheet, &csv);
        }
        buf_deinit(&csv);
        if (out->n > sheets_max)
            p->trouble = package_too_big;
    }
}

static void read_workbook(struct package *p, const char *main_part, struct worksheet sheet, size_t sheets_max,
                          struct workbook *out)
{
    static const struct package_reader handlers = {.start = on_content};
    struct contents c = {0};
    struct relations r;
    struct shared_texts texts = {0};
    struct styles styles = {0};
    read_relations(p, main_part, &r);
    if (package_read(p, main_part, &handlers, &c) && !c.is_workbook)
        p->trouble = package_broken;
    const char *part = part_of_type(&r, "styles");
    if (part)
        styles_read(p, part, &styles);
    part = part_of_type(&r, "sharedStrings");
    if (part)
        shared_texts_read(p, part, sheet.text_max, &texts);
    sheet.texts = &texts;
    sheet.styles = &styles;
    sheet.epoch_1904 = c.epoch_1904;
    read_sheets(p, &r, &c, sheet, sheets_max, out);
    styles_deinit(&styles);
    shared_texts_deinit(&texts);
    relations_deinit(&r);
    free(c.sheets);
    arena_deinit(&c.texts);
}

uint64_t workbook_xml_max(size_t text_max)
{
    return (uint64_t)text_max * XML_A_BYTE + XML_LEAST;
}

const char *workbook_read(struct zip *zip, const struct definitions *d, struct workbook_room *room,
                          struct workbook *out)
{
    const struct worksheet sheet = {.definitions = d, .text_max = room->text};
    struct package p = {.zip = zip, .left = room->xml};
    struct relations r;
    read_relations(&p, "", &r);
    const char *main_part = part_of_type(&r, "officeDocument");
    if (!main_part || !package_has(&p, main_part))
        main_part = MAIN_PART;
    size_t n = strlen(main_part);
    if (n > 4 && strcasecmp(main_part + n - 4, ".bin") == 0)
        p.trouble = other_kind;
    else
        read_workbook(&p, main_part, sheet, room->sheets, out);
    relations_deinit(&r);
    room->xml = p.left;
    if (p.trouble)
        workbook_deinit(out);
    return p.trouble;
}

void workbook_deinit(struct workbook *w)
{
    for (size_t i = 0; i < w->n; i++)
        buf_deinit(&w->sheets[i].csv);
    free(w->sheets);
    arena_deinit(&w->names);
    *w = (struct workbook){0};
}
