/* One night of a simulated chantier: everything that has a day from which it is known, as of one evening. */
#include "cvg/simulate_night.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "cvg/simulate_random.h"

static void set_code(struct simulate_row *row, int column, const char *code)
{
    row->cells[column] = (struct simulate_cell){code, SIMULATE_EMPTY};
}

static void set_number(struct simulate_row *row, int column, int32_t number)
{
    row->cells[column] = (struct simulate_cell){NULL, number};
}

/* A chantier numbers its people its own way, and keeps to it. None of them looks like a telephone, a NIR or a PASS IAE.
 */
static void write_salarie_id(const struct simulate_lives *l, uint32_t numero, char out[40])
{
    const struct simulate_chantier *c = l->chantier;
    struct simulate_random r;
    simulate_random_init(&r, c->seed, (uint64_t)c->rang, SIMULATE_MATTER_DIALECTE, 1);
    int style = simulate_random_below(&r, 4);
    if (style == 0) {
        snprintf(out, 40, "S%05u", numero);
    } else if (style == 1) {
        snprintf(out, 40, "%u", 10000 + numero);
    } else if (style == 2) {
        snprintf(out, 40, "%s.p%u", c->id, numero);
    } else { /* what `cvg push` would make of a number: a pseudonym already */
        simulate_random_init(&r, c->seed, (uint64_t)c->rang, SIMULATE_MATTER_DIALECTE, 1000 + (uint64_t)numero);
        unsigned long long a = simulate_random_next(&r), b = simulate_random_next(&r);
        snprintf(out, 40, "cvg1_%016llx%016llx", a, b);
    }
}

/* The end of the present contract as it is written down: the next one sometimes some days late. */
static int32_t contract_end(const struct simulate_parcours *p, int32_t date, int32_t sortie)
{
    const struct simulate_portrait *t = p->portrait;
    for (int mois = t->contrat_mois;; mois += t->contrat_mois) {
        bool last = mois >= p->mois;
        int32_t end = cal_add_months(p->entree, last ? p->mois : mois) - 1;
        if (last || (sortie == SIMULATE_NEVER ? date < end + t->renouvellement : sortie <= end))
            return end;
    }
}

static void set_person(struct simulate_row *row, const struct simulate_parcours *p)
{
    const struct simulate_portrait *t = p->portrait;
    set_code(row, SIMULATE_PROGRAMME, p->phc ? "PHC" : "CVG");
    set_code(row, SIMULATE_SEXE, t->sexe);
    set_number(row, SIMULATE_NAISSANCE, t->naissance);
    set_code(row, SIMULATE_NATIONALITE, t->nationalite);
    set_code(row, SIMULATE_PROTECTION, t->protection);
    set_code(row, SIMULATE_FORMATION_FRANCE, t->formation_france);
    set_code(row, SIMULATE_FORMATION_ORIGINE, t->formation_origine);
}

static void set_entry(struct simulate_row *row, const struct simulate_parcours *p, int32_t date)
{
    const struct simulate_portrait *t = p->portrait;
    set_code(row, SIMULATE_ORIENTEUR, t->orienteur);
    set_number(row, SIMULATE_SUIVI_EXTERIEUR, t->suivi_exterieur);
    set_code(row, SIMULATE_SANS_EMPLOI, t->sans_emploi);
    set_number(row, SIMULATE_RSA, t->rsa);
    set_number(row, SIMULATE_ASS, t->ass);
    set_number(row, SIMULATE_AAH, t->aah);
    set_number(row, SIMULATE_RQTH, t->rqth);
    set_code(row, SIMULATE_HABITAT_ENTREE, date < t->habitat_corrige ? t->habitat_dit : t->habitat_entree);
    set_code(row, SIMULATE_PARCOURS_RUE, t->parcours_rue);
    for (int i = 0; i < SIMULATE_FREINS_N; i++) {
        const struct simulate_frein *f = &t->freins[i];
        const char *code = "OUI";
        if (f->inconnu || date < t->diagnostic)
            code = "NR";
        else if (!f->present)
            code = "NON";
        else if (date >= f->resolu)
            code = "RESOLU";
        else if (date >= f->en_cours)
            code = "EN_COURS";
        set_code(row, SIMULATE_FREIN_LANGUE + i, code);
    }
}

static void set_way(struct simulate_row *row, const struct simulate_parcours *p, int32_t date, int32_t sortie)
{
    const struct simulate_portrait *t = p->portrait;
    int32_t day = sortie < date ? sortie : date; /* what had not begun when the person left never will */
    for (int i = 0; i < SIMULATE_MODALITES_N; i++)
        set_number(row, SIMULATE_CONCERTE + i, day >= t->modalites[i]);
    bool prolonged = date >= t->prolongation_le && strcmp(t->prolongation, "AUCUNE") != 0;
    bool derogation = prolonged && strcmp(t->contrat, "CDDI") == 0;
    set_code(row, SIMULATE_CONTRAT, derogation ? "CDDI_CVG" : t->contrat);
    /* in PHC the hours grow with the person: from 4 a week, 4 more every six weeks, up to 20 */
    int steps = (day - p->entree) / 42;
    set_number(row, SIMULATE_HEURES_HEBDO, !p->phc ? t->heures_centiemes : 400 * (steps < 4 ? steps + 1 : 5));
    set_number(row, SIMULATE_DATE_ENTREE, p->entree);
    bool open_ended = strcmp(t->contrat, "CDII") == 0;
    set_number(row, SIMULATE_DATE_FIN_PREVUE, open_ended ? SIMULATE_EMPTY : contract_end(p, date, sortie));
    set_code(row, SIMULATE_PROLONGATION, prolonged ? t->prolongation : "AUCUNE");
}

static void set_exit(struct simulate_row *row, const struct simulate_parcours *p, int32_t date, int32_t sortie)
{
    const struct simulate_portrait *t = p->portrait;
    for (int i = SIMULATE_DATE_SORTIE; i < SIMULATE_SALARIES_N; i++)
        set_number(row, i, SIMULATE_EMPTY);
    if (sortie == SIMULATE_NEVER)
        return;
    set_number(row, SIMULATE_DATE_SORTIE, sortie);
    row->cells[SIMULATE_MOTIF_SORTIE] = (struct simulate_cell){p->motif->code, p->motif->asp};
    if (date >= t->bilan_connu) {
        set_number(row, SIMULATE_SORTIE_VIA_CP, t->bilan.sortie_via_cp);
        set_code(row, SIMULATE_HABITAT_SORTIE, t->bilan.habitat);
        set_number(row, SIMULATE_HABITAT_VIA_CP, t->bilan.habitat_via_cp);
        for (int i = 0; i < SIMULATE_SANTE_N; i++)
            set_number(row, SIMULATE_RQTH_OBTENUE + i, t->bilan.sante[i]);
    }
    if (date >= t->post_connu) {
        set_code(row, SIMULATE_POST_EMPLOI, t->bilan.post_emploi);
        set_code(row, SIMULATE_POST_LOGEMENT, t->bilan.post_logement);
    }
}

bool simulate_night_salarie(const struct simulate_lives *l, size_t i, int32_t date, struct simulate_row *row)
{
    const struct simulate_parcours *p = &l->parcours[i];
    if (!simulate_parcours_listed(p, date))
        return false;
    int32_t sortie = simulate_parcours_sortie(p, date);
    snprintf(row->parcours_id, sizeof row->parcours_id, "%s-%05zu", l->chantier->id, i + 1);
    write_salarie_id(l, p->numero_personne, row->salarie_id);
    set_code(row, SIMULATE_PARCOURS_ID, row->parcours_id);
    set_code(row, SIMULATE_SALARIE_ID, row->salarie_id);
    set_person(row, p);
    set_entry(row, p, date);
    set_way(row, p, date, sortie);
    set_exit(row, p, date, sortie);
    const struct simulate_poste *cip = simulate_lives_poste(l, p->chaine, sortie < date ? sortie : date);
    if (cip)
        snprintf(row->cip_ref, sizeof row->cip_ref, "CIP%02d", cip->numero);
    set_code(row, SIMULATE_CIP_REF, cip ? row->cip_ref : NULL);
    for (int c = 0; c < SIMULATE_SALARIES_N; c++) {
        struct simulate_cell *cell = &row->cells[c];
        bool said = cell->text || cell->number != SIMULATE_EMPTY;
        if (said && (p->portrait->inconnus >> c & 1))
            *cell = (struct simulate_cell){NULL, SIMULATE_UNKNOWN};
    }
    return true;
}

bool simulate_night_accompagnant(const struct simulate_lives *l, size_t i, int32_t date, struct simulate_row *row)
{
    const struct simulate_poste *p = &l->postes[i];
    if (p->debut > date || p->fin < simulate_window(date))
        return false;
    snprintf(row->cip_ref, sizeof row->cip_ref, "CIP%02d", p->numero);
    set_code(row, SIMULATE_A_CIP_REF, row->cip_ref);
    set_code(row, SIMULATE_A_FONCTION, p->fonction);
    set_number(row, SIMULATE_A_ETP, p->etp_centiemes);
    set_number(row, SIMULATE_A_RENFORT_CVG, p->renfort);
    set_number(row, SIMULATE_A_DATE_DEBUT, p->debut);
    /* a departure is announced two weeks before */
    set_number(row, SIMULATE_A_DATE_FIN, date >= p->fin - 14 ? p->fin : SIMULATE_EMPTY);
    return true;
}
