/* The body of the quarterly report, in the order of the report that it takes the place of. */
#include "document/pieces.h"

#define FREINS                                                                                                         \
    "frein.demarches", "frein.logement", "frein.sante", "frein.langue", "frein.mobilite", "frein.surendettement",      \
        "frein.garde", "frein.justice"
#define FREINS_SORTIE                                                                                                  \
    "frein_sortie.au_moins_un", "frein_sortie.demarches", "frein_sortie.logement", "frein_sortie.sante",               \
        "frein_sortie.langue", "frein_sortie.mobilite", "frein_sortie.surendettement", "frein_sortie.garde",           \
        "frein_sortie.justice"

const struct piece pieces_corps[] = {
    {PIECE_SECTION, .id = "chiffres-cles", .titre = "Chiffres clés", .texte = "Chiffres clés"},
    {PIECE_TUILES,
     .codes = {"effectif.file_active", "effectif.accompagnes", "effectif.sorties", "effectif.chantiers",
               "public.habitat_instable", "frein.cumul", "emploi.emploi_formation", "emploi.dynamiques_asp",
               "logement.ameliore", "sante.droit_ouvert", "frein_sortie.au_moins_un", "parcours.duree_moyenne"}},
    {.genre = PIECE_PORTEE},
    {PIECE_TEXTE,
     .texte = "Un pourcentage porte sur les seuls "
              "parcours dont la réponse est connue : « Nombre » est celui des réponses positives, « Sur » celui des "
              "réponses connues, « NR » celui des réponses non renseignées."},
    {PIECE_TABLE, .titre = "Chiffres clés de la période",
     .codes = {"effectif.file_active", "effectif.accompagnes", "effectif.sorties", "effectif.chantiers",
               "public.habitat_instable", "frein.cumul", "emploi.emploi_formation", "emploi.dynamiques_asp",
               "logement.ameliore", "sante.droit_ouvert", "frein_sortie.au_moins_un", "parcours.duree_moyenne"}},

    {PIECE_SECTION, .id = "effectifs", .titre = "Effectifs et file active", .texte = "Effectifs"},
    {PIECE_PHRASE, .texte =
                       "{au}, {effectif.file_active} salariés sont accompagnés sur les territoires opérationnels, dans "
                       "{effectif.chantiers} chantiers d’insertion."},
    {PIECE_PHRASE,
     .texte = "{depuis}, {effectif.accompagnes} parcours ont été ouverts au moins un jour : {effectif.entrees} "
              "ont commencé, {effectif.sorties} se sont terminés."},
    {PIECE_TABLE, .titre = "Effectifs et moyens",
     .codes = {"effectif.file_active", "effectif.accompagnes", "effectif.personnes", "effectif.entrees",
               "effectif.sorties", "effectif.sorties_neutres", "effectif.chantiers", "effectif.objectif",
               "effectif.etp_salaries", "effectif.etp_accompagnement", "effectif.charge_cip"}},
    {PIECE_SOUS, .titre = "Par territoire"},
    {PIECE_PAR_TERRITOIRE, .titre = "File active par territoire", .codes = {"effectif.file_active"}},
    {PIECE_TERRITOIRES, .titre = "Effectifs par territoire",
     .codes = {"effectif.chantiers", "effectif.file_active", "effectif.objectif", "effectif.entrees",
               "effectif.sorties"}},
    {PIECE_SOUS, .titre = "Évolution de la file active"},
    {PIECE_COURBES, .titre = "File active, au soir de chaque fin de mois"},

    {PIECE_SECTION, .id = "public", .titre = "Le public accompagné", .texte = "Public"},
    {PIECE_SOUS, .titre = "Qui sont les salariés"},
    {PIECE_PHRASE, .texte = "{public.femmes} des salariés accompagnés sont des femmes."},
    {PIECE_PHRASE,
     .texte =
         "{public.protection} des salariés accompagnés sont réfugiés ou bénéficient de la protection subsidiaire."},
    {PIECE_TABLE, .titre = "Caractéristiques des salariés accompagnés",
     .codes = {"public.femmes", "public.protection", "public.suivi_exterieur", "public.sans_emploi_2_ans",
               "public.jamais_travaille"}},
    {PIECE_REPARTITION, .codes = {"public.age_entree"}},
    {PIECE_REPARTITION, .codes = {"public.age_fin"}},
    {PIECE_REPARTITION, .codes = {"public.nationalite"}},
    {PIECE_PAR_TERRITOIRE, .titre = "Femmes, par territoire", .codes = {"public.femmes"}},
    {PIECE_SOUS, .titre = "Qui les a orientés"},
    {PIECE_TABLE, .titre = "Orientation", .codes = {"public.orienteur_ahi", "public.issus_phc"}},
    {PIECE_BARRES_CLES, .titre = "Orienteurs", .codes = {"public.orienteur"}},
    {PIECE_REPARTITION, .codes = {"public.orienteur"}},
    {PIECE_SOUS, .titre = "Formation"},
    {PIECE_REPARTITION, .codes = {"public.formation_france"}},
    {PIECE_REPARTITION, .codes = {"public.formation_origine"}},
    {PIECE_PHRASE,
     .texte =
         "{public.origine_bac} des salariés étrangers ont, dans leur pays d’origine, atteint au moins le niveau du "
         "baccalauréat ({public.origine_bac#num} sur {public.origine_bac#den})."},
    {PIECE_SOUS, .titre = "Ressources et droits"},
    {PIECE_TABLE, .titre = "Bénéficiaires de prestations et de la RQTH",
     .codes = {"public.rsa", "public.ass", "public.aah", "public.rqth"}},
    {PIECE_PAR_TERRITOIRE, .titre = "Bénéficiaires du RSA, par territoire", .codes = {"public.rsa"}},
    {PIECE_SOUS, .titre = "Habitat à l’entrée"},
    {PIECE_PHRASE,
     .texte = "{public.habitat_instable} des salariés vivaient, à leur entrée, dans un habitat instable ou précaire."},
    {PIECE_BARRES_CLES, .titre = "Situation d’habitat à l’entrée", .codes = {"public.habitat_entree"}},
    {PIECE_REPARTITION, .codes = {"public.habitat_entree"}},
    {PIECE_TABLE, .titre = "Précarité de l’habitat et parcours de rue",
     .codes = {"public.habitat_instable", "public.rue", "public.parcours_rue", "public.parcours_rue_2_ans"}},

    {PIECE_SECTION, .id = "freins", .titre = "Les difficultés à l’entrée", .texte = "Difficultés à l’entrée"},
    {PIECE_PHRASE, .texte = "{frein.cumul} des salariés accompagnés cumulent de trois à sept difficultés."},
    {PIECE_BARRES, .titre = "Salariés concernés par chaque difficulté", .codes = {FREINS}},
    {PIECE_TABLE, .titre = "Difficultés repérées à l’entrée", .codes = {FREINS, "frein.cumul"}},
    {PIECE_REPARTITION, .titre = "Nombre de difficultés par salarié", .codes = {"frein.nombre"}},
    {PIECE_PAR_TERRITOIRE, .titre = "Cumulent 3 à 7 difficultés, par territoire", .codes = {"frein.cumul"}},

    {PIECE_SECTION, .id = "modalites", .titre = "La mise en œuvre des modalités", .texte = "Modalités"},
    {PIECE_SOUS, .titre = "Accompagnement renforcé et partenariats"},
    {PIECE_TEXTE,
     .texte = "L’accompagnement concerté est un contact direct avec les autres référents du salarié ; "
              "l’accompagnement de proximité, une présence physique à ses côtés dans une démarche. Les chargés de "
              "partenariats (CP) santé et logement sont rapportés aux seuls salariés qui ont la difficulté."},
    {PIECE_BARRES, .titre = "Salariés ayant bénéficié de chaque modalité",
     .codes = {"modalite.concerte", "modalite.proximite", "modalite.cp_emploi", "modalite.cp_sante",
               "modalite.cp_logement"}},
    {PIECE_TABLE, .titre = "Modalités mises en œuvre",
     .codes = {"modalite.concerte", "modalite.proximite", "modalite.cp_emploi", "modalite.cp_sante",
               "modalite.cp_logement"}},
    {PIECE_PAR_TERRITOIRE, .titre = "Accompagnement concerté, par territoire", .codes = {"modalite.concerte"}},
    {PIECE_SOUS, .titre = "Durée des parcours"},
    {PIECE_PHRASE, .texte = "Les parcours terminés ont duré {parcours.duree_moyenne} mois en moyenne."},
    {PIECE_TABLE, .titre = "Durée des parcours terminés",
     .codes = {"parcours.duree_moyenne", "parcours.plus_24_mois", "parcours.plus_24_mois_cvg"}},

    {PIECE_SECTION, .id = "emploi", .titre = "Les sorties vers l’emploi et la formation", .texte = "Emploi"},
    {PIECE_PHRASE,
     .texte = "{emploi.emploi_formation#num} salariés sortis, hors sorties neutres, ont accédé à l’emploi ou à la "
              "formation, sur {emploi.emploi_formation#den} : {emploi.emploi_formation}."},
    {PIECE_TABLE, .titre = "Accès à l’emploi ou à la formation",
     .codes = {"emploi.emploi_formation", "emploi.via_cp", "effectif.sorties_neutres"}},
    {PIECE_TEXTE,
     .texte =
         "La classe « Suite » réunit les suites de parcours d’insertion : un CDD dans une autre structure, ou un CDI "
         "d’inclusion."},
    {PIECE_BARRES_CLES, .titre = "Sorties par classe", .codes = {"emploi.classe"}},
    {PIECE_REPARTITION, .codes = {"emploi.classe"}},
    {PIECE_TABLE, .titre = "Sorties au sens de l’ASP",
     .codes = {"emploi.dynamiques_asp", "emploi.durables_asp", "emploi.transition_asp", "emploi.positives_asp"}},
    {PIECE_PAR_TERRITOIRE, .titre = "Accès à l’emploi ou à la formation, par territoire",
     .codes = {"emploi.emploi_formation"}},

    {PIECE_SECTION, .id = "logement", .titre = "Les parcours de logement", .texte = "Logement"},
    {PIECE_PHRASE, .texte = "{logement.ameliore} des salariés sortis ont vu leur habitat s’améliorer."},
    {PIECE_TABLE, .titre = "Évolution de l’habitat des salariés sortis",
     .codes = {"logement.ameliore", "logement.via_cp", "logement.acces_perenne"}},
    {PIECE_ENTREE_SORTIE, .titre = "Habitat à l’entrée et à la sortie",
     .codes = {"logement.entree", "logement.sortie"}},
    {PIECE_REPARTITION, .titre = "Habitat à l’entrée des salariés sortis", .codes = {"logement.entree"}},
    {PIECE_REPARTITION, .titre = "Habitat à la sortie", .codes = {"logement.sortie"}},
    {PIECE_PAR_TERRITOIRE, .titre = "Habitat amélioré, par territoire", .codes = {"logement.ameliore"}},

    {PIECE_SECTION, .id = "sante", .titre = "La prise en charge de la santé", .texte = "Santé"},
    {PIECE_PHRASE,
     .texte = "{sante.droit_ouvert} des salariés sortis ont obtenu au moins un droit ou un bilan de santé."},
    {PIECE_BARRES, .titre = "Droits et soins obtenus par les salariés sortis",
     .codes = {"sante.droit_ouvert", "sante.rqth", "sante.aah", "sante.bilan", "sante.medecin", "sante.couverture"}},
    {PIECE_TABLE, .titre = "Droits et soins obtenus",
     .codes = {"sante.droit_ouvert", "sante.rqth", "sante.aah", "sante.bilan", "sante.medecin", "sante.couverture"}},
    {PIECE_PAR_TERRITOIRE, .titre = "Ouverture d’un droit santé, par territoire", .codes = {"sante.droit_ouvert"}},

    {PIECE_SECTION, .id = "freins-sortie", .titre = "Les difficultés à la sortie", .texte = "Difficultés à la sortie"},
    {PIECE_TEXTE,
     .texte = "Une difficulté est dite résolue ou en cours de résolution lorsqu’une prise en charge adaptée est en "
              "place à la sortie, ou n’est plus nécessaire. Chaque part est rapportée aux salariés sortis, hors "
              "sorties neutres, qui avaient la difficulté."},
    {PIECE_BARRES, .titre = "Difficultés résolues ou en cours de résolution", .codes = {FREINS_SORTIE}},
    {PIECE_TABLE, .titre = "Résolution des difficultés", .codes = {FREINS_SORTIE}},

    {PIECE_SECTION, .id = "apres", .titre = "Après la sortie", .texte = "Après la sortie"},
    {PIECE_TEXTE,
     .texte = "L’accompagnement se prolonge pendant un an après l’accès à un emploi ou à un logement durable. Sont "
              "suivis ici les salariés sortis depuis six à douze mois à la fin de la période."},
    {PIECE_TABLE, .titre = "Sortis en emploi durable",
     .codes = {"post.emploi", "post.emploi_contactes", "post.emploi_stables"}},
    {PIECE_TABLE, .titre = "Sortis avec un logement pérenne",
     .codes = {"post.logement", "post.logement_contactes", "post.logement_stables"}},

    {PIECE_SECTION, .id = "coordination", .titre = "La coordination", .texte = "Coordination"},
    {PIECE_TABLE, .titre = "Équipes et actions de coordination",
     .codes = {"coordination.etp_pourvus", "coordination.etp_vacants", "coordination.beneficiaires",
               "coordination.permanents"}},
    {PIECE_REPARTITION, .codes = {"coordination.actions"}},
    {PIECE_REPARTITION, .codes = {"coordination.instances"}},
    {PIECE_TERRITOIRES, .titre = "Coordination par territoire",
     .codes = {"coordination.etp_pourvus", "coordination.etp_vacants", "coordination.beneficiaires",
               "coordination.permanents"}},
    {.genre = PIECE_FIN}};
