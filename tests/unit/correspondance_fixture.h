/* What the tests of mapping profiles share: a copy of the definitions with the profile of an imaginary tool. */
#ifndef CVG_TESTS_CORRESPONDANCE_FIXTURE_H
#define CVG_TESTS_CORRESPONDANCE_FIXTURE_H

#include "definitions_copy.h"
#include "programme/correspondances.h"
#include "programme_fixture.h"

#define INDEX "correspondances.csv"
#define FILE_OF "correspondances/essai.csv"
#define HEAD "genre;jeu;colonne;leur;notre;remarque\n"

static char folder[64];
static struct buf text;

/* An imaginary tool. */
static const char tool[] = HEAD "# un commentaire\n"
                                "entete;salaries;orienteur;Prescripteur;;\n"
                                "entete;salaries;orienteur;Origine de la candidature;;\n"
                                "entete;salaries;naissance;Né(e) en;;\n"
                                "entete;salaries;date_entree;Début;;\n"
                                "entete;salaries;frein_justice;Suivi pénal;;\n"
                                "entete;accompagnants;fonction;Métier;;\n"
                                "valeur;salaries;orienteur;Pôle Emploi;FRANCE_TRAVAIL;\n"
                                "valeur;salaries;orienteur;007;SPONTANEE;\n"
                                "valeur;salaries;orienteur;Sans objet;NR;\n"
                                "valeur;salaries;orienteur;PHC;PHC;la même chose que nous\n"
                                "ambigu;salaries;orienteur;Autre;AUTRE_SPE AUTRE_SIAE AUTRE_ACCOMPAGNEMENT;\n"
                                "ambigu;salaries;protection;Asile;DEMANDEUR REFUGIE;\n"
                                "valeur;salaries;habitat_entree;Prison;DETENTION;\n"
                                "valeur;salaries;programme;Aucun;NR;\n"
                                "valeur;salaries;cip_ref;0000;NR;\n"
                                "valeur;salaries;date_sortie;31/12/9999;NR;\n"
                                "valeur;salaries;date_sortie;En cours;NR;\n"
                                "valeur;salaries;heures_hebdo;?;NR;\n"
                                "valeur;salaries;rsa;Majoré;O;\n"
                                "booleen;;;Vrai;O;\n"
                                "booleen;;;Faux;N;\n"
                                "booleen;;;Ne sait pas;NR;\n"
                                "date;;;JJ.MM.AAAA;;\n"
                                "date;;;AAAA-MM-JJ 00:00:00;;\n"
                                "date;;;AAAAMMJJ;;\n"
                                "mois;;;MM.AAAA;;\n";

static inline void write_text(const char *file, const char *content)
{
    struct buf b = {0};
    buf_adds(&b, content);
    write_copy(folder, file, &b);
    buf_deinit(&b);
}

static inline struct definitions *load(void)
{
    struct definitions *d;
    struct err e = {0};
    if (definitions_load(folder, &d, &e))
        fail_msg("%s", e.text);
    return d;
}

static inline void write_index(void)
{
    write_text(INDEX, "profil;logiciel;libelle\nasp;Extranet ASP;Codes de l'ASP\nessai;Outil d'Essai;Un outil\n"
                      "essai;L'autre nom;\n");
}

static inline int setup(void **state)
{
    (void)state;
    copy_definitions(folder, sizeof folder, "test_correspondance");
    write_index();
    write_text(FILE_OF, tool);
    return 0;
}

static inline int teardown(void **state)
{
    (void)state;
    remove_definitions(folder);
    buf_deinit(&text);
    return 0;
}

#endif
