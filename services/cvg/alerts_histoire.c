/* Reads a history and makes a world under watch of it. */
#include "cvg/alerts_histoire.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cal.h"
#include "base/mem.h"
#include "cvg/alerts_histoire_state.h"
#include "cvg/french.h"

#define FILE_BYTES_MAX (256U << 20)

static const char TEXT_HISTORY[] = "l’histoire « %s » n’est pas lisible";

int histoire_read_text(struct histoire *h, size_t file, const char *text, size_t len, struct err *e)
{
    const struct histoire_file *is = &histoire_files[file];
    struct deffile f;
    int r;
    if (deffile_open_text(&f, is->name, text, len, is->columns, e))
        return -1;
    while ((r = deffile_next(&f)) == 1)
        if (is->line(h, &f)) {
            r = -1;
            break;
        }
    deffile_close(&f);
    return r;
}

static int read_file(struct histoire *h, const char *folder, size_t i, struct err *e)
{
    struct buf text = {0}, path = {0};
    int r = 0;
    buf_addf(&path, "%s/%s", folder, histoire_files[i].name);
    if (histoire_files[i].needed || access(buf_text(&path), F_OK) == 0)
        r = buf_read_file(&text, buf_text(&path), FILE_BYTES_MAX, e) ||
            histoire_read_text(h, i, buf_text(&text), text.len, e);
    buf_deinit(&text);
    buf_deinit(&path);
    return r ? -1 : 0;
}

/* ---- the world ---- */

/* Each situation gets its part of one list, and fills it. */
static void place_charges(struct histoire *h)
{
    size_t cips = 0, previsions = 0;
    h->cips = mem_new_n(h->charges_n + 1, sizeof *h->cips);
    h->previsions = mem_new_n(h->prevues_n + 1, sizeof *h->previsions);
    for (size_t i = 0; i < h->all_n; i++)
        for (size_t k = 0; k < h->all[i].situations_n; k++) {
            struct veille_situation *s = &h->all[i].situations[k];
            s->cips = &h->cips[cips];
            s->previsions = &h->previsions[previsions];
            s->prevu = s->previsions_n > 0;
            cips += s->cips_n;
            previsions += s->previsions_n;
            s->cips_n = s->previsions_n = 0;
        }
    for (size_t i = 0; i < h->charges_n; i++) {
        struct veille_situation *s = &h->all[h->charges[i].porteur].situations[h->charges[i].situation];
        h->cips[(size_t)(s->cips - h->cips) + s->cips_n++] = h->charges[i].cip;
    }
    for (size_t i = 0; i < h->prevues_n; i++) {
        struct veille_situation *s = &h->all[h->prevues[i].porteur].situations[h->prevues[i].situation];
        h->previsions[(size_t)(s->previsions - h->previsions) + s->previsions_n++] = h->prevues[i].prevision;
    }
}

/* A territory's closures are its chantiers' too. */
static void spread_closures(struct histoire *h)
{
    for (size_t i = 0; i < h->all_n; i++) {
        struct porteur *p = &h->all[i];
        const struct porteur *of = p->genre == VEILLE_CHANTIER ? histoire_find(h, p->territoire) : NULL;
        for (size_t k = 0; of && k < of->fermetures_n; k++)
            *ADD(p, fermetures) = of->fermetures[k];
    }
}

static void watch(struct histoire *h, const struct porteur *p)
{
    struct veille_monde_reporter *r = &h->monde.reporters[h->monde.n++];
    bool chantier = p->genre == VEILLE_CHANTIER;
    *r = (struct veille_monde_reporter){
        .id = p->id,
        .territoire = p->territoire,
        .logiciel = p->logiciel,
        .watched = {.porteur = p->genre,
                    .remontee = {.lignes = p->lignes,
                                 .fermetures = p->fermetures,
                                 .envois = p->envois,
                                 .lignes_n = p->lignes_n,
                                 .fermetures_n = p->fermetures_n,
                                 .envois_n = p->envois_n},
                    .debut = h->first,
                    .situations = p->situations,
                    .situations_n = p->situations_n,
                    .echeances = p->echeances,
                    .echeances_n = p->echeances_n,
                    .postes = p->postes,
                    .postes_n = p->postes_n,
                    .copils = p->copils,
                    .copils_n = p->copils_n,
                    .copil_depuis = p->copil_depuis == INT32_MAX ? VEILLE_INCONNU : p->copil_depuis,
                    .pannes = p->pannes,
                    .pannes_n = p->pannes_n}};
    alertes_seuils_of(h->d->alertes, chantier ? p->id : "", chantier ? p->territoire : p->id, &r->seuils);
    r->watched.seuils = &r->seuils;
}

void histoire_build(struct histoire *h)
{
    histoire_add(h, "", VEILLE_NATION);
    place_charges(h);
    spread_closures(h);
    h->monde.alertes = h->d->alertes;
    h->monde.reporters = mem_new_n(h->all_n, sizeof *h->monde.reporters);
    for (int genre = VEILLE_CHANTIER; genre <= VEILLE_NATION; genre++)
        for (size_t i = 0; i < h->all_n; i++)
            if ((int)h->all[i].genre == genre)
                watch(h, &h->all[i]);
}

struct histoire *histoire_new(const struct definitions *d)
{
    struct histoire *h = mem_new(sizeof *h);
    h->d = d;
    h->first = INT32_MAX;
    return h;
}

int histoire_read(const struct definitions *d, const char *folder, struct histoire **out, struct err *e)
{
    struct histoire *h = histoire_new(d);
    int r = 0;
    for (size_t i = 0; i < HISTOIRE_FILES_N && r == 0; i++)
        r = read_file(h, folder, i, e);
    if (r == 0)
        histoire_build(h);
    else
        histoire_free(&h);
    *out = h;
    return r == 0 ? 0 : french_wrap(e, TEXT_HISTORY, folder);
}

struct veille_monde *histoire_monde(struct histoire *h)
{
    return &h->monde;
}

int64_t histoire_debut(const struct histoire *h)
{
    return h->first == INT32_MAX ? VEILLE_JAMAIS : cal_paris_instant(h->first * 86400LL * 1000000);
}

void histoire_free(struct histoire **hp)
{
    struct histoire *h = *hp;
    if (!h)
        return;
    veille_monde_deinit(&h->monde);
    for (size_t i = 0; i < h->all_n; i++) {
        struct porteur *p = &h->all[i];
        free(p->lignes);
        free(p->fermetures);
        free(p->envois);
        free(p->situations);
        free(p->echeances);
        free(p->postes);
        free(p->copils);
        free(p->pannes);
    }
    free(h->all);
    free(h->charges);
    free(h->cips);
    free(h->prevues);
    free(h->previsions);
    free(h->monde.reporters);
    map_deinit(&h->by_id);
    map_deinit(&h->by_situation);
    arena_deinit(&h->texts);
    mem_free(hp);
}
