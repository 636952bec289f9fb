/* The files of a report: the same bytes twice, and what other programs find in them: poppler in the PDF, LibreOffice in
 * the workbook. Those parts are left out where they are not installed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>
#include <cmocka.h>

#include "document_fixture.h"
#include "base/text.h"
#include "document/pdf_finish.h"

static struct made_up world;
static struct rapport *published;
static struct buf html, pdf, xlsx; /* of it */
static char folder[] = "/tmp/cvg-document-XXXXXX";

static int setup(void **state)
{
    (void)state;
    made_up_init(&world);
    published = made_up_report(&world, "2023-C4");
    made_up_find(published, 0, "territoire:RENNES", "public.femmes")->etats[0] = RAPPORT_SECRET;
    memset(made_up_find(published, 1, "territoire:RENNES", "public.femmes")->slots, 0, 3 * sizeof(int64_t));
    made_up_find(published, 1, "territoire:LYON", "public.femmes")->etats[0] = RAPPORT_SECRET;
    made_up_find(published, 0, "territoire:NANTES", "public.rsa")->etats[0] = RAPPORT_SECRET;
    made_up_find(published, 1, "territoire:NANTES", "public.rsa")->etats[0] = RAPPORT_SECRET;
    made_up_find(published, 0, "operationnels", "sante.aah")->etats[0] = RAPPORT_SECRET;
    memset(made_up_find(published, 0, "operationnels", "sante.rqth")->slots, 0, 3 * sizeof(int64_t));
    made_up_publish(published);
    struct err e;
    if (document_html(published, &html, &e) || document_pdf(published, &pdf, &e) || document_xlsx(published, &xlsx, &e))
        return -1;
    return mkdtemp(folder) ? 0 : -1;
}

static int teardown(void **state)
{
    char command[80];
    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    rapport_free(&published);
    buf_deinit(&html);
    buf_deinit(&pdf);
    buf_deinit(&xlsx);
    made_up_deinit(&world);
    return system(command);
}

/* ---- other programs ---- */

static void write_file(const char *name, const struct buf *b)
{
    struct buf path = {0};
    struct err e;
    buf_addf(&path, "%s/%s", folder, name);
    assert_int_equal(buf_write_file(b, buf_text(&path), 0600, &e), 0);
    buf_deinit(&path);
}

/* What a command says, run in the folder; NULL: its program is not installed. */
static char *said(const char *program, const char *arguments)
{
    struct buf command = {0}, out = {0};
    char block[4096];
    size_t n;
    buf_addf(&command, "command -v %s >/dev/null", program);
    if (system(buf_text(&command)) != 0) {
        buf_deinit(&command);
        return NULL;
    }
    buf_reset(&command);
    buf_addf(&command, "cd %s && %s %s 2>&1", folder, program, arguments);
    FILE *f = popen(buf_text(&command), "r");
    assert_non_null(f);
    while ((n = fread(block, 1, sizeof block, f)) > 0)
        buf_add(&out, block, n);
    assert_int_equal(pclose(f), 0);
    buf_deinit(&command);
    return buf_take(&out);
}

static void holds(const char *text, const char *words)
{
    if (!strstr(text, words))
        fail_msg("« %s » is not in it: %.600s", words, text);
}

static size_t count(const struct buf *b, const char *words)
{
    size_t n = 0;
    for (const char *at = b->data; (at = memmem(at, b->len - (size_t)(at - b->data), words, strlen(words))); at++)
        n++;
    return n;
}

static size_t count_in(const char *text, const char *words)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, words)); at++)
        n++;
    return n;
}

/* ---- tests ---- */

static void test_same_bytes(void **state)
{
    (void)state;
    static const struct {
        int (*make)(const struct rapport *, struct buf *, struct err *);
        const struct buf *before;
    } documents[] = {{document_html, &html}, {document_pdf, &pdf}, {document_xlsx, &xlsx}};
    setenv("TZ", "Pacific/Auckland", 1); /* what the environment says is nothing to them */
    setenv("HOME", folder, 1);
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        struct buf again = {0};
        struct err e;
        assert_int_equal(documents[i].make(published, &again, &e), 0);
        assert_true(again.len > 10000);
        assert_int_equal(again.len, documents[i].before->len);
        assert_memory_equal(again.data, documents[i].before->data, again.len);
        buf_deinit(&again);
    }
}

static void test_html(void **state)
{
    (void)state;
    assert_true(text_is_utf8(html.data, html.len));
    holds(html.data, "<html lang=\"fr\">");
    holds(html.data, "L’Atelier &lt;des&gt; Roses &amp; Cie");
    holds(html.data, "<abbr title=\"chiffre masqué par le secret statistique\">s</abbr>");
    holds(html.data, "<tr id=\"d-public.femmes\">");
    holds(html.data,
          "<data value=\"/rapports/2023-C4/v1/chiffre?code=public.femmes&amp;perimetre=territoire:LYON&amp;periode=");
    holds(html.data, ">effectif.<wbr>sorties_<wbr>neutres</td>");
    assert_null(strstr(html.data, "<script"));
    assert_null(strstr(html.data, "href=\"/")); /* a page in a folder leads nowhere but within itself */
    assert_null(strstr(html.data, "http:"));
    assert_null(strstr(html.data, "https:"));
    assert_null(strstr(html.data, "ne pas diffuser"));
    assert_int_equal(count(&html, "<figure>"), count(&html, "role=\"img\" aria-label=\""));
    assert_int_equal(count(&html, "<table>"), count(&html, "<caption"));
    /* every place that is led to within the page is there */
    for (const char *at = html.data; (at = strstr(at, "href=\"#"));) {
        char id[80] = "";
        at += strlen("href=\"#");
        snprintf(id, sizeof id, "id=\"%.*s\"", (int)strcspn(at, "\""), at);
        holds(html.data, id);
    }
}

/* Every word stands on its page, within its margins. */
static void check_margins(void)
{
    double width = 0, height = 0, x = 0, y = 0;
    size_t words = 0;
    char *boxes = said("pdftotext", "-bbox rapport.pdf -"), *rest = NULL;
    for (char *line = strtok_r(boxes, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        if (sscanf(line, " <page width=\"%lf\" height=\"%lf\"", &width, &height) == 2 ||
            sscanf(line, " <word xMin=\"%*f\" yMin=\"%*f\" xMax=\"%lf\" yMax=\"%lf\"", &x, &y) != 2)
            continue;
        words++;
        if (x > width - 54 || y > height - 20)
            fail_msg("%s of %.0f × %.0f", line, width, height);
    }
    assert_true(words > 5000);
    free(boxes);
}

static void test_pdf(void **state)
{
    (void)state;
    struct plan *p = document_plan(published);
    size_t charts = 0, headings = 0;
    for (size_t i = 0; i < p->blocs_n; i++) {
        charts += p->blocs[i].genre == PLAN_GRAPHIQUE;
        headings += p->blocs[i].table ? p->blocs[i].table->colonnes_n : 0;
        for (size_t k = 0; p->blocs[i].table && k < p->blocs[i].table->lignes_n; k++)
            headings += p->blocs[i].table->lignes[k] == PLAN_LIGNE_TITRE; /* of the rows below */
    }
    plan_free(&p);
    assert_int_equal(count(&pdf, "   /Alt <FEFF"), charts);
    assert_int_equal(count(&pdf, "/Lang (fr-FR)"), 1);
    assert_int_equal(count(&pdf, "/DisplayDocTitle true"), 1);
    assert_true(count(&pdf, "/Scope /Row") > 100);
    /* each once, though those of a long table are printed again on its next page */
    assert_true(headings > 100);
    assert_int_equal(count(&pdf, "/Scope /Column"), headings);
    assert_true(count(&pdf, "/Title") > 15); /* bookmarks */
    write_file("rapport.pdf", &pdf);
    char *info = said("pdfinfo", "rapport.pdf");
    if (!info)
        skip();
    holds(info, "Title:           Rapport trimestriel d’activité – Année 2023 – Arrêté");
    holds(info, "Tagged:          yes");
    holds(info, "A4");
    char *structure = said("pdfinfo", "-struct rapport.pdf");
    static const char *const tags[] = {"Document", "  Sect", "    H1 (block)", "    H2 (block)", "Table", "TR",
                                       "TH",       "TD",     "Figure",         "Caption",        "TOC",   "Link",
                                       "Note"};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        holds(structure, tags[i]);
    assert_null(strstr(structure, "Syntax Error"));
    char *text = said("pdftotext", "-layout rapport.pdf -");
    holds(text, "10. La coordination");
    holds(text, "s : chiffre masqué par le secret statistique");
    holds(text, "Métropole de Lyon");
    holds(text, "Pour lire les définitions");
    /* no word of a definition is cut but after a mark */
    assert_null(strstr(text, "répartitio "));
    assert_null(strstr(text, "effectif.sorties_neutre "));
    check_margins();
    char *fonts = said("pdffonts", "rapport.pdf");
    holds(fonts, "Inter");
    assert_null(strstr(fonts, "Type 3"));
    free(info);
    free(structure);
    free(text);
    free(fonts);
}

static void test_draft_on_every_page(void **state)
{
    (void)state;
    struct buf b = {0};
    struct err e;
    struct rapport *r = made_up_report(&world, "2023-S1");
    r->connu_us = cal_paris_instant((int64_t)r->periodes[0].fin * INT64_C(86400000000)); /* its last day */
    assert_int_equal(document_dialogue_pdf(r, "LYO1", &b, &e), 0);
    write_file("dialogue.pdf", &b);
    buf_deinit(&b);
    assert_int_equal(document_dialogue_pdf(r, "LYO9", &b, &e), -1);
    rapport_free(&r);
    char *text = said("pdftotext", "dialogue.pdf -");
    if (!text)
        skip();
    /* with its words only of a short one: poppler takes half a minute for those of a report */
    char *structure = said("pdfinfo", "-struct-text dialogue.pdf");
    holds(structure, "\"Dialogue de gestion\"");
    holds(structure, "/Scope /Column\n          \"Indicateur\"");
    holds(structure, "/Scope /Row\n          \"Bénéficiaires du RSA\"");
    assert_null(strstr(structure, "Syntax Error"));
    /* what every page bears is no part of what is said */
    assert_null(strstr(structure, "le semestre n’est pas fini"));
    assert_null(strstr(structure, "Dialogue de gestion –"));
    assert_non_null(strstr(text, "Dialogue de gestion –"));
    free(structure);
    size_t pages = count_in(text, "\f");
    assert_true(pages > 3);
    assert_int_equal(count_in(text, "le semestre n’est pas fini"), pages);
    free(text);
}

static void test_no_pdf_of_cairo(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "%PDF-1.5\n", "startxref\n99999\n%%EOF\n",
                                        "xref\n0 9\nstartxref\n0\n%%EOF\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct buf in = {0}, alts = {0}, out = {0};
        struct err e = {0};
        buf_adds(&in, texts[i]);
        assert_int_equal(pdf_finish(&in, &alts, &out, &e), -1);
        assert_int_equal(e.code, ERR_FORMAT);
        assert_int_equal(out.len, 0);
        buf_deinit(&in);
    }
}

static void test_xlsx(void **state)
{
    (void)state;
    write_file("rapport.xlsx", &xlsx);
    char *unzipped = said("unzip", "-q rapport.xlsx -d x");
    if (!unzipped)
        skip();
    char *sheets = said("cat", "x/xl/workbook.xml"), *chart = said("cat", "x/xl/charts/chart1.xml");
    static const char *const names[] = {"Lisez-moi",      "Chiffres clés",      "Effectifs",
                                        "Par territoire", "Couverture",         "Définitions",
                                        "Ponts",          "Données graphiques", "Adresses"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        holds(sheets, names[i]);
    holds(chart, "File active par territoire");
    char *drawing = said("cat", "x/xl/drawings/drawing1.xml");
    holds(drawing, "descr=\"Diagramme en barres");
    /* what stands behind a figure is a number; a difference of one is "pt"; no chart is parted on paper */
    char *addresses = said("cat", "x/xl/worksheets/sheet$(grep -o '<sheet name' x/xl/workbook.xml | wc -l).xml");
    holds(addresses, "<c r=\"G2\" s=\"");
    holds(addresses, "fitToHeight=\"0\"");
    char *styles = said("cat", "x/xl/styles.xml"), *public = said("cat", "x/xl/worksheets/sheet4.xml");
    holds(styles, "formatCode=\"+0&quot; pt&quot;;");
    holds(public, "<rowBreaks count=");
    free(addresses);
    free(styles);
    free(public);
    free(unzipped);
    free(sheets);
    free(chart);
    free(drawing);
}

/* Every sheet as LibreOffice reads and shows it. */
static void test_libreoffice(void **state)
{
    (void)state;
    char *converted =
        said("soffice", "--headless -env:UserInstallation=file://$PWD/profile --convert-to "
                        "'csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1' rapport.xlsx");
    if (!converted)
        skip();
    char *sante = said("cat", "rapport-Santé.csv");
    holds(sante, "Obtention de l’AAH;s;s;s;s;");
    holds(sante, "Obtention de la RQTH;–;0;0;0;");
    char *where = said("cat", "rapport-Adresses.csv");
    holds(where, "territoire:RENNES;2023-C4;/rapports/2023-C4/v1/chiffre?code=public.femmes");
    holds(where, ";s;secret;;;;public.femmes;;territoire:RENNES;2023-C4;");
    char *sent = said("cat", "rapport-Couverture.csv");
    holds(sent, ";1136;4;");
    /* of each series of a chart, what has no bar says why; what is there has its number */
    char *data = said("cat", "'rapport-Données graphiques.csv'");
    holds(data, "\nRennes Métropole (2023\u00a0: s, 2022\u00a0: –);;;");
    holds(data, "\nMétropole de Lyon (2022\u00a0: s);");
    holds(data, "\nNantes Métropole (s);;;");
    free(data);
    free(converted);
    free(sante);
    free(where);
    free(sent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_html),
        cmocka_unit_test(test_pdf),
        cmocka_unit_test(test_draft_on_every_page),
        cmocka_unit_test(test_no_pdf_of_cairo),
        cmocka_unit_test(test_xlsx),
        cmocka_unit_test(test_libreoffice),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
