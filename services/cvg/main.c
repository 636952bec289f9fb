/* The command `cvg`: what an operator and a chantier type.
 *
 * In: a command's name and its options (English names). Out: one document on stdout (a table, or JSON with --format
 * json), everything else on stderr, in French, and an exit code of command.h. A command is one line of the table below
 * and one module. */

#include "cvg/alerts.h"
#include "cvg/check.h"
#include "cvg/commands.h"
#include "cvg/courrier.h"
#include "cvg/decide.h"
#include "cvg/figures.h"
#include "cvg/journal.h"
#include "cvg/key.h"
#include "cvg/migrate.h"
#include "cvg/ps.h"
#include "cvg/push.h"
#include "cvg/ready.h"
#include "cvg/reference.h"
#include "cvg/report.h"
#include "cvg/simulate.h"
#include "cvg/submissions.h"
#include "cvg/template.h"
#include "cvg/up.h"
#include "cvg/user.h"
#include "cvg/verify.h"
#include "cvg/version.h"

static const struct command commands[] = {
    {"up", "démarre PostgreSQL et les services de CVG_HOME", up_run},
    {"down", "arrête ce que « cvg up » a démarré", up_down_run},
    {"ps", "montre PostgreSQL et les services : état, processus, adresse", ps_run},
    {"ready", "dit si un service est prêt, d'après son adresse HTTP", ready_run},
    {"migrate", "met la base de données au niveau de cette version", migrate_run},
    {"reference", "met en vigueur les territoires et les chantiers", reference_run},
    {"key", "clés d'accès d'un chantier : faire, créer, lister, révoquer", key_run},
    {"user", "personnes du tableau de bord : ajouter, lister, fermer un accès", user_run},
    {"journal", "montre le journal des actes, vérifie ses chaînes", journal_run},
    {"courrier", "courriels : qui reçoit les résultats d'un chantier, ce qui est parti", courrier_run},
    {"alerts", "alertes : ce qui est ouvert, s'en occuper, faire taire, expliquer, exercer, rejouer", alerts_run},
    {"check", "contrôle des fichiers sans rien envoyer", check_run},
    {"template", "écrit le classeur à remplir", template_run},
    {"push", "envoie les fichiers d'un chantier", push_run},
    {"show", "montre ce qu'il est advenu d'un envoi", submissions_show_run},
    {"submissions", "liste les envois", submissions_run},
    {"release", "applique un envoi retenu", decide_release_run},
    {"discard", "écarte un envoi retenu", decide_discard_run},
    {"figures", "donne les chiffres d'un périmètre et d'une période", figures_run},
    {"verify", "recompte tous les chiffres depuis les données", verify_run},
    {"report", "rapport trimestriel : brouillon, préparer, arrêter, rectifier, vérifier", report_run},
    {"simulate", "écrit des exports simulés de tout un programme", simulate_main},
    {"version", "version du programme et empreinte des définitions", version_run},
};

int main(int argc, char **argv)
{
    return commands_main(commands, sizeof commands / sizeof *commands, argc, argv);
}
