/* The caseload forecast of one chantier or of all, and its calibration: read in one snapshot, printed. */
#include "cvg/forecast.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "cvg/command.h"
#include "cvg/operator.h"
#include "io/known.h"
#include "io/previsions.h"
#include "programme/alertes.h"

static const char TEXT_NOTHING[] = "« %s » n’a aucun envoi accepté à cet instant";
static const char TEXT_NONE[] = "cvg : aucun chantier n’a d’envoi accepté à cet instant\n";
static const char TEXT_EMPTY[] =
    "cvg : rien à prévoir : aucun parcours ouvert et personne en poste, ou trop de parcours\n";
static const char TEXT_TITLE[] =
    "Prévision de charge sur %d semaines, telle que connue le %s\n"
    "(%d fois sur 100, le nombre de parcours tombe entre DE et À ; TENDU, CRITIQUE : le risque que la\n"
    "charge dépasse %d ou %d parcours par ETP%s)\n\n";
static const char TEXT_OTHERS[] = ", ou les seuils propres au chantier";
static const char TEXT_LIKELY[] = "%s : plus de %d parcours par ETP, probablement dès le %s";
static const char TEXT_POSSIBLE[] = "%s : plus de %d parcours par ETP, peut-être dès le %s";
static const char TEXT_POST[] = ", si le poste qui se termine n’est pas repris";
static const char TEXT_TOO_EARLY[] =
    "\nRien n’était connu il y a une semaine : il n’y a pas encore de prévision à comparer.\n";
static const char TEXT_CALIBRATION[] = "Prévisions des %d dernières semaines, comparées à ce qui est arrivé, au %s\n"
                                       "(visé : %d %% dans l’intervalle)\n\n";
static const char TEXT_WHOLE[] = "ensemble";
static const char BOM[] = "\xef\xbb\xbf";

/* ---- words ---- */

/* A number with so many decimals and a decimal comma. */
static const char *french(double v, int decimals)
{
    static char out[48];
    snprintf(out, sizeof out, "%.*f", decimals, v);
    char *point = strchr(out, '.');
    if (point)
        *point = ',';
    return out;
}

static const char *etp_word(const char *s)
{
    return french(strtod(s, NULL), 2);
}

static const char *load_word(const char *s)
{
    return *s ? french(strtod(s, NULL), 1) : s;
}

static const char *percent_word(const char *s)
{
    static char out[64];
    if (!*s)
        return s;
    snprintf(out, sizeof out, "%s %%", french(strtod(s, NULL) * 100, 0));
    return out;
}

static const char *subject_word(const char *s)
{
    return strcmp(s, "cip") == 0 ? "chaque CIP" : "le chantier";
}

static const struct listing_column columns[] = {{"chantier", "CHANTIER", false, NULL},
                                                {"cip_ref", "CIP", false, NULL},
                                                {"semaine", "SEMAINE", true, NULL},
                                                {"date", "AU", false, listing_day},
                                                {"parcours", "PARCOURS", true, NULL},
                                                {"bas", "DE", true, NULL},
                                                {"haut", "À", true, NULL},
                                                {"etp", "ETP", true, etp_word},
                                                {"charge", "PAR ETP", true, load_word},
                                                {"charge_bas", NULL, true, NULL},
                                                {"charge_haute", NULL, true, NULL},
                                                {"attention", "TENDU", true, percent_word},
                                                {"critique", "CRITIQUE", true, percent_word},
                                                {0}};

static const struct listing_column calibration_columns[] = {
    {"sujet", "SUJET", false, subject_word},  {"semaines", "SEMAINES À L’AVANCE", true, NULL},
    {"previsions", "PRÉVISIONS", true, NULL}, {"dedans", "DANS L’INTERVALLE", true, NULL},
    {"dessous", "EN DESSOUS", true, NULL},    {"dessus", "AU-DESSUS", true, NULL},
    {"part", "PART", true, percent_word},     {0}};

/* ---- reading ---- */

/* What is done with the evenings of one chantier. */
struct work {
    size_t soirs;
    void (*take)(struct work *w, const char *chantier, int32_t day, const struct previsions *p);
    struct prevision_lists lists;
    struct prevision_calibrage of_chantier, of_cip;
    size_t taken_n;
    int64_t known_us;
    const struct definitions *definitions; /* while it is read, like known */
    const struct known *known;
    struct prevision_seuils seuils; /* the nation's; of one chantier, its own */
    bool one, others;               /* others: some chantiers have thresholds of their own */
};

static void take_forecast(struct work *w, const char *chantier, int32_t day, const struct previsions *p)
{
    const struct prevision_seuils seuils = previsions_seuils(w->definitions, &w->known->reference, chantier, day);
    if (!w->one)
        w->others |= seuils.attention != w->seuils.attention || seuils.critique != w->seuils.critique;
    else
        w->seuils = seuils;
    previsions_add(p, chantier, day, seuils, &w->lists);
}

static void take_calibration(struct work *w, const char *chantier, int32_t day, const struct previsions *p)
{
    (void)chantier, (void)day;
    passe_calibrate(p->passe, &w->of_chantier, &w->of_cip);
}

/* 1: taken; 0: nothing of it was accepted. */
static int read_one(struct db_sync *db, const struct definitions *d, const struct known *k, const char *chantier,
                    struct work *w, struct err *e)
{
    uint64_t i;
    struct previsions p;
    if (!map_get(&k->reporters, chantier, strlen(chantier), &i))
        return 0;
    int32_t day = k->facts[i].situation;
    if (previsions_read(db, d, chantier, day, k->at_us, w->soirs, &p, e) < 0)
        return -1;
    w->take(w, chantier, day, &p);
    w->taken_n++;
    previsions_deinit(&p);
    return 1;
}

/* Every chantier that is a member on the evening of its last situation date. */
static int read_all(struct db_sync *db, const struct definitions *d, const struct known *k, struct work *w,
                    struct err *e)
{
    for (size_t c = 0; c < k->reference.chantiers.n; c++) {
        const char *id = k->reference.chantiers.entries[c].key;
        uint64_t i;
        if (!map_get(&k->reporters, id, strlen(id), &i))
            continue;
        int32_t day = k->facts[i].situation;
        if (reference_membership(&k->reference, id, day, day).counts && read_one(db, d, k, id, w, e) < 0)
            return -1;
    }
    return 0;
}

static int read_within(struct db_sync *db, const struct definitions *d, const char *chantier, const struct known *k,
                       struct work *w, struct err *e)
{
    struct alertes_seuils nation;
    alertes_seuils_of(d->alertes, "", "", &nation);
    w->known_us = k->at_us;
    w->definitions = d;
    w->known = k;
    w->seuils = (struct prevision_seuils){nation.charge[0], nation.charge[1]};
    w->one = chantier != NULL;
    if (!chantier)
        return read_all(db, d, k, w, e);
    int rc = read_one(db, d, k, chantier, w, e);
    return rc == 0 ? err_set(e, ERR_FORMAT, TEXT_NOTHING, chantier) : rc < 0 ? -1 : 0;
}

/* Reads in one snapshot of the database. */
static int read_work(const char *chantier, const int64_t *at_us, struct work *w, struct err *e)
{
    struct definitions *d = NULL;
    struct known known = {0};
    struct db_sync *db = operator_db(e);
    int rc = db && definitions_load(definitions_folder(), &d, e) == 0 ? 0 : -1;
    if (rc == 0)
        rc = known_begin(db, e);
    if (rc == 0)
        rc = known_read_at(db, at_us, &known, e);
    if (rc == 0)
        rc = read_within(db, d, chantier, &known, w, e);
    w->definitions = NULL;
    w->known = NULL;
    known_deinit(&known);
    db_sync_close(&db);
    definitions_free(&d);
    return rc;
}

/* ---- printing ---- */

static const char *known_day(int64_t known_us)
{
    char instant[CAL_INSTANT_LEN];
    cal_format_instant(known_us, instant);
    return listing_day(instant);
}

static void tell_overload(struct buf *out, const json_t *sujet)
{
    const json_t *x = json_object_get(sujet, "depassement");
    const char *cip = json_string_value(json_object_get(sujet, "cip_ref"));
    if (json_is_null(x))
        return;
    listing_clean(out, json_string_value(json_object_get(sujet, "chantier")));
    buf_addc(out, ' ');
    buf_addf(out, json_is_true(json_object_get(x, "probable")) ? TEXT_LIKELY : TEXT_POSSIBLE, cip ? cip : TEXT_WHOLE,
             (int)json_integer_value(json_object_get(x, "seuil")),
             listing_day(json_string_value(json_object_get(x, "date"))));
    if (json_is_true(json_object_get(x, "poste")))
        buf_adds(out, TEXT_POST);
    buf_addc(out, '\n');
}

static void tell_overloads(struct buf *out, const json_t *sujets)
{
    size_t i;
    json_t *sujet;
    buf_addc(out, '\n');
    json_array_foreach(sujets, i, sujet) tell_overload(out, sujet);
}

/* In the table, the chantier as a whole has a name where JSON and CSV have none. */
static void name_wholes(json_t *list)
{
    size_t i;
    json_t *line;
    json_array_foreach(list, i, line) if (json_is_null(json_object_get(line, "cip_ref")))
        json_object_set_new(line, "cip_ref", json_string(TEXT_WHOLE));
}

static void print_forecast(const struct work *w, enum listing_format format)
{
    struct buf out = {0};
    if (format == LISTING_JSON) {
        json_t *doc = prevision_json_document(&w->lists, w->known_us, w->seuils);
        listing_document(&out, doc);
        json_decref(doc);
    } else if (format == LISTING_CSV) {
        buf_adds(&out, BOM);
        listing_print(&out, w->lists.semaines, columns, format);
    } else {
        buf_addf(&out, TEXT_TITLE, PREVISION_SEMAINES, known_day(w->known_us), (int)(PREVISION_PART * 100 + 0.5),
                 (int)w->seuils.attention, (int)w->seuils.critique, w->others ? TEXT_OTHERS : "");
        name_wholes(w->lists.semaines);
        listing_print(&out, w->lists.semaines, columns, format);
        tell_overloads(&out, w->lists.sujets);
    }
    listing_flush(&out);
    buf_deinit(&out);
}

static void print_calibration(const struct work *w, const char *chantier, enum listing_format format)
{
    struct buf out = {0};
    char instant[CAL_INSTANT_LEN];
    json_t *list = prevision_json_calibrage(&w->of_chantier, &w->of_cip);
    cal_format_instant(w->known_us, instant);
    if (format == LISTING_JSON) {
        json_t *doc = json_pack("{ss? ss sf sO}", "chantier", chantier, "as_known_on", instant, "intervalle",
                                PREVISION_PART, "calibrage", list);
        must(doc);
        listing_document(&out, doc);
        json_decref(doc);
    } else if (format == LISTING_CSV) {
        buf_adds(&out, BOM);
        listing_print(&out, list, calibration_columns, format);
    } else {
        buf_addf(&out, TEXT_CALIBRATION, PREVISION_CALIBRAGE_N, known_day(w->known_us),
                 (int)(PREVISION_PART * 100 + 0.5));
        listing_print(&out, list, calibration_columns, format);
        if (!w->of_chantier.semaines[0].n)
            buf_adds(&out, TEXT_TOO_EARLY);
    }
    json_decref(list);
    listing_flush(&out);
    buf_deinit(&out);
}

int forecast_show(const char *chantier, const int64_t *at_us, enum listing_format format)
{
    struct err e;
    struct work w = {.soirs = PREVISIONS_SOIRS, .take = take_forecast};
    prevision_json_begin(&w.lists);
    int rc = read_work(chantier, at_us, &w, &e);
    if (rc == 0)
        print_forecast(&w, format);
    if (rc == 0 && !json_array_size(w.lists.sujets))
        fputs(w.taken_n ? TEXT_EMPTY : TEXT_NONE, stderr);
    prevision_json_deinit(&w.lists);
    return rc < 0 ? command_fail(&e) : COMMAND_DONE;
}

int forecast_calibration(const char *chantier, const int64_t *at_us, enum listing_format format)
{
    struct err e;
    struct work w = {.soirs = PREVISIONS_SOIRS_CALIBRAGE, .take = take_calibration};
    if (read_work(chantier, at_us, &w, &e) < 0)
        return command_fail(&e);
    print_calibration(&w, chantier, format);
    if (!w.taken_n)
        fputs(TEXT_NONE, stderr);
    return COMMAND_DONE;
}
