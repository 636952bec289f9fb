/* The rules of the alerts as they lie in memory: shared by the two files that read and serve them. */
#ifndef CVG_PROGRAMME_ALERTES_STATE_H
#define CVG_PROGRAMME_ALERTES_STATE_H

#include "programme/alertes.h"

enum alertes_portee { PORTEE_NATION, PORTEE_TERRITOIRE, PORTEE_CHANTIER };

struct alertes_parametre {
    enum alerte_regle regle;
    const char *name;
    size_t offset; /* in struct alertes_seuils */
    int32_t min, max;
    bool of_nation; /* no other scope may set it */
    bool optional;  /* reglages.csv gives it where no line does */
};
struct alertes_seuil { /* a line of alertes_seuils.csv */
    const struct alertes_parametre *parametre;
    enum alertes_portee portee;
    char *code;
    int32_t valeur;
    uint32_t line; /* where it stands */
    size_t column;
};
struct alertes {
    struct alerte_ligne *lignes[SITUATION_COUNT][PALIERS_MAX];
    struct alertes_seuil *seuils;
    size_t seuils_n, seuils_cap;
    struct alertes_seuils nation;
};

int32_t *alertes_seuil_at(struct alertes_seuils *s, const struct alertes_parametre *p);
/* Puts in what the lines of one scope say. */
void alertes_apply(const struct alertes *a, enum alertes_portee portee, const char *code, struct alertes_seuils *s);

#endif
