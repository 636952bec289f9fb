/* Every page, one function a file: page_NAME.c adds its routes. */
#ifndef CVG_DASHBOARD_PAGES_H
#define CVG_DASHBOARD_PAGES_H

struct dashboard;

void page_france_open(struct dashboard *d);
void page_territoire_open(struct dashboard *d);
void page_chantier_open(struct dashboard *d);
void page_personnes_open(struct dashboard *d);
void page_journal_open(struct dashboard *d);
void page_depot_open(struct dashboard *d);
void page_envoi_open(struct dashboard *d);
void page_retenues_open(struct dashboard *d);
void page_retenue_open(struct dashboard *d);
void page_remontees_open(struct dashboard *d);
void page_fermetures_open(struct dashboard *d);
void page_reference_open(struct dashboard *d);
void page_reference_territoire_open(struct dashboard *d);
void page_reference_chantier_open(struct dashboard *d);
void page_reference_fermetures_open(struct dashboard *d);
void page_indicateurs_open(struct dashboard *d);
void page_indicateur_open(struct dashboard *d);
void page_alertes_open(struct dashboard *d);
void page_alerte_open(struct dashboard *d);
void page_rapports_open(struct dashboard *d);
void page_rapport_open(struct dashboard *d);
void page_rapport_fichier_open(struct dashboard *d);
void page_rapport_chiffre_open(struct dashboard *d);

#endif
