/* The part of a dossier that comes from the facts. */
#include "alerting/reading_faits.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"

#define SITUATIONS_US ((VEILLE_SITUATION_JOURS + 8) * 86400000000LL)

/* The newest forecasts, as many as may decide: thresholds have 20 dates at most. */
#define PREVUS "30"

/* A chantier is counted once, under the first of its troubles. */
static const char *const statements[FAITS_N] = {
    [FAITS_SITUATIONS] =
        "SELECT a.chantier_id, a.known_from, a.situation, a.lignes_lues, a.lignes_ecartees, m.file_active, m.etp,"
        " m.cips::text, CASE WHEN row_number() OVER (PARTITION BY a.chantier_id ORDER BY a.known_from DESC)"
        "                         <= " PREVUS " THEN m.previsions::text END"
        "   FROM cvg.acceptance a JOIN cvg.alerte_mesure m ON m.chantier_id = a.chantier_id"
        "    AND m.known_from = a.known_from"
        " WHERE a.chantier_id = ANY ($1::text[]) AND a.known_from >= $2::timestamptz"
        " ORDER BY a.chantier_id, a.known_from",
    [FAITS_FAITS] =
        "SELECT f.chantier_id, f.faits::text FROM cvg.alerte_faits f WHERE f.chantier_id = ANY ($1::text[])",
    [FAITS_TRIMESTRES] =
        "WITH trouble AS (SELECT a.chantier_id, bool_or(a.regle = 'A-REMONTEE') AS manquant,"
        "         bool_or(a.regle = 'A-REFUSEE') AS refuse, min(a.depuis) AS depuis FROM cvg.alerte a"
        "     WHERE a.etat <> 'resolue' AND a.chantier_id <> '' AND a.situation <> 'figee'"
        "       AND a.regle IN ('A-REMONTEE', 'A-REFUSEE', 'A-RETENUE') GROUP BY 1)"
        " SELECT t.id, count(*) FILTER (WHERE x.manquant), count(*) FILTER (WHERE x.refuse AND NOT x.manquant),"
        "        count(*) FILTER (WHERE NOT x.manquant AND NOT x.refuse), count(*) FILTER (WHERE x.depuis <= $3)"
        "   FROM unnest($1::text[]) AS t(id) JOIN trouble x ON t.id = '' OR EXISTS (SELECT 1 FROM cvg.chantier_ligne l"
        "        WHERE l.chantier_id = x.chantier_id AND l.territoire = t.id AND l.known_to = 'infinity'"
        "          AND $2::date BETWEEN l.depuis AND l.jusqua)"
        "  WHERE t.id = '' OR EXISTS (SELECT 1 FROM cvg.territoire c WHERE c.code = t.id) GROUP BY t.id",
    [FAITS_VUS] = /* the newest of each, whatever there was before */
    "SELECT t.id, a.sujet, a.palier FROM unnest($1::text[]) AS t(id)"
    " CROSS JOIN LATERAL (SELECT x.sujet, x.palier FROM cvg.alerte x WHERE x.chantier_id = t.id"
    "        AND x.regle = 'A-TRIMESTRE' ORDER BY x.n DESC LIMIT 1) a",
};

const char *reading_faits_sql(int i)
{
    return statements[i];
}

void reading_faits_params(const struct alertes_seuils *nation, int i, int64_t now_us, struct db_params *p)
{
    if (i == FAITS_SITUATIONS)
        db_add_instant(p, now_us - SITUATIONS_US);
    if (i == FAITS_TRIMESTRES) {
        db_add_day(p, cal_paris_day(now_us));
        db_add_instant(p, veille_cloture_us(nation, now_us));
    }
}

/* A JSON text that lives as long as the batch; NULL where it is none. */
static const json_t *parse(struct batch *b, const char *text)
{
    json_t *doc = json_loads(text, 0, NULL);
    if (doc)
        json_array_append_new(b->documents, doc);
    return doc;
}

static const char *text_at(const json_t *list, size_t i)
{
    const char *s = json_string_value(json_array_get(list, i));
    return s ? s : "";
}

static int32_t day_of(const char *text)
{
    int32_t day;
    return cal_parse_iso(text, strlen(text), &day) ? day : VEILLE_INCONNU;
}

/* ---- situations ---- */

static int32_t objectif_on(const struct reporter *x, int32_t day)
{
    for (size_t i = 0; i < x->lignes_n; i++)
        if (x->lignes[i].depuis <= day && day <= x->lignes[i].jusqua)
            return x->objectifs[i];
    return 0;
}

static void take_cips(struct batch *b, const char *text, struct veille_situation *out)
{
    const json_t *list = parse(b, text), *cip;
    size_t i, n = json_array_size(list);
    struct veille_cip *cips = arena_new(&b->memory, (n + 1) * sizeof *cips);
    json_array_foreach(list, i, cip) cips[i] =
        (struct veille_cip){.cip_ref = text_at(cip, 0),
                            .parcours = (int32_t)json_integer_value(json_array_get(cip, 1)),
                            .etp = (int32_t)json_integer_value(json_array_get(cip, 2))};
    out->cips = cips;
    out->cips_n = n;
}

/* NULL: it was not asked for, or is of a date that decides nothing any more. */
static void take_previsions(struct batch *b, const char *text, struct veille_situation *out)
{
    const json_t *list = text ? parse(b, text) : NULL, *x;
    size_t i, n = json_array_size(list);
    struct veille_prevision *previsions = arena_new(&b->memory, (n + 1) * sizeof *previsions);
    json_array_foreach(list, i, x) previsions[i] =
        (struct veille_prevision){.cip_ref = text_at(x, 0),
                                  .semaine = (int32_t)json_integer_value(json_array_get(x, 1)),
                                  .parcours = (int32_t)json_integer_value(json_array_get(x, 2)),
                                  .etp = (int32_t)json_integer_value(json_array_get(x, 3))};
    out->previsions = previsions;
    out->previsions_n = n;
    out->prevu = list != NULL;
}

static void take_situations(const struct alerting *a, struct batch *b, const struct rows *x, struct dossier *d)
{
    const struct reporter *reporter = &a->reporters.items[d->reporter];
    int at = 0;
    size_t n = rows_of(x, reporter->id, &at);
    struct veille_situation *list = arena_new(&b->memory, (n + 1) * sizeof *list);
    for (size_t i = 0; i < n; i++, at++) {
        int32_t day = db_day(x->r, at, 2);
        list[i] = (struct veille_situation){.date = day,
                                            .connu_us = db_instant(x->r, at, 1),
                                            .lues = (int32_t)db_int64(x->r, at, 3),
                                            .ecartees = (int32_t)db_int64(x->r, at, 4),
                                            .file_active = (int32_t)db_int64(x->r, at, 5),
                                            .etp = (int32_t)db_int64(x->r, at, 6),
                                            .objectif = objectif_on(reporter, day)};
        take_cips(b, db_text(x->r, at, 7), &list[i]);
        take_previsions(b, db_is_null(x->r, at, 8) ? NULL : db_text(x->r, at, 8), &list[i]);
    }
    d->veille.situations = list;
    d->veille.situations_n = n;
}

/* ---- what holds now ---- */

static void take_echeances(struct batch *b, const json_t *faits, struct dossier *d)
{
    const json_t *all = json_object_get(faits, "echeances"), *x;
    size_t i, n = json_array_size(all);
    struct veille_echeance *list = arena_new(&b->memory, (n + 1) * sizeof *list);
    json_array_foreach(all, i, x) list[i] =
        (struct veille_echeance){.genre = strcmp(text_at(x, 0), "sortie") == 0 ? VEILLE_SORTIE : VEILLE_ENTREE,
                                 .parcours_id = text_at(x, 1),
                                 .date = day_of(text_at(x, 2)),
                                 .faite = json_is_true(json_array_get(x, 3)),
                                 .jusqua_us = VEILLE_JAMAIS};
    d->veille.echeances = list;
    d->veille.echeances_n = n;
}

/* A COPIL is due of a coordination that tells of its meetings, from the launch of its territory on. */
static void take_coordination(const struct reporter *x, struct batch *b, const json_t *faits, struct dossier *d)
{
    const json_t *postes = json_object_get(faits, "postes"), *copils = json_object_get(faits, "copils"), *item;
    size_t i, postes_n = json_array_size(postes), copils_n = json_array_size(copils);
    struct veille_poste *p = arena_new(&b->memory, (postes_n + 1) * sizeof *p);
    struct veille_copil *c = arena_new(&b->memory, (copils_n + 1) * sizeof *c);
    json_array_foreach(postes, i, item) p[i] = (struct veille_poste){
        .poste_id = text_at(item, 0), .depuis = day_of(text_at(item, 1)), .jusqua_us = VEILLE_JAMAIS};
    json_array_foreach(copils, i, item) c[i] = (struct veille_copil){.date = day_of(text_at(copils, i))};
    d->veille.postes = p;
    d->veille.postes_n = postes_n;
    d->veille.copils = c;
    d->veille.copils_n = copils_n;
    d->veille.copil_depuis = faits ? x->lancement : VEILLE_INCONNU;
}

static void take_trimestre(const struct rows *counts, const struct rows *vus, const char *id, struct dossier *d)
{
    struct veille_trimestre *t = &d->veille.trimestre;
    int at = 0;
    if (rows_of(counts, id, &at)) {
        t->manquants = (int32_t)db_int64(counts->r, at, 1);
        t->refuses = (int32_t)db_int64(counts->r, at, 2);
        t->retenus = (int32_t)db_int64(counts->r, at, 3);
        t->restants = (int32_t)db_int64(counts->r, at, 4);
    }
    if (rows_of(vus, id, &at)) {
        snprintf(t->vu, sizeof t->vu, "%.11s", db_text(vus->r, at, 1));
        t->palier_vu = (int)db_int64(vus->r, at, 2);
    }
}

void reading_faits_take(const struct alerting *a, struct batch *b, const struct rows *rows, struct dossier *d)
{
    const struct reporter *x = &a->reporters.items[d->reporter];
    int at = 0;
    const json_t *faits =
        rows_of(&rows[FAITS_FAITS], x->id, &at) ? parse(b, db_text(rows[FAITS_FAITS].r, at, 1)) : NULL;
    d->veille.copil_depuis = VEILLE_INCONNU;
    if (x->porteur == VEILLE_CHANTIER) {
        take_situations(a, b, &rows[FAITS_SITUATIONS], d);
        take_echeances(b, faits, d);
        return;
    }
    if (x->porteur == VEILLE_TERRITOIRE)
        take_coordination(x, b, faits, d);
    take_trimestre(&rows[FAITS_TRIMESTRES], &rows[FAITS_VUS], x->id, d);
}
