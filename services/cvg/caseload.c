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
#include "io/counts.h"
#include "io/lists.h"

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

static void print(json_t *list, const struct caseload_sums *s, const char *reporter, int32_t day,
                  enum listing_format format)
{
    struct buf out = {0};
    char text[CAL_DAY_LEN], etp[32], charge[32];
    cal_format_day(day, text);
    if (format == LISTING_JSON) {
        json_t *doc = caseload_document(list, s, reporter, day);
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
        buf_addf(&out, TEXT_TOTAL, (long long)s->parcours, etp, s->etp ? french(charge) : TEXT_DASH);
        if (s->unplaced)
            buf_addf(&out, TEXT_UNPLACED, (long long)s->unplaced);
    }
    listing_flush(&out);
    buf_deinit(&out);
}

int caseload_show(const char *reporter, const char *date, enum listing_format format)
{
    struct caseload_sums sums = {0};
    struct definitions *d = NULL;
    struct err e;
    int32_t day = 0, situation;
    json_t *list = NULL;
    struct db_sync *db = operator_db(&e);
    if (db && in_force_situation(db, reporter, &situation, &e) == 0 &&
        definitions_load(definitions_folder(), &d, &e) == 0) {
        if (!date || !cal_parse_iso(date, strlen(date), &day))
            day = situation;
        list = lists_caseload(db, d, reporter, day, COUNTS_IN_FORCE, &sums, &e);
    }
    db_sync_close(&db);
    definitions_free(&d);
    if (!list)
        return command_fail(&e);
    print(list, &sums, reporter, day, format);
    json_decref(list);
    return COMMAND_DONE;
}
