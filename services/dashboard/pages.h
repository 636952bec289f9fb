/* Every page, one function a file: page_NAME.c adds its routes. */
#ifndef CVG_DASHBOARD_PAGES_H
#define CVG_DASHBOARD_PAGES_H

struct dashboard;

void page_france_open(struct dashboard *d);
void page_territoire_open(struct dashboard *d);
void page_chantier_open(struct dashboard *d);
void page_indicateurs_open(struct dashboard *d);
void page_indicateur_open(struct dashboard *d);
void page_soon_open(struct dashboard *d);

#endif
