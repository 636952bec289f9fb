/* The columns that simulated exports have, with the spellings of their headers: one table for enum, names and kinds. */
#ifndef CVG_SIMULATE_COLUMNS_H
#define CVG_SIMULATE_COLUMNS_H

#include <stdbool.h>
#include <stdint.h>

enum simulate_kind { SIMULATE_ID, SIMULATE_CODE, SIMULATE_BOOL, SIMULATE_DAY, SIMULATE_MONTH, SIMULATE_DECIMAL };

/* X(enum, name, as a person writes it: case and accents aside it reads the same, kind) */
#define SIMULATE_SALARIES(X)                                                                                           \
    X(PARCOURS_ID, "parcours_id", "Parcours ID", ID)                                                                   \
    X(SALARIE_ID, "salarie_id", "Salarié ID", ID)                                                                      \
    X(PROGRAMME, "programme", "Programme", CODE)                                                                       \
    X(SEXE, "sexe", "Sexe", CODE)                                                                                      \
    X(NAISSANCE, "naissance", "Naissance", MONTH)                                                                      \
    X(NATIONALITE, "nationalite", "Nationalité", CODE)                                                                 \
    X(PROTECTION, "protection", "Protection", CODE)                                                                    \
    X(ORIENTEUR, "orienteur", "Orienteur", CODE)                                                                       \
    X(SUIVI_EXTERIEUR, "suivi_exterieur", "Suivi extérieur", BOOL)                                                     \
    X(FORMATION_FRANCE, "formation_france", "Formation France", CODE)                                                  \
    X(FORMATION_ORIGINE, "formation_origine", "Formation origine", CODE)                                               \
    X(SANS_EMPLOI, "sans_emploi", "Sans emploi", CODE)                                                                 \
    X(RSA, "rsa", "RSA", BOOL)                                                                                         \
    X(ASS, "ass", "ASS", BOOL)                                                                                         \
    X(AAH, "aah", "AAH", BOOL)                                                                                         \
    X(RQTH, "rqth", "RQTH", BOOL)                                                                                      \
    X(HABITAT_ENTREE, "habitat_entree", "Habitat entrée", CODE)                                                        \
    X(PARCOURS_RUE, "parcours_rue", "Parcours rue", CODE)                                                              \
    X(FREIN_LANGUE, "frein_langue", "Frein langue", CODE)                                                              \
    X(FREIN_SANTE, "frein_sante", "Frein santé", CODE)                                                                 \
    X(FREIN_LOGEMENT, "frein_logement", "Frein logement", CODE)                                                        \
    X(FREIN_DEMARCHES, "frein_demarches", "Frein démarches", CODE)                                                     \
    X(FREIN_SURENDETTEMENT, "frein_surendettement", "Frein surendettement", CODE)                                      \
    X(FREIN_GARDE, "frein_garde", "Frein garde", CODE)                                                                 \
    X(FREIN_MOBILITE, "frein_mobilite", "Frein mobilité", CODE)                                                        \
    X(CONCERTE, "concerte", "Concerté", BOOL)                                                                          \
    X(PROXIMITE, "proximite", "Proximité", BOOL)                                                                       \
    X(CP_EMPLOI, "cp_emploi", "CP emploi", BOOL)                                                                       \
    X(CP_LOGEMENT, "cp_logement", "CP logement", BOOL)                                                                 \
    X(CP_SANTE, "cp_sante", "CP santé", BOOL)                                                                          \
    X(CIP_REF, "cip_ref", "CIP réf", ID)                                                                               \
    X(CONTRAT, "contrat", "Contrat", CODE)                                                                             \
    X(HEURES_HEBDO, "heures_hebdo", "Heures hebdo", DECIMAL)                                                           \
    X(DATE_ENTREE, "date_entree", "Date entrée", DAY)                                                                  \
    X(DATE_FIN_PREVUE, "date_fin_prevue", "Date fin prévue", DAY)                                                      \
    X(PROLONGATION, "prolongation", "Prolongation", CODE)                                                              \
    X(DATE_SORTIE, "date_sortie", "Date sortie", DAY)                                                                  \
    X(MOTIF_SORTIE, "motif_sortie", "Motif sortie", CODE)                                                              \
    X(SORTIE_VIA_CP, "sortie_via_cp", "Sortie via CP", BOOL)                                                           \
    X(HABITAT_SORTIE, "habitat_sortie", "Habitat sortie", CODE)                                                        \
    X(HABITAT_VIA_CP, "habitat_via_cp", "Habitat via CP", BOOL)                                                        \
    X(RQTH_OBTENUE, "rqth_obtenue", "RQTH obtenue", BOOL)                                                              \
    X(AAH_OBTENUE, "aah_obtenue", "AAH obtenue", BOOL)                                                                 \
    X(MEDECIN_TRAITANT, "medecin_traitant", "Médecin traitant", BOOL)                                                  \
    X(COUVERTURE_AMELIOREE, "couverture_amelioree", "Couverture améliorée", BOOL)                                      \
    X(BILAN_SANTE, "bilan_sante", "Bilan-santé", BOOL)                                                                 \
    X(POST_EMPLOI, "post_emploi", "Post-emploi", CODE)                                                                 \
    X(POST_LOGEMENT, "post_logement", "Post-logement", CODE)

#define SIMULATE_ACCOMPAGNANTS(X)                                                                                      \
    X(A_CIP_REF, "cip_ref", "CIP réf", ID)                                                                             \
    X(A_FONCTION, "fonction", "Fonction", CODE)                                                                        \
    X(A_ETP, "etp", "ETP", DECIMAL)                                                                                    \
    X(A_RENFORT_CVG, "renfort_cvg", "Renfort CVG", BOOL)                                                               \
    X(A_DATE_DEBUT, "date_debut", "Date début", DAY)                                                                   \
    X(A_DATE_FIN, "date_fin", "Date fin", DAY)

#define SIMULATE_ENUM(name, text, written, kind) SIMULATE_##name,
enum simulate_salaries_column { SIMULATE_SALARIES(SIMULATE_ENUM) SIMULATE_SALARIES_N };
enum simulate_accompagnants_column { SIMULATE_ACCOMPAGNANTS(SIMULATE_ENUM) SIMULATE_ACCOMPAGNANTS_N };
#undef SIMULATE_ENUM

struct simulate_column {
    const char *nom, *ecrit;
    enum simulate_kind kind;
};

/* A cell before a dialect writes it: `text` for ids and codes; `number` for days, months (their first day), booleans
 * (0, 1), hundredths, and beside a code its ASP number. Without text, number may be one of these two. */
struct simulate_cell {
    const char *text;
    int32_t number;
};
#define SIMULATE_EMPTY INT32_MIN         /* nothing to say: an exit that has not come */
#define SIMULATE_UNKNOWN (INT32_MIN + 1) /* asked and not known */

#endif
