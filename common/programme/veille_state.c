/* What every rule of the watch asks of the evaluation in hand: the clock, what is open, a place for one alert more. */
#include "programme/veille_state.h"

#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "base/text.h"

void veille_wake(struct veille *v, int64_t us)
{
    if (us > v->now_us && us < v->out->next_us)
        v->out->next_us = us;
}

bool veille_known(struct veille *v, int64_t connu_us, int64_t jusqua_us)
{
    veille_wake(v, connu_us);
    if (connu_us > v->now_us)
        return false;
    veille_wake(v, jusqua_us);
    return v->now_us < jusqua_us;
}

int64_t veille_midnight(int32_t day)
{
    return cal_paris_instant(day * VEILLE_DAY_US);
}

bool veille_reached(struct veille *v, int32_t day)
{
    veille_wake(v, veille_midnight(day));
    return v->today >= day;
}

const struct veille_ouverte *veille_open(const struct veille *v, enum alerte_regle regle, const char *sujet)
{
    for (size_t i = 0; i < v->open_n; i++)
        if (v->open[i].regle == regle && strcmp(v->open[i].sujet, sujet) == 0)
            return &v->open[i];
    return NULL;
}

void veille_copy(char out[VEILLE_TEXTE_LEN], const char *kind, const char *name)
{
    struct buf b = {0};
    buf_adds(&b, kind);
    buf_adds(&b, name);
    size_t len = text_cut(buf_text(&b), VEILLE_TEXTE_LEN - 1);
    memcpy(out, buf_text(&b), len);
    out[len] = 0;
    buf_deinit(&b);
}

struct veille_alerte *veille_add(struct veille *v, enum alerte_regle regle, enum alerte_situation situation, int palier,
                                 const char *sujet, int64_t depuis_us)
{
    struct veille_liste *l = v->out;
    l->items = mem_room(l->items, l->n, &l->cap, sizeof *l->items);
    struct veille_alerte *a = &l->items[l->n++];
    *a = (struct veille_alerte){.regle = regle,
                                .situation = situation,
                                .palier = palier,
                                .depuis_us = depuis_us,
                                .n = VEILLE_INCONNU,
                                .total = VEILLE_INCONNU,
                                .valeur = VEILLE_INCONNU,
                                .seuil = VEILLE_INCONNU,
                                .jour = VEILLE_INCONNU};
    veille_copy(a->sujet, "", sujet);
    return a;
}

int32_t veille_charge_centiemes(int32_t parcours, int32_t etp)
{
    int64_t load = ((int64_t)parcours * 20000 + etp) / (2 * (int64_t)etp);
    return load < INT32_MAX ? (int32_t)load : INT32_MAX;
}

void veille_load(const struct veille_situation *s, const char *cip_ref, int32_t *parcours, int32_t *etp)
{
    *parcours = *etp = 0;
    if (!cip_ref) {
        *parcours = s->file_active;
        *etp = s->etp;
        return;
    }
    for (size_t i = 0; i < s->cips_n; i++)
        if (strcmp(s->cips[i].cip_ref, cip_ref) == 0) {
            *parcours = s->cips[i].parcours;
            *etp = s->cips[i].etp;
            return;
        }
}
