/* Fuzz: a workbook whose parts are the input, opened as a submission's file, judged, stripped and judged again.
 *
 * libzip is not instrumented, and a checksum guards every part: the archive is made here, so that the bytes reach the
 * parser. The first byte says what the input is: the sheet, the shared texts, the styles, the workbook, its relations,
 * or all of them, parted by 0xff; or the archive itself. Beyond not crashing: what comes out keeps to the limits, a
 * sheet's line n is its row n, and what stays of a workbook that was not refused is judged as the workbook was. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/cal.h"
#include "io/unzip.h"
#include "programme/bundle.h"
#include "programme/excel.h"
#include "programme/strip.h"

#define PLAIN_MAX 200000
#define RELATION "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum part { SHEET, TEXTS, STYLES, BOOK, RELATIONS, PART_COUNT };

static struct definitions *defs;

static const char *const names[PART_COUNT] = {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml",
                                              "xl/workbook.xml", "xl/_rels/workbook.xml.rels"};
static const char *const plain[PART_COUNT] = {
    "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" "
    "t=\"s\"><v>2</v></c></row><row r=\"3\"><c r=\"A3\"><v>7</v></c><c r=\"B3\" s=\"1\"><v>33005</v></c><c r=\"C3\" "
    "s=\"1\"><v>46348.5</v></c></row></sheetData></worksheet>",
    "<sst><si><t>parcours_id</t></si><si><r><t>nais</t></r><r><t>sance</t></r></si><si><t>date_entree</t></si></sst>",
    "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/></numFmts><cellXfs><xf "
    "numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"20\"/></cellXfs></styleSheet>",
    "<workbook xmlns:r=\"r\"><workbookPr/><sheets><sheet name=\"salaries\" r:id=\"rId1\"/><sheet name=\"notes\" "
    "r:id=\"rId1\"/><sheet name=\"Accompagnants\" r:id=\"rId2\"/></sheets></workbook>",
    "<Relationships><Relationship Id=\"rId1\" Type=\"" RELATION
    "worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"" RELATION
    "worksheet\" Target=\"worksheets/sheet2.xml\"/><Relationship Id=\"a\" Type=\"" RELATION
    "styles\" Target=\"styles.xml\"/><Relationship Id=\"b\" Type=\"" RELATION
    "sharedStrings\" Target=\"/xl/sharedStrings.xml\"/></Relationships>"};

static const char accompagnants[] =
    "<worksheet><sheetData><row><c t=\"str\"><v>cip_ref</v></c><c t=\"str\"><v>fonction</v></c><c "
    "t=\"str\"><v>etp</v></c><c t=\"str\"><v>date_debut</v></c></row></sheetData></worksheet>";

static void add_part(zip_t *z, const char *name, const void *bytes, size_t len)
{
    zip_source_t *source = zip_source_buffer(z, bytes, len, 0);
    zip_int64_t at = zip_file_add(z, name, source, 0);
    must(at >= 0 && zip_set_file_compression(z, (zip_uint64_t)at, ZIP_CM_STORE, 0) == 0);
}

/* The archive in memory that is freed by the caller. */
static char *make_book(const uint8_t *data, size_t size, unsigned which, size_t *len_out)
{
    zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *z = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
    zip_stat_t st;
    must(z);
    zip_source_keep(source);
    add_part(z, "[Content_Types].xml", "<Types/>", 8);
    add_part(z, "xl/worksheets/sheet2.xml", accompagnants, sizeof accompagnants - 1);
    for (unsigned p = 0; p < PART_COUNT; p++) {
        const void *bytes = plain[p];
        size_t len = strlen(plain[p]);
        if (which == p || which == PART_COUNT) {
            const uint8_t *end = which == PART_COUNT && size ? memchr(data, 0xff, size) : NULL;
            bytes = data;
            len = end ? (size_t)(end - data) : size;
            data += len + (end != NULL);
            size -= len + (end != NULL);
        }
        add_part(z, names[p], bytes, len);
    }
    must(zip_close(z) == 0 && zip_source_stat(source, &st) == 0 && zip_source_open(source) == 0);
    char *bytes = malloc(st.size);
    must(bytes && zip_source_read(source, bytes, st.size) == (zip_int64_t)st.size);
    zip_source_close(source);
    zip_source_free(source);
    *len_out = (size_t)st.size;
    return bytes;
}

static void check_opened(const struct unzipped *u)
{
    size_t total = 0;
    must(u->n <= FILES_MAX);
    for (size_t i = 0; i < u->n; i++) {
        const struct submission_file *f = &u->files[i];
        size_t lines = 0;
        must(!f->trouble || (u->n == 1 && !f->sheet));
        if (!f->sheet)
            continue;
        must(f->len == strlen(f->bytes) && (!f->len || f->bytes[f->len - 1] == '\n'));
        for (size_t k = 0; k < f->len; k++) {
            must(f->bytes[k] != '\r');
            lines += f->bytes[k] == '\n';
        }
        must(lines <= EXCEL_ROWS_MAX);
        total += f->len;
    }
    must(total <= PLAIN_MAX);
}

/* Findings that do not belong to the form, in their order: "CODE line column". */
static void tell(const struct judgement *j, struct buf *out)
{
    for (size_t i = 0; i < j->findings.n; i++) {
        const struct finding *f = &j->findings.list[i];
        const char *code = f->rule->code;
        if (strcmp(code, "I-COLONNE-INCONNUE") != 0 && strcmp(code, "I-FICHIER") != 0)
            buf_addf(out, "%s %u %s\n", code, f->line, f->column ? f->column : "");
    }
}

static struct judgement *judge_files(const struct submission_file *files, size_t n)
{
    const struct submission s = {.definitions = defs,
                                 .files = files,
                                 .files_n = n,
                                 .situation = cal_day(2026, 11, 20),
                                 .today = cal_day(2026, 11, 20),
                                 .reporter = REPORTER_CHANTIER,
                                 .reporter_id = "LYO0001",
                                 .waive_hold = true};
    return judge(&s);
}

static void judge_twice(const struct unzipped *u)
{
    struct judgement *first = judge_files(u->files, u->n);
    struct buf stays = {0}, told = {0}, again = {0};
    struct bundle b;
    struct err e;
    if (first->verdict != VERDICT_REFUSED && first->findings.unlisted == 0 &&
        strip_files(defs, first, u->files, u->n, &stays)) {
        must(bundle_decode(buf_text(&stays), stays.len, &b, &e) == 0);
        struct judgement *second = judge_files(b.files, b.n);
        tell(first, &told);
        tell(second, &again);
        must(first->verdict == second->verdict && first->read == second->read && first->taken == second->taken);
        must(strcmp(buf_text(&told), buf_text(&again)) == 0);
        judgement_free(&second);
        bundle_deinit(&b);
    }
    judgement_free(&first);
    buf_deinit(&stays);
    buf_deinit(&told);
    buf_deinit(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct unzipped u;
    struct err e;
    size_t len = size;
    char *book = NULL;
    if (!defs)
        must(definitions_load(definitions_folder(), &defs, &e) == 0);
    if (!size)
        return 0;
    unsigned which = data[0] % (PART_COUNT + 2);
    if (which <= PART_COUNT)
        book = make_book(data + 1, size - 1, which, &len);
    struct submission_file f = {
        .name = "nuit.xlsx", .bytes = book ? book : (const char *)data + 1, .len = book ? len : size - 1};
    unzip_expand(defs, &f, 1, PLAIN_MAX, &u);
    check_opened(&u);
    judge_twice(&u);
    unzipped_deinit(&u);
    free(book);
    return 0;
}
