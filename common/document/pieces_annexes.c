/* The annexes of the quarterly report: what stands behind it. */
#include "document/pieces.h"

const struct piece pieces_annexes[] = {
    {PIECE_SECTION_LARGE, .id = "par-territoire", .titre = "Annexe A. Tableaux par territoire",
     .texte = "Par territoire"},
    {PIECE_TEXTE,
     .texte =
         "Sous chaque chiffre, en plus clair : le même, un an plus tôt. Les pourcentages d’une répartition portent sur "
         "les réponses connues. « Opérat. » désigne les territoires opérationnels pendant toute la période."},
    {PIECE_ANNEXE, .titre = "Effectifs", .codes = {"effectif."}},
    {PIECE_ANNEXE, .titre = "Public", .codes = {"public."}},
    {PIECE_ANNEXE, .titre = "Difficultés à l’entrée", .codes = {"frein."}},
    {PIECE_ANNEXE, .titre = "Modalités et parcours", .codes = {"modalite.", "parcours."}},
    {PIECE_ANNEXE, .titre = "Emploi", .codes = {"emploi."}},
    {PIECE_ANNEXE, .titre = "Logement", .codes = {"logement."}},
    {PIECE_ANNEXE, .titre = "Santé", .codes = {"sante."}},
    {PIECE_ANNEXE, .titre = "Difficultés à la sortie", .codes = {"frein_sortie."}},
    {PIECE_ANNEXE, .titre = "Après la sortie", .codes = {"post."}},
    {PIECE_ANNEXE, .titre = "Coordination", .codes = {"coordination."}},
    {PIECE_CHANTIERS, .titre = "Effectifs par chantier",
     .codes = {"effectif.file_active", "effectif.accompagnes", "effectif.personnes", "effectif.entrees",
               "effectif.sorties"}},

    {PIECE_SECTION, .id = "couverture", .titre = "Annexe B. Couverture des données", .texte = "Couverture"},
    {PIECE_TEXTE,
     .texte =
         "Chaque chantier remet chaque nuit un export complet de ses parcours. Le dernier export accepté est celui "
         "qui compte ; les lignes en erreur en sont mises de côté. Un chantier sans export accepté ne compte dans "
         "aucun chiffre."},
    {PIECE_TABLE, .titre = "Qualité des données",
     .codes = {"qualite.remontee", "qualite.lignes_ecartees", "qualite.completude"}},
    {PIECE_TERRITOIRES, .titre = "Qualité des données par territoire",
     .codes = {"qualite.remontee", "qualite.lignes_ecartees", "qualite.completude"}},
    {PIECE_REMONTEES, .titre = "Exports comptés dans ce rapport"},

    {PIECE_SECTION, .id = "methode", .titre = "Annexe C. Méthode et définitions", .texte = "Définitions"},
    {PIECE_SOUS, .titre = "Comment les chiffres sont comptés"},
    {PIECE_TEXTE,
     .texte = "L’unité comptée est le parcours : une ligne par salarié, chantier et contrat suivi. Le chiffre d’un "
              "territoire ou de l’ensemble est la somme de ceux de ses chantiers, numérateurs et dénominateurs, jamais "
              "une moyenne de taux."},
    {PIECE_TEXTE,
     .texte = "Une réponse inconnue n’entre ni au numérateur ni au dénominateur d’un taux ; elle est comptée à part "
              "(NR). Les pourcentages sont arrondis à l’unité, la moitié vers le haut ; un écart est celui des valeurs "
              "imprimées."},
    {PIECE_TEXTE,
     .texte = "Un territoire est opérationnel s’il a été lancé au plus tard le premier jour de la période. Un chantier "
              "compte en entier dans la période s’il en a été membre au moins un jour, et dans le territoire de son "
              "dernier rattachement ; les présents, les ETP en poste et les objectifs sont ceux des membres du dernier "
              "jour."},
    {PIECE_TEXTE,
     .texte =
         "Les sorties neutres (congé de longue durée, décès, déménagement, décision administrative ou de justice, "
         "rupture pendant la période d’essai ou pour faute grave) sont exclues des chiffres d’emploi, de logement, "
         "de santé et de résolution des difficultés. Les sorties au sens de l’ASP suivent une autre règle : hors "
         "retraits, après plus de 80 jours de parcours."},
    {PIECE_TEXTE,
     .texte =
         "Les populations des définitions : « accompagnes », parcours ouverts au moins un jour de la période ; "
         "« presents », au soir de son dernier jour, c’est la file active ; « entres » et « sortis », commencés ou "
         "terminés dans la période ; « sortis_retenus », sortis hors sorties neutres ; « sortis_asp », sortis au "
         "sens de l’ASP ; « suivis_emploi » et « suivis_logement », sortis depuis six à douze mois en emploi "
         "durable, ou ayant atteint un logement pérenne."},
    {PIECE_TEXTE,
     .texte = "La personne est comptée une fois par identifiant et par chantier : les chantiers ne partagent pas "
              "d’identifiant, et qui passe de l’un à l’autre compte dans chacun."},
    {PIECE_SOUS, .titre = "Le secret statistique"},
    {.genre = PIECE_REGLES},
    {PIECE_SOUS, .titre = "L’adresse d’un chiffre"},
    {.genre = PIECE_ADRESSES},
    {PIECE_SOUS, .titre = "Les indicateurs"},
    {PIECE_TEXTE,
     .texte = "Pour lire les définitions : la population dit quels parcours sont regardés, la condition lesquels "
              "d’entre eux le chiffre compte ; les noms sont ceux des colonnes des exports. AND se lit « et », OR "
              "« ou », NOT « sauf », IN « parmi », BETWEEN 3 AND 7 « de 3 à 7 », <> « différent de », IS NOT NULL "
              "« est renseigné »."},
    {PIECE_TEXTE,
     .texte = "presence(x) : la difficulté x était là à l’entrée ; solved(x) : elle est résolue ou en cours de "
              "résolution ; freins : le nombre de difficultés présentes ; any_solved : l’une d’elles au moins est "
              "résolue ou en cours. « rang » ordonne les situations d’habitat, de 0 (la rue) à 4 (le logement "
              "pérenne), « groupe » les réunit."},
    {PIECE_DEFINITIONS, .titre = "Population, condition et sensibilité de chaque indicateur"},

    {PIECE_SECTION_LARGE, .id = "ponts", .titre = "Annexe D. Ce qui a changé", .texte = "Ponts"},
    {PIECE_TEXTE,
     .texte = "Chaque pont explique exactement, terme à terme, la différence d’un chiffre entre deux états : la somme "
              "des termes est la différence."},
    {.genre = PIECE_PONTS},
    {.genre = PIECE_FIN}};
