/* /journal: who did what, newest first, in pages; and whether its chains are whole.
 *
 * To look through the chains takes the longer the more lines there are (some 20 µs each): whoever comes an hour after
 * the last look waits for it, and `verifier` looks again at once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "dashboard/journal_words.h"
#include "dashboard/page.h"
#include "dashboard/pages.h"
#include "dashboard/words.h"
#include "io/http.h"

#define NBSP "\u00a0"
#define LINES 100
#define PAGE_MAX 100000
#define FILTER_MAX 200 /* bytes that are looked for */
#define CHECK_EVERY_US (3600 * 1000000LL)

static const char TEXT_DAY[] = "Le jour s’écrit AAAA-MM-JJ.";
static const char TEXT_PAGE[] = "Cette page du journal n’existe pas.";
static const char TEXT_LONG[] = "Ce que vous cherchez est trop long.";

/* One line more than is shown says whether older ones follow. */
static const char list_sql[] =
    "SELECT at, auteur, acte, sujet, detail::text, instance, n FROM cvg.journal"
    " WHERE ($1 = '' OR auteur = $1)"
    " AND ($2 = '' OR sujet = $2 OR starts_with(sujet, $2 || ':') OR substr(sujet, strpos(sujet, ':') + 1) = $2)"
    " AND ($3 = '' OR acte = $3 OR ($4 AND starts_with(acte, $3 || '.')))"
    " AND ($5::date IS NULL OR at >= ($5::date)::timestamp AT TIME ZONE 'Europe/Paris')"
    " ORDER BY at DESC, instance, n DESC LIMIT $6 OFFSET $7";
static const char check_sql[] =
    "SELECT instance, lines, encode(head, 'hex'), broken_n, coalesce(broken, '') FROM cvg.journal_check()";

struct journal {
    const char *auteur, *sujet, *acte, *depuis; /* "": any */
    long number;                                /* of the page, from 1 */
    size_t list, check;
    bool checks;
};

/* ---- what is looked for ---- */

static int read_text(const struct page *p, const char *name, const char **out, struct err *e)
{
    const char *text = page_query(p, name);
    *out = text ? text : "";
    return strlen(*out) > FILTER_MAX ? err_set(e, ERR_USAGE, "%s", TEXT_LONG) : 0;
}

static int read_query(struct page *p, struct journal *j, int32_t *since_out, struct err *e)
{
    const char *page = page_query(p, "page");
    char *end;
    if (read_text(p, "auteur", &j->auteur, e) < 0 || read_text(p, "sujet", &j->sujet, e) < 0 ||
        read_text(p, "acte", &j->acte, e) < 0 || read_text(p, "depuis", &j->depuis, e) < 0)
        return -1;
    *since_out = CELL_NULL;
    if (*j->depuis && !cal_parse_day(j->depuis, strlen(j->depuis), since_out))
        return err_set(e, ERR_USAGE, "%s", TEXT_DAY);
    j->number = 1;
    if (!page || !*page)
        return 0;
    j->number = strtol(page, &end, 10);
    return *end || j->number < 1 || j->number > PAGE_MAX ? err_set(e, ERR_USAGE, "%s", TEXT_PAGE) : 0;
}

static int prepare(struct page *p, struct err *e)
{
    struct journal *j = page_own(p, sizeof *j);
    struct db_params params = {0};
    int32_t since;
    if (read_query(p, j, &since, e) < 0)
        return -1;
    db_add_text(&params, j->auteur);
    db_add_text(&params, j->sujet);
    db_add_text(&params, j->acte);
    db_add_bool(&params, journal_family(j->acte));
    if (since == CELL_NULL)
        db_add_null(&params);
    else
        db_add_day(&params, since);
    db_add_int(&params, LINES + 1);
    db_add_int(&params, (j->number - 1) * LINES);
    j->list = page_need_sql(p, list_sql, &params);
    const struct journal_checked *last = &page_dashboard(p)->journal_checked;
    j->checks = !last->chains || cal_now_us() - last->at_us > CHECK_EVERY_US || page_query(p, "verifier");
    if (j->checks)
        j->check = page_need_slow_sql(p, check_sql, NULL);
    return 0;
}

/* ---- the lines ---- */

/* Whoever may see the journal may see every chantier and territory. */
static void link_subject(const char *sujet, json_t *cell)
{
    static const char *const paths[][2] = {{"chantier:", "/chantier/"}, {"territoire:", "/territoire/"}};
    struct buf href = {0};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        size_t n = strlen(paths[i][0]);
        if (strncmp(sujet, paths[i][0], n) != 0 || !sujet[n])
            continue;
        buf_adds(&href, paths[i][1]);
        http_url_encode(sujet + n, false, &href);
        table_link(cell, buf_text(&href));
    }
    buf_deinit(&href);
}

static void add_line(const struct page *p, json_t *t, const struct db_result *r, int i)
{
    struct buf when = {0}, subject = {0}, detail = {0}, link = {0};
    const char *sujet = db_text(r, i, 3);
    json_t *said = json_loads(db_text(r, i, 4), 0, NULL);
    words_instant(db_instant(r, i, 0), &when);
    journal_subject(sujet, &page_dashboard(p)->directory, &subject);
    journal_detail(said, &page_dashboard(p)->directory, &detail);
    buf_addf(&link, "%s" NBSP "%lld", db_text(r, i, 5), (long long)db_int64(r, i, 6));
    table_row(t);
    table_text(t, buf_text(&when));
    table_text(t, *db_text(r, i, 1) ? db_text(r, i, 1) : "–");
    table_text(t, journal_act(db_text(r, i, 2)));
    link_subject(sujet, table_text(t, buf_text(&subject)));
    table_text(t, buf_text(&detail));
    table_text(t, buf_text(&link));
    json_decref(said);
    buf_deinit(&when);
    buf_deinit(&subject);
    buf_deinit(&detail);
    buf_deinit(&link);
}

static json_t *table_of_lines(const struct page *p, const struct db_result *r)
{
    json_t *t = table_new("journal", "Les actes", "Les derniers d’abord.");
    table_column(t, "quand", "Quand", TABLE_TEXT, NULL);
    table_column(t, "auteur", "Qui", TABLE_TEXT, NULL);
    table_column(t, "acte", "Acte", TABLE_TEXT, NULL);
    table_column(t, "sujet", "Sur quoi", TABLE_TEXT, NULL);
    table_column(t, "detail", "Détail", TABLE_TEXT, NULL);
    table_column(t, "maillon", "Maillon", TABLE_TEXT, NULL);
    for (int i = 0; i < db_rows(r) && i < LINES; i++)
        add_line(p, t, r, i);
    return t;
}

/* ---- the chains ---- */

static json_t *table_of_chains(const struct db_result *r, size_t *broken_out)
{
    json_t *t = table_new("chaines", "Les chaînes",
                          "Chaque ligne porte l’empreinte de celle d’avant. Notez ailleurs les "
                          "empreintes de fin" NBSP ": elles prouvent plus tard que rien n’a été récrit.");
    *broken_out = 0;
    table_column(t, "chaine", "Chaîne", TABLE_TEXT, NULL);
    table_column(t, "lignes", "Lignes", TABLE_NUMBER, NULL);
    table_column(t, "etat", "État", TABLE_TEXT, NULL);
    table_column(t, "maillon", "Premier maillon rompu", TABLE_TEXT, NULL);
    table_column(t, "empreinte", "Empreinte de fin", TABLE_TEXT, NULL);
    for (int i = 0; i < db_rows(r); i++) {
        char link[24] = "";
        const char *broken = db_text(r, i, 4);
        if (*broken)
            snprintf(link, sizeof link, "%lld", (long long)db_int64(r, i, 3));
        *broken_out += *broken != 0;
        table_row(t);
        table_text(t, db_text(r, i, 0));
        table_number(t, db_int64(r, i, 1));
        table_class(table_text(t, journal_break(broken)), *broken ? "critique" : "calme");
        table_text(t, link);
        table_class(table_text(t, db_text(r, i, 2)), "code");
    }
    return t;
}

static const struct journal_checked *checked(struct page *p, const struct journal *j)
{
    struct journal_checked *last = &page_dashboard(p)->journal_checked;
    if (j->checks) {
        json_decref(last->chains);
        last->chains = table_of_chains(page_slow_result(p, j->check), &last->broken_n);
        last->at_us = cal_now_us();
    }
    return last;
}

/* ---- the page ---- */

/* The address of another of its pages, with what is looked for. */
static json_t *address_of(const struct journal *j, long number)
{
    const char *const fields[][2] = {
        {"auteur", j->auteur}, {"sujet", j->sujet}, {"acte", j->acte}, {"depuis", j->depuis}};
    struct buf out = {0};
    buf_addf(&out, "/journal?page=%ld", number);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (!*fields[i][1])
            continue;
        buf_addf(&out, "&%s=", fields[i][0]);
        http_url_encode(fields[i][1], false, &out);
    }
    json_t *address = json_string(buf_text(&out));
    buf_deinit(&out);
    return address;
}

static json_t *build(struct page *p)
{
    struct journal *j = page_own(p, sizeof *j);
    const struct db_result *r = page_result(p, j->list);
    const struct journal_checked *last = checked(p, j);
    struct buf when = {0};
    words_instant(last->at_us, &when);
    json_t *doc = json_pack("{ss s{ss ss ss so} sb sb ss so so sb si s{so sO}}", "titre", "Journal", "filtre", "auteur",
                            j->auteur, "sujet", j->sujet, "depuis", j->depuis, "actes", journal_acts(j->acte), "aucune",
                            db_rows(r) == 0, "entier", last->broken_n == 0, "verifie", buf_text(&when), "recents",
                            j->number > 1 ? address_of(j, j->number - 1) : json_null(), "anciens",
                            db_rows(r) > LINES ? address_of(j, j->number + 1) : json_null(), "plusieurs",
                            j->number > 1 || db_rows(r) > LINES, "numero", (int)j->number, "tables", "journal",
                            table_of_lines(p, r), "chaines", last->chains);
    must(doc);
    buf_deinit(&when);
    return doc;
}

void page_journal_open(struct dashboard *d)
{
    static const struct page_spec spec = {
        .path = "/journal", .name = "journal", .right = RIGHT_JOURNAL, .prepare = prepare, .build = build};
    page_add(d, &spec);
}
