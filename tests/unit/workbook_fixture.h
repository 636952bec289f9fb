/* Workbooks that tests put together from their parts. */
#ifndef CVG_TESTS_WORKBOOK_FIXTURE_H
#define CVG_TESTS_WORKBOOK_FIXTURE_H

#include <string.h>

#include "zip_fixture.h"

#define BOOK_SHEETS 3
#define RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

/* What is NULL is not in the workbook, or is the plainest thing. */
struct book {
    const char *sheets[BOOK_SHEETS]; /* inside of <sheetData> */
    const char *names[BOOK_SHEETS];  /* attributes of <sheet>: name, state; NULL: accompagnants, salaries, autre */
    const char *workbook;            /* before <sheets> */
    const char *shared, *styles;     /* inside of <sst>; of <styleSheet> */
    const char *raw_name, *raw;      /* a part as it stands, instead of one of the same name, or a further one */
    size_t raw_len;                  /* 0: a text */
};

static inline void book_part(struct entry *entries, size_t *n, struct buf *all, const struct book *b, const char *name,
                             const char *before, const char *inside, const char *after)
{
    if (b->raw_name && strcmp(b->raw_name, name) == 0)
        return;
    size_t from = all->len;
    buf_addf(all, "%s%s%s", before, inside, after);
    entries[*n] = (struct entry){.name = name, .len = all->len - from};
    ++*n;
}

static inline struct buf make_book(const struct book *b)
{
    static const char *const parts[BOOK_SHEETS] = {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml",
                                                   "xl/worksheets/sheet3.xml"},
                             *const names[BOOK_SHEETS] = {"name=\"accompagnants\"", "name=\"salaries\"",
                                                          "name=\"autre\""};
    static const char head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    struct entry entries[10];
    struct buf all = {0}, list = {0}, relations = {0};
    size_t n = 0, at = 0;
    for (int i = 0; i < BOOK_SHEETS; i++) {
        if (!b->sheets[i])
            continue;
        buf_addf(&list, "<sheet %s sheetId=\"%d\" r:id=\"rId%d\"/>", b->names[i] ? b->names[i] : names[i], 7 - i,
                 i + 1);
        buf_addf(&relations,
                 "<Relationship Id=\"rId%d\" Type=\"" RELATION "worksheet\" Target=\"worksheets/sheet%d.xml\"/>", i + 1,
                 i + 1);
    }
    buf_adds(&relations,
             "<Relationship Id=\"rId8\" Type=\"" RELATION "styles\" Target=\"styles.xml\"/>"
             "<Relationship Id=\"rId9\" Type=\"" RELATION "sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>");
    book_part(entries, &n, &all, b, "[Content_Types].xml", head, "<Types/>", "");
    book_part(entries, &n, &all, b, "_rels/.rels", head,
              "<Relationships><Relationship Id=\"rId1\" Type=\"" RELATION
              "officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
              "");
    struct buf inside = {0};
    buf_addf(&inside, "%s<sheets>%s</sheets>", b->workbook ? b->workbook : "", buf_text(&list));
    book_part(entries, &n, &all, b, "xl/workbook.xml", "<workbook xmlns:r=\"r\">", buf_text(&inside), "</workbook>");
    book_part(entries, &n, &all, b, "xl/_rels/workbook.xml.rels", "<Relationships>", buf_text(&relations),
              "</Relationships>");
    book_part(entries, &n, &all, b, "xl/styles.xml", "<styleSheet>", b->styles ? b->styles : "", "</styleSheet>");
    book_part(entries, &n, &all, b, "xl/sharedStrings.xml", "<sst>", b->shared ? b->shared : "", "</sst>");
    for (int i = 0; i < BOOK_SHEETS; i++)
        if (b->sheets[i])
            book_part(entries, &n, &all, b, parts[i], "<worksheet><sheetData>", b->sheets[i],
                      "</sheetData></worksheet>");
    for (size_t i = 0; i < n; at += entries[i++].len)
        entries[i].bytes = all.data + at;
    if (b->raw_name)
        entries[n++] =
            (struct entry){.name = b->raw_name, .bytes = b->raw, .len = b->raw_len ? b->raw_len : strlen(b->raw)};
    struct buf zip = make_zip(entries, n);
    buf_deinit(&inside);
    buf_deinit(&list);
    buf_deinit(&relations);
    buf_deinit(&all);
    return zip;
}

#endif
