/* Tests of workbooks as they are sent: each sheet as the CSV that says the same, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "io/unzip.h"
#include "programme_fixture.h"
#include "workbook_fixture.h"

#define PLENTY (8u << 20)

static struct definitions *defs;

static int setup(void **state)
{
    (void)state;
    defs = fixture_definitions();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    definitions_free(&defs);
    return 0;
}

/* Opens a workbook under a name; the list and the bytes are the caller's. */
static struct unzipped open_book(const struct book *b, const char *name, size_t plain_max, struct buf *bytes)
{
    struct unzipped u;
    *bytes = make_book(b);
    struct submission_file f = {.name = name, .bytes = bytes->data, .len = bytes->len};
    unzip_expand(defs, &f, 1, plain_max, &u);
    return u;
}

static void expect_csv(const struct book *b, const char *csv)
{
    struct buf bytes;
    struct unzipped u = open_book(b, "nuit.xlsx", PLENTY, &bytes);
    assert_int_equal(u.n, 1);
    if (u.files[0].trouble)
        fail_msg("%s instead of\n%s", u.files[0].trouble, csv);
    assert_string_equal(u.files[0].name, "nuit.xlsx");
    if (u.files[0].len != strlen(csv) || memcmp(u.files[0].bytes, csv, u.files[0].len) != 0)
        fail_msg("\n%.*s instead of\n%s", (int)u.files[0].len, u.files[0].bytes, csv);
    unzipped_deinit(&u);
    buf_deinit(&bytes);
}

static void expect_trouble(const struct book *b, const char *trouble)
{
    struct buf bytes;
    struct unzipped u = open_book(b, "", PLENTY, &bytes);
    assert_int_equal(u.n, 1);
    assert_null(u.files[0].sheet);
    assert_ptr_equal(u.files[0].bytes, bytes.data);
    assert_string_equal(u.files[0].trouble ? u.files[0].trouble : "none", trouble);
    assert_int_equal(u.blocks_n, 0);
    unzipped_deinit(&u);
    buf_deinit(&bytes);
}

static void test_cells(void **state)
{
    (void)state;
    static const struct {
        const char *rows, *csv;
    } cases[] = {
        {"<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>2</v></c></row>", "cip_ref;a b\n"},
        {"<row><c t=\"s\"><v>1</v></c><c/><c t=\"s\"><v>0</v></c></row>", "\"dit \"\"non\"\"; oui\";;cip_ref\n"},
        {"<row r=\"2\"><c r=\"B2\" t=\"inlineStr\"><is><t>x</t></is></c></row><row r=\"5\"><c "
         "r=\"A5\"><v>1</v></c></row>",
         "\n;x\n\n\n1;\n"}, /* rows and columns that are not there; as wide as the header */
        {"<row r=\"1\"><c r=\"A1\" t=\"str\"><f>B1&amp;\"x\"</f><v>x</v></c><c r=\"B1\" t=\"b\"><v>1</v></c><c "
         "r=\"C1\" "
         "t=\"e\"><v>#N/A</v></c><c r=\"D1\"><f>1+1</f><v>2</v></c><c r=\"E1\"><f>1</f></c></row>",
         "x;1;#N/A;2\n"},
        {"<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><r><rPr><b/></rPr><t>gr</t></r><r><t xml:space=\"preserve\">as "
         "</t></r><rPh sb=\"0\" eb=\"1\"><t>phon</t></rPh><phoneticPr/></is></c></row>",
         "gras \n"},
        {"<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>deux&#10;lignes, ici</t></is></c></row>",
         "\"deux lignes, ici\"\n"},
        {"<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\"><c r=\"C2\"><v>3</v></c><c r=\"D2\" s=\"1\"/></row>",
         "1\n;;3\n"}, /* beyond the header only what is there */
        {"<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t> </t></is></c></row><row r=\"2\"><c r=\"A2\"><v>7</v></c><c "
         "r=\"B2\"><v>8</v></c></row><row r=\"3\"><c r=\"A3\"><v>9</v></c></row>",
         " \n7;8\n9;\n"}, /* a blank row is not the header */
        {"<x:row r=\"1\"><x:c r=\"A1\"><x:v>5</x:v></x:c></x:row>", "5\n"},
        {"<row r=\"1\"><c r=\"A1\" t=\"d\"><v>2026-05-12T00:00:00</v></c></row>", "2026-05-12\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct book b = {.sheets = {cases[i].rows},
                         .shared = "<si><t>cip_ref</t></si><si><r><t>dit \"non\"</t></r><r><t>; oui</t></r></si>"
                                   "<si><t>a_x0020_b</t><rPh><t>phon</t></rPh></si>"};
        expect_csv(&b, cases[i].csv);
    }
}

/* Formats 1 to 5: a date by its id, a written one, a written number, a time, both. */
static const char styles[] =
    "<numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/><numFmt numFmtId=\"165\" formatCode=\"0.00\\ "
    "&quot;d&quot;\"/><numFmt numFmtId=\"166\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm\"/></numFmts><cellStyleXfs><xf "
    "numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf "
    "numFmtId=\"165\"/><xf numFmtId=\"20\"/><xf numFmtId=\"166\"/></cellXfs><dxfs><dxf><numFmt numFmtId=\"164\" "
    "formatCode=\"0\"/></dxf></dxfs>";

static void test_dates(void **state)
{
    (void)state;
    static const char rows[] =
        "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Parcours-ID</t></is></c><c r=\"B1\" "
        "t=\"inlineStr\"><is><t> Naissance</t></is></c><c r=\"C1\" "
        "t=\"inlineStr\"><is><t>date_entree</t></is></c></row>"
        "<row r=\"2\"><c r=\"A2\"><v>1001</v></c><c r=\"B2\" s=\"1\"><v>33005</v></c><c r=\"C2\" "
        "s=\"2\"><v>46348</v></c></row>"
        "<row r=\"3\"><c r=\"A3\" s=\"3\"><v>1002.5</v></c><c r=\"B3\" s=\"5\"><v>33005.5</v></c><c r=\"C3\" "
        "s=\"5\"><v>46348.99</v></c></row>"
        "<row r=\"4\"><c r=\"A4\" s=\"2\"><v>46348</v></c><c r=\"B4\"><v>33005</v></c><c r=\"C4\" "
        "s=\"4\"><v>0.25</v></c></row>"
        "<row r=\"5\"><c r=\"A5\" s=\"99\"><v>7</v></c><c r=\"B5\" t=\"d\"><v>1990-05-12</v></c><c r=\"C5\" "
        "t=\"d\"><v>2026-11-22</v></c></row>";
    struct book b = {.sheets = {NULL, rows}, .styles = styles};
    expect_csv(&b, "Parcours-ID; Naissance;date_entree\n1001;1990-05-01;2026-11-22\n1002.5;1990-05-01;2026-11-22\n"
                   "2026-11-22;33005;06:00:00\n7;1990-05-01;2026-11-22\n");
    b.workbook = "<workbookPr date1904=\"1\"/>";
    b.sheets[1] = "<row r=\"1\"><c r=\"A1\" s=\"2\"><v>44886</v></c></row>";
    expect_csv(&b, "2026-11-22\n");
    b.workbook = "<workbookPr date1904=\"0\"/>";
    expect_csv(&b, "2022-11-21\n");
}

/* Which sheets are read, under which name, and how many files they are. */
static void test_sheets(void **state)
{
    (void)state;
    static const char row[] = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>",
                      blank[] = "<row r=\"1\"><c r=\"A1\" s=\"1\"/><c r=\"B1\" t=\"inlineStr\"><is><t> "
                                "</t></is></c></row>";
    static const struct {
        const char *names[BOOK_SHEETS], *sheets[BOOK_SHEETS];
        const char *read; /* name=bytes of each */
    } cases[] = {
        {{"name=\"Salariés du mois\"", "name=\"ACCOMPAGNANTS\"", "name=\"Notes\""},
         {row, row, row},
         "Salariés du mois=2 ACCOMPAGNANTS=2 Notes=0 "},
        {{"name=\" Salariés\"", "name=\"\xc2\xa0 accompagnants \"", "name=\" Lisez-moi\""},
         {row, row, row},
         " Salariés=2 \xc2\xa0 accompagnants =2 "},
        {{"name=\"salaries\" state=\"hidden\"", "name=\"x\" state=\"veryHidden\"", "name=\"equipe\" state=\"visible\""},
         {row, row, row},
         "equipe=2 "},
        {{"name=\"LISEZ-MOI\"", "name=\"Listes de codes\"", "name=\"Lisez\""}, {row, row, row}, "Lisez=0 "},
        {{"name=\"Feuil1\"", "name=\"salaries\"", "name=\"Feuil3\""}, {"", blank, blank}, ""},
        {{"name=\"Feuil1\"", "name=\"salaries\"", NULL}, {"", "", NULL}, ""},
        {{"name=\"../salaries\"", "name=\"mes salaries\"", NULL}, {row, row, NULL}, "../salaries=0 mes salaries=0 "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct book b = {.styles = styles};
        struct buf bytes, read = {0};
        memcpy(b.names, cases[i].names, sizeof b.names);
        memcpy(b.sheets, cases[i].sheets, sizeof b.sheets);
        struct unzipped u = open_book(&b, "", PLENTY, &bytes);
        for (size_t k = 0; k < u.n; k++)
            buf_addf(&read, "%s=%zu ", u.files[k].sheet ? u.files[k].sheet : u.files[k].trouble, u.files[k].len);
        assert_string_equal(buf_text(&read), cases[i].read);
        buf_deinit(&read);
        unzipped_deinit(&u);
        buf_deinit(&bytes);
    }
}

/* A part is found however its relation's target is written. */
static void test_targets(void **state)
{
    (void)state;
    static const char *const targets[] = {"worksheets/sheet1.xml",
                                          "./worksheets/sheet1.xml",
                                          "../xl/worksheets/sheet1.xml",
                                          "worksheets/../../xl/./worksheets//sheet1.xml",
                                          "../../../xl/worksheets/sheet1.xml",
                                          "/xl/worksheets/sheet1.xml",
                                          "/./xl/x/../worksheets/sheet1.xml",
                                          "//xl/worksheets/sheet1.xml"},
                             *const elsewhere[] = {
                                 "../worksheets/sheet1.xml", "..", ".", "", "/", "worksheets/.../sheet1.xml",
                                 "..worksheets/sheet1.xml"};
    size_t found = sizeof targets / sizeof *targets, all = found + sizeof elsewhere / sizeof *elsewhere;
    for (size_t i = 0; i < all; i++) {
        struct buf relations = {0};
        buf_addf(&relations,
                 "<Relationships><Relationship Id=\"rId1\" Type=\"" RELATION
                 "worksheet\" Target=\"%s\"/></Relationships>",
                 i < found ? targets[i] : elsewhere[i - found]);
        struct book b = {.sheets = {"<row><c><v>1</v></c></row>"},
                         .raw_name = "xl/_rels/workbook.xml.rels",
                         .raw = buf_text(&relations)};
        print_message("%s\n", b.raw);
        if (i < found)
            expect_csv(&b, "1\n");
        else
            expect_trouble(&b, "xlsx");
        buf_deinit(&relations);
    }
    struct book b = {.sheets = {"<row><c><v>1</v></c></row>"},
                     .raw_name = "_rels/.rels",
                     .raw = "<Relationships><Relationship Id=\"a\" Type=\"" RELATION
                            "officeDocument\" Target=\"./x/../xl/workbook.xml\"/></Relationships>"};
    expect_csv(&b, "1\n");
}

/* Beside others, in an archive, under another name, hidden. */
static void test_places(void **state)
{
    (void)state;
    struct book book = {.sheets = {"<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", "<row><c><v>22</v></c></row>"}};
    struct buf b = make_book(&book), text = {0};
    buf_adds(&text, "no workbook");
    const struct entry entries[] = {{.name = "nuit/a.XLSX", .bytes = b.data, .len = b.len},
                                    {.name = "actions.csv", .bytes = "x\n", .len = 2},
                                    {.name = "b.xlsm", .bytes = text.data, .len = text.len},
                                    {.name = "._a.xlsx", .bytes = text.data, .len = text.len},
                                    {.name = "c.zip", .bytes = b.data, .len = b.len}};
    struct buf z = make_zip(entries, 5);
    struct submission_file files[] = {{.name = "equipe.csv", .bytes = "y\n", .len = 2},
                                      {.name = "x.zip", .bytes = b.data, .len = b.len}, /* misnamed */
                                      {.name = "tout.zip", .bytes = z.data, .len = z.len},
                                      {.name = "__MACOSX/a.xlsx", .bytes = "z", .len = 1},
                                      {.name = "salaries.xls", .bytes = b.data, .len = b.len}};
    static const char expected[] =
        "equipe.csv||y\n|\nx.zip|accompagnants|1\n|\nx.zip|salaries|22\n|\n"
        "nuit/a.XLSX|accompagnants|1\n|\nnuit/a.XLSX|salaries|22\n|\nactions.csv||x\n|\n"
        "b.xlsm||no workbook|xlsx\n._a.xlsx||no workbook|\nc.zip||PK|\n"
        "__MACOSX/a.xlsx||z|\nsalaries.xls|accompagnants|1\n|\nsalaries.xls|salaries|22\n|\n";
    struct unzipped u;
    struct buf told = {0};
    unzip_expand(defs, files, 5, PLENTY, &u);
    for (size_t i = 0; i < u.n; i++) {
        const struct submission_file *f = &u.files[i];
        buf_addf(&told, "%s|%s|%.*s|%s\n", f->name, f->sheet ? f->sheet : "",
                 unzip_is(f->bytes, f->len) ? 2 : (int)f->len, f->bytes, f->trouble ? f->trouble : "");
    }
    assert_string_equal(buf_text(&told), expected);
    unzipped_deinit(&u);
    buf_deinit(&told);
    buf_deinit(&z);
    buf_deinit(&b);
    buf_deinit(&text);
}

static void test_other_kinds(void **state)
{
    (void)state;
    static const char ole[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more";
    static const struct entry ods[] = {
        {.name = "mimetype", .bytes = "application/vnd.oasis.opendocument.spreadsheet", .len = 46},
        {.name = "content.xml", .bytes = "<x/>", .len = 4}};
    struct buf opendocument = make_zip(ods, 2);
    static const struct {
        const char *name;
        bool old;
        const char *trouble;
    } cases[] = {
        {"salaries.xls", true, "xls"}, {"Classeur.XLSX", true, "xls"},
        {"salaries.csv", true, "xls"}, {"", true, "xls"},
        {"nuit", true, "xls"},         {"lisez-moi.doc", true, NULL},
        {"._x.xls", true, NULL},       {"nuit.ods", false, "tableur"},
        {"", false, "tableur"},        {"classeur.xlsx", false, "tableur"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct submission_file f = {.name = cases[i].name,
                                    .bytes = cases[i].old ? ole : opendocument.data,
                                    .len = cases[i].old ? sizeof ole - 1 : opendocument.len};
        struct unzipped u;
        unzip_expand(defs, &f, 1, PLENTY, &u);
        assert_int_equal(u.n, 1);
        if (!cases[i].trouble != !u.files[0].trouble ||
            (cases[i].trouble && strcmp(cases[i].trouble, u.files[0].trouble) != 0))
            fail_msg("%s: %s", cases[i].name, u.files[0].trouble ? u.files[0].trouble : "none");
        unzipped_deinit(&u);
    }
    static const char relations[] = "<Relationships><Relationship Id=\"a\" Type=\"" RELATION
                                    "officeDocument\" Target=\"xl/workbook.bin\"/></Relationships>";
    static const struct entry xlsb[] = {{.name = "[Content_Types].xml", .bytes = "<Types/>", .len = 8},
                                        {.name = "_rels/.rels", .bytes = relations, .len = sizeof relations - 1},
                                        {.name = "xl/workbook.bin", .bytes = "\x83\x01", .len = 2}};
    struct buf binary = make_zip(xlsb, 3);
    struct submission_file f = {.name = "nuit.xlsb", .bytes = binary.data, .len = binary.len};
    struct unzipped u;
    unzip_expand(defs, &f, 1, PLENTY, &u);
    assert_string_equal(u.files[0].trouble, "tableur");
    unzipped_deinit(&u);
    buf_deinit(&binary);
    buf_deinit(&opendocument);
}

static void test_broken(void **state)
{
    (void)state;
    static const struct {
        const char *part, *raw;
    } cases[] = {
        {"xl/workbook.xml", "<document/>"},
        {"xl/workbook.xml", "<workbook><sheets>"},
        {"xl/workbook.xml", "text"},
        {"xl/workbook.xml", ""},
        {"xl/_rels/workbook.xml.rels", "<Relationships>"},
        {"xl/styles.xml", "<styleSheet>\xff</styleSheet>"},
        {"xl/sharedStrings.xml", "<sst><si>"},
        {"xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"1\">"},
        {"xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"2\"/><row r=\"2\"/>"},
        {"xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"1048577\"/>"},
        {"xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"-1\"/>"},
        {"xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row>"},
        {"xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"1\"><c r=\"XFE1\"/></row>"},
        {"xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>"},
        {"xl/worksheets/sheet1.xml", "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">]><worksheet><sheetData/></worksheet>"},
        {"xl/sharedStrings.xml", "<!DOCTYPE sst SYSTEM \"http://localhost/x\"><sst/>"},
        {"_rels/.rels", "<!DOCTYPE x><Relationships/>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct book b = {
            .sheets = {"<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"}, .raw_name = cases[i].part, .raw = cases[i].raw};
        print_message("%s: %.60s\n", cases[i].part, cases[i].raw);
        expect_trouble(&b, "xlsx");
    }
}

/* Parts that are made to fill the memory or the time of who opens them. */
static void test_bombs(void **state)
{
    (void)state;
    static const struct {
        const char *part, *before, *again, *after;
        size_t bytes;
        const char *trouble;
    } cases[] = {
        /* packed beyond measure */
        {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>",
         "                                                                ", "</sheetData></worksheet>", 4u << 20,
         "classeur"},
        /* a start tag, an attribute, a comment without end; elements one in another; ever new names */
        {"xl/styles.xml", "<styleSheet><", "a%zu", "/></styleSheet>", 3u << 20, "xlsx"},
        {"xl/styles.xml", "<styleSheet x='", "a%zu", "'/>", 3u << 20, "xlsx"},
        {"xl/styles.xml", "<styleSheet><!--", "a%zu", "--></styleSheet>", 3u << 20, "xlsx"},
        {"xl/styles.xml", "<styleSheet>", "<a x='%zu'>", "", 3u << 20, "xlsx"},
        {"xl/styles.xml", "<styleSheet>", "<a%zu/>", "</styleSheet>", 3u << 20, "xlsx"},
        /* a text without end; texts shared by many cells; lines that are only wide */
        {"xl/sharedStrings.xml", "<sst><si><t>", "a%zu", "</t></si></sst>", 1u << 20, "classeur"},
        {"xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>", "a%zu",
         "</t></is></c></row></sheetData></worksheet>", 1u << 20, "classeur"},
        {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>", "<row><c r=\"XFD1\"><v>%zu</v></c></row>",
         "</sheetData></worksheet>", 1u << 20, "classeur"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf raw = {0};
        buf_adds(&raw, cases[i].before);
        for (size_t n = 0; raw.len < cases[i].bytes; n++) {
            char again[80];
            const char *percent = strchr(cases[i].again, '%');
            if (percent)
                snprintf(again, sizeof again, "%.*s%zu%s", (int)(percent - cases[i].again), cases[i].again,
                         n * 2654435761u, percent + 3);
            buf_adds(&raw, percent ? again : cases[i].again);
        }
        buf_adds(&raw, cases[i].after);
        struct book b = {.sheets = {""}, .raw_name = cases[i].part, .raw = raw.data, .raw_len = raw.len};
        print_message("%s: %s%s\n", cases[i].part, cases[i].before, cases[i].again);
        expect_trouble(&b, cases[i].trouble);
        buf_deinit(&raw);
    }
}

/* What comes out is held to the limit of all files together, and what goes in to a multiple of it. */
static void test_limit(void **state)
{
    (void)state;
    struct buf rows = {0};
    for (int i = 1; i <= 1000; i++)
        buf_addf(&rows, "<row r=\"%d\"><c r=\"A%d\" t=\"s\"><v>0</v></c></row>", i, i);
    struct book book = {.sheets = {buf_text(&rows)},
                        .shared = "<si><t>0123456789012345678901234567890123456789012345678</t></si>"};
    struct buf b = make_book(&book);
    struct submission_file files[] = {{.name = "n.xlsx", .bytes = b.data, .len = b.len},
                                      {.name = "actions.csv", .bytes = "x\n", .len = 2}};
    struct unzipped u;
    unzip_expand(defs, files, 2, 50000 + 2, &u);
    assert_int_equal(u.n, 2);
    assert_string_equal(u.files[0].sheet, "accompagnants");
    assert_int_equal(u.files[0].len, 50000);
    unzipped_deinit(&u);
    unzip_expand(defs, files, 2, 50000, &u);
    assert_string_equal(u.files[0].trouble, "classeur");
    unzipped_deinit(&u);
    /* half of the XML that all workbooks may be together, twice, is what they may be: not three times */
    struct buf spaces = {0};
    while (spaces.len < ((8u * 50000u + (1u << 20)) / 2) - 3000)
        buf_addf(&spaces, "<!-- %zu -->", spaces.len * 2654435761u);
    struct book wide = {.sheets = {buf_text(&spaces)}};
    struct buf w = make_book(&wide);
    struct submission_file three[3];
    for (size_t i = 0; i < 3; i++)
        three[i] = (struct submission_file){.name = "n.xlsx", .bytes = w.data, .len = w.len};
    unzip_expand(defs, three, 2, 50000, &u);
    assert_int_equal(u.n, 0); /* nothing is in them */
    unzipped_deinit(&u);
    unzip_expand(defs, three, 3, 50000, &u);
    assert_int_equal(u.n, 1);
    assert_string_equal(u.files[0].trouble, "classeur");
    unzipped_deinit(&u);
    buf_deinit(&w);
    buf_deinit(&spaces);
    struct submission_file many[FILES_MAX];
    for (size_t i = 0; i < FILES_MAX; i++)
        many[i] = (struct submission_file){.name = "actions.csv", .bytes = "x\n", .len = 2};
    book.sheets[1] = book.sheets[0];
    struct buf two = make_book(&book);
    many[0] = (struct submission_file){.name = "n.xlsx", .bytes = two.data, .len = two.len};
    unzip_expand(defs, many, FILES_MAX - 1, PLENTY, &u); /* one file becomes two */
    assert_int_equal(u.n, FILES_MAX);
    assert_null(u.files[0].trouble);
    unzipped_deinit(&u);
    unzip_expand(defs, many, FILES_MAX, PLENTY, &u);
    assert_int_equal(u.n, FILES_MAX);
    assert_string_equal(u.files[0].trouble, "classeur");
    unzipped_deinit(&u);
    buf_deinit(&two);
    buf_deinit(&b);
    buf_deinit(&rows);
}

/* A byte changed anywhere gives the same sheets or a trouble, never another content: the checksums see to it. */
static void test_changed(void **state)
{
    (void)state;
    struct book book = {.sheets = {"<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>"},
                        .shared = "<si><t>cip_ref</t></si>"};
    struct buf b = make_book(&book);
    size_t troubles = 0;
    for (size_t i = 0; i < b.len; i += 3) {
        b.data[i] ^= 0x55;
        struct submission_file f = {.name = "n.xlsx", .bytes = b.data, .len = b.len};
        struct unzipped u;
        unzip_expand(defs, &f, 1, PLENTY, &u);
        assert_true(u.n <= 1);
        troubles += u.n == 1 && u.files[0].trouble;
        unzipped_deinit(&u);
        b.data[i] ^= 0x55;
    }
    assert_true(troubles > 100);
    buf_deinit(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),   cmocka_unit_test(test_dates),   cmocka_unit_test(test_sheets),
        cmocka_unit_test(test_places),  cmocka_unit_test(test_targets), cmocka_unit_test(test_other_kinds),
        cmocka_unit_test(test_broken),  cmocka_unit_test(test_bombs),   cmocka_unit_test(test_limit),
        cmocka_unit_test(test_changed),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
