/* The caseload of each accompagnant of a chantier: open parcours that name them ÷ their ETP, and that of the chantier.
 */
#include "cvg/caseload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "cvg/command.h"
#include "cvg/in_force.h"
#include "cvg/operator.h"
#include "programme/caseload.h"

static const char TEXT_TITLE[] = "Accompagnants : %s, au %s\n\n";
static const char TEXT_TOTAL[] = "\nEn tout : %lld parcours ouverts, %s ETP en poste, %s par ETP\n";
static const char TEXT_UNPLACED[] = "dont sans accompagnant en poste : %lld\n";
static const char TEXT_DASH[] = "–";
static const char BOM[] = "\xef\xbb\xbf";

/* As the French write a number: a comma, and at most two decimals (of two: the ETP; of one: the caseload). */
static const char *french(const char *s)
{
    static char out[32];
    snprintf(out, sizeof out, "%s", s);
    char *point = strchr(out, '.');
    if (point)
        *point = ',';
    return out;
}

static const char *one_decimal(const char *s)
{
    static char out[32];
    char *end;
    double v = strtod(s, &end);
    snprintf(out, sizeof out, "%.1f", v);
    return french(out);
}

static const struct listing_column columns[] = {{"cip_ref", "CIP", false, NULL},
                                                {"fonction", "FONCTION", false, NULL},
                                                {"etp", "ETP", true, french},
                                                {"parcours", "PARCOURS", true, NULL},
                                                {"charge", "PAR ETP", true, one_decimal},
                                                {"renfort", "RENFORT CVG", false, NULL},
                                                {0}};

struct sums {
    long long parcours, etp, unplaced;
};

static json_t *ratio(long long parcours, long long etp)
{
    return etp ? json_real((double)parcours * 100 / (double)etp) : json_null();
}

static json_t *take_rows(const struct db_result *r, struct sums *sums)
{
    json_t *list = json_array();
    for (int i = 0; i < db_rows(r); i++) {
        long long etp = db_int64(r, i, 4), parcours = db_int64(r, i, 5);
        json_t *line = json_pack("{ss? ss? so sf sI so}", "cip_ref", db_is_null(r, i, 1) ? NULL : db_text(r, i, 1),
                                 "fonction", db_is_null(r, i, 2) ? NULL : db_text(r, i, 2), "renfort",
                                 db_is_null(r, i, 3) ? json_null() : json_boolean(db_bool(r, i, 3)), "etp",
                                 (double)etp / 100, "parcours", parcours, "charge", ratio(parcours, etp));
        must(line);
        json_array_append_new(list, line);
        sums->parcours += parcours;
        sums->etp += etp;
        sums->unplaced += etp ? 0 : parcours;
    }
    return list;
}

static void print(const json_t *list, const struct sums *s, const char *reporter, int32_t day,
                  enum listing_format format)
{
    struct buf out = {0};
    char text[CAL_DAY_LEN], etp[32], charge[32];
    cal_format_day(day, text);
    if (format == LISTING_JSON) {
        json_t *doc = json_pack("{ss ss sO sI sf so sI}", "chantier", reporter, "date", text, "accompagnants", list,
                                "parcours", s->parcours, "etp", (double)s->etp / 100, "charge",
                                ratio(s->parcours, s->etp), "sans_accompagnant", s->unplaced);
        must(doc);
        listing_document(&out, doc);
        json_decref(doc);
    } else if (format == LISTING_CSV) {
        buf_adds(&out, BOM);
        listing_print(&out, list, columns, format);
    } else {
        buf_addf(&out, TEXT_TITLE, reporter, listing_day(text));
        listing_print(&out, list, columns, format);
        snprintf(etp, sizeof etp, "%.2f", (double)s->etp / 100);
        snprintf(etp, sizeof etp, "%s", french(etp));
        snprintf(charge, sizeof charge, "%.1f", s->etp ? (double)s->parcours * 100 / (double)s->etp : 0);
        buf_addf(&out, TEXT_TOTAL, s->parcours, etp, s->etp ? french(charge) : TEXT_DASH);
        if (s->unplaced)
            buf_addf(&out, TEXT_UNPLACED, s->unplaced);
    }
    listing_flush(&out);
    buf_deinit(&out);
}

static json_t *read_list(struct db_sync *db, const char *reporter, int32_t day, struct sums *sums, struct err *e)
{
    struct definitions *d = NULL;
    struct buf sql = {0};
    struct db_result r = {0};
    json_t *list = NULL;
    if (definitions_load(definitions_folder(), &d, e) == 0 && caseload_sql(d, day, &sql, e) == 0 &&
        in_force_read(db, buf_text(&sql), reporter, &r, e) == 0) {
        list = take_rows(&r, sums);
        db_result_deinit(&r);
    }
    buf_deinit(&sql);
    definitions_free(&d);
    return list;
}

int caseload_show(const char *reporter, const char *date, enum listing_format format)
{
    struct sums sums = {0};
    struct err e;
    int32_t day = 0, situation;
    json_t *list = NULL;
    struct db_sync *db = operator_db(&e);
    if (db && in_force_situation(db, reporter, &situation, &e) == 0) {
        if (!date || !cal_parse_iso(date, strlen(date), &day))
            day = situation;
        list = read_list(db, reporter, day, &sums, &e);
    }
    db_sync_close(&db);
    if (!list)
        return command_fail(&e);
    print(list, &sums, reporter, day, format);
    json_decref(list);
    return COMMAND_DONE;
}
