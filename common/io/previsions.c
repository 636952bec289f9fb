/* The past evenings of a chantier, from the versions of its rows. */
#include "io/previsions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "io/counts.h"
#include "programme/alertes.h"
#include "programme/cell.h"
#include "programme/prevision_sql.h"

enum { FROM = 1, TO, CIP, KEY_OR_ETP, FIRST_DAY, LAST_DAY, PLANNED_END };

static const char TEXT_TOO_MANY[] = "« %s » : plus de %d parcours, la prévision de charge ne va pas au-delà";

static int32_t number_of(struct map *m, const struct db_result *r, int row, int col)
{
    bool added;
    size_t n = m->n;
    uint64_t *at = map_at(m, db_text(r, row, col), db_len(r, row, col), &added);
    if (added)
        *at = n;
    return (int32_t)*at;
}

static int32_t day_of(const struct db_result *r, int row, int col)
{
    return db_is_null(r, row, col) ? CELL_NULL : db_day(r, row, col);
}

static int64_t known_to(const struct db_result *r, int row)
{
    return db_is_null(r, row, TO) ? INT64_MAX : db_instant(r, row, TO);
}

static void add_poste(struct previsions *p, const struct db_result *r, int row)
{
    if (db_is_null(r, row, FIRST_DAY) || db_is_null(r, row, CIP))
        return;
    p->postes = mem_room(p->postes, p->faits.postes_lignes, &p->postes_cap, sizeof *p->postes);
    p->postes[p->faits.postes_lignes++] = (struct prevision_poste){.cip = number_of(&p->cips, r, row, CIP),
                                                                   .debut = db_day(r, row, FIRST_DAY),
                                                                   .fin = day_of(r, row, LAST_DAY),
                                                                   .etp = db_int64(r, row, KEY_OR_ETP),
                                                                   .connu_de = db_instant(r, row, FROM),
                                                                   .connu_a = known_to(r, row)};
}

static void add_parcours(struct previsions *p, const struct db_result *r, int row)
{
    if (db_is_null(r, row, FIRST_DAY))
        return;
    p->lignes = mem_room(p->lignes, p->faits.parcours_lignes, &p->lignes_cap, sizeof *p->lignes);
    p->lignes[p->faits.parcours_lignes++] = (struct prevision_parcours){
        .parcours = (uint32_t)number_of(&p->parcours, r, row, KEY_OR_ETP),
        .cip = db_is_null(r, row, CIP) ? PREVISION_PERSONNE : number_of(&p->cips, r, row, CIP),
        .entree = db_day(r, row, FIRST_DAY),
        .sortie = day_of(r, row, LAST_DAY),
        .fin_prevue = day_of(r, row, PLANNED_END),
        .connu_de = db_instant(r, row, FROM),
        .connu_a = known_to(r, row)};
}

static int read_rows(struct db_sync *db, const struct buf *sql, const char *chantier, int64_t known_us,
                     void (*add)(struct previsions *p, const struct db_result *r, int row), struct previsions *p,
                     struct err *e)
{
    struct db_params params = {0};
    struct db_result r;
    counts_parameters(known_us, &chantier, 1, &params);
    if (db_sync_exec(db, sql->data, &params, DB_BINARY, &r, e) < 0)
        return -1;
    for (int i = 0; i < db_rows(&r) && p->parcours.n <= PREVISIONS_PARCOURS_MAX; i++)
        add(p, &r, i);
    db_result_deinit(&r);
    return p->parcours.n <= PREVISIONS_PARCOURS_MAX
               ? 0
               : err_set(e, ERR_LIMIT, TEXT_TOO_MANY, chantier, PREVISIONS_PARCOURS_MAX);
}

int previsions_read(struct db_sync *db, const struct definitions *d, const char *chantier, int32_t day,
                    int64_t known_us, size_t soirs, struct previsions *out, struct err *e)
{
    struct buf sql = {0};
    *out = (struct previsions){0};
    prevision_sql_postes(d, day, soirs, &sql);
    int rc = read_rows(db, &sql, chantier, known_us, add_poste, out, e);
    buf_reset(&sql);
    if (rc == 0) {
        prevision_sql_parcours(d, day, soirs, &sql);
        rc = read_rows(db, &sql, chantier, known_us, add_parcours, out, e);
    }
    buf_deinit(&sql);
    if (rc < 0) {
        previsions_deinit(out);
        return -1;
    }
    out->faits.parcours = out->lignes;
    out->faits.postes = out->postes;
    out->faits.parcours_n = out->parcours.n;
    out->faits.cip_n = out->cips.n;
    out->passe = passe_new(&out->faits, day, known_us, soirs);
    return 0;
}

void previsions_deinit(struct previsions *p)
{
    passe_free(&p->passe);
    map_deinit(&p->cips);
    map_deinit(&p->parcours);
    free(p->lignes);
    free(p->postes);
    *p = (struct previsions){0};
}

void previsions_add(const struct previsions *p, const char *chantier, int32_t day, struct prevision_seuils seuils,
                    struct prevision_lists *lists)
{
    const char **cips = mem_new_n(p->cips.n + 1, sizeof *cips);
    for (size_t i = 0; i < p->cips.n; i++)
        cips[i] = p->cips.entries[i].key;
    prevision_json_add(lists, p->passe, chantier, day, cips, p->cips.n, seuils);
    free(cips);
}

static void add_weeks(const struct previsions *p, int32_t number, const char *cip, json_t *list)
{
    struct prevision f;
    if (!passe_forecast(p->passe, 0, number, (struct prevision_seuils){0}, &f))
        return;
    for (int w = 0; w < PREVISION_SEMAINES; w++)
        json_array_append_new(
            list, json_pack("[siII]", cip, w + 1, (json_int_t)f.semaines[w].mediane, (json_int_t)f.semaines[w].etp));
}

json_t *previsions_weeks(const struct previsions *p)
{
    json_t *list = json_array();
    add_weeks(p, PASSE_CHANTIER, "", list);
    for (size_t i = 0; i < p->cips.n; i++)
        if (passe_etp(p->passe, 0, (int32_t)i, 0))
            add_weeks(p, (int32_t)i, p->cips.entries[i].key, list);
    return list;
}

struct prevision_seuils previsions_seuils(const struct definitions *d, const struct reference *r, const char *chantier,
                                          int32_t day)
{
    struct scope of = {.kind = SCOPE_CHANTIER};
    struct alertes_seuils s;
    snprintf(of.code, sizeof of.code, "%.63s", chantier);
    alertes_seuils_on(d->alertes, r, &of, day, &s);
    return (struct prevision_seuils){s.charge[0], s.charge[1]};
}

/* The evenings before, as a chart begins with them. */
static json_t *list_evenings(const struct previsions *p, int32_t day)
{
    json_t *list = json_array();
    for (size_t k = PREVISION_SEMAINES + 1; k-- > 0;) {
        char date[CAL_DAY_LEN];
        cal_format_day(day - 7 * (int32_t)k, date);
        json_array_append_new(list, json_pack("[sI]", date, (json_int_t)passe_open(p->passe, k, PASSE_CHANTIER)));
    }
    return list;
}

json_t *previsions_document(struct db_sync *db, const struct definitions *d, const char *chantier, int32_t day,
                            int64_t known_us, struct prevision_seuils seuils, struct err *e)
{
    struct previsions p;
    struct prevision_lists lists;
    struct prevision_calibrage of_chantier = {0}, of_cip = {0};
    char date[CAL_DAY_LEN];
    if (previsions_read(db, d, chantier, day, known_us, PREVISIONS_SOIRS_CALIBRAGE, &p, e) < 0)
        return NULL;
    prevision_json_begin(&lists);
    previsions_add(&p, chantier, day, seuils, &lists);
    passe_calibrate(p.passe, &of_chantier, &of_cip);
    json_t *doc = prevision_json_document(&lists, known_us, seuils);
    cal_format_day(day, date);
    json_object_set_new(doc, "chantier", json_string(chantier));
    json_object_set_new(doc, "date", json_string(date));
    json_object_set_new(doc, "calibrage", prevision_json_calibrage(&of_chantier, &of_cip));
    json_object_set_new(doc, "passe", list_evenings(&p, day));
    prevision_json_deinit(&lists);
    previsions_deinit(&p);
    return doc;
}
