/* The weekly drill in a sentence. */
#include "dashboard/exercice.h"

#include "base/cal.h"
#include "programme/exercice.h"

/* The three ways of the newest one that was made (one that was asked for may wait before it), then the installation. */
static const char last_sql[] = "SELECT r.le, r.voie, r.configuree, r.servie, coalesce(r.etat, ''),"
                               " (extract(epoch FROM r.partie - r.stockee) * 1000000)::int8, r.essais"
                               "  FROM cvg.exercice_recit(2) r WHERE r.le IS NOT NULL LIMIT 3";
static const char debut_sql[] = "SELECT d.le FROM cvg.exercice_debut d";
enum { COL_LE, COL_VOIE, COL_CONFIGUREE, COL_SERVIE, COL_ETAT, COL_DUREE, COL_ESSAIS };

void exercice_need(struct page *p, struct exercice_needs *out)
{
    out->last = page_need_sql(p, last_sql, &(struct db_params){0});
    out->debut = page_need_sql(p, debut_sql, &(struct db_params){0});
}

json_t *exercice_said(const struct page *p, const struct exercice_needs *needs)
{
    const struct db_result *r = page_result(p, needs->last);
    struct exercice_resultat list[EXERCICE_VOIE_COUNT] = {0};
    struct alertes_seuils seuils;
    struct buf said = {0};
    int32_t semaine;
    int64_t next_us;
    int n = db_rows(r) < EXERCICE_VOIE_COUNT ? db_rows(r) : EXERCICE_VOIE_COUNT;
    for (int i = 0; i < n; i++)
        list[i] = (struct exercice_resultat){
            .le_us = db_instant(r, i, COL_LE),
            .voie = exercice_voie_parse(db_text(r, i, COL_VOIE)),
            .etat = exercice_etat_of(db_bool(r, i, COL_CONFIGUREE), db_bool(r, i, COL_SERVIE), db_text(r, i, COL_ETAT)),
            .duree_us = db_int64(r, i, COL_DUREE),
            .essais = (int32_t)db_int64(r, i, COL_ESSAIS),
            .erreur = ""};
    alertes_seuils_of(page_dashboard(p)->definitions->alertes, "", "", &seuils);
    exercice_du(&seuils, db_instant(page_result(p, needs->debut), 0, 0), VEILLE_INCONNU, cal_now_us(), &semaine,
                &next_us);
    exercice_phrase(list, (size_t)n, next_us, &said);
    json_t *text = json_string(buf_text(&said));
    buf_deinit(&said);
    return text;
}
