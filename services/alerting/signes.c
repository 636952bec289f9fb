/* Signs of life, and outages that are over. */
#include "alerting/signes.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define KEEP_US (24 * 3600 * 1000000LL)
#define EVERY_MIN_MS 500
#define EVERY_MAX_MS 10000
#define IN_PATIENCE 6 /* questions */
#define STALL_TICKS 3 /* without a question for so many of them: we were away */

static int64_t patience_us(const struct alertes_seuils *s, enum alerte_situation genre)
{
    return (genre == SITUATION_BASE ? s->base_secondes : s->demon_secondes) * 1000000LL;
}

int64_t signes_every_ms(const struct alertes_seuils *seuils)
{
    int64_t every = seuils->demon_secondes * 1000LL / IN_PATIENCE;
    return every < EVERY_MIN_MS ? EVERY_MIN_MS : every > EVERY_MAX_MS ? EVERY_MAX_MS : every;
}

/* One answer is missing, and half the time to the next. */
static int64_t suspect_ms(const struct signes *s)
{
    return s->every_ms * 3 / 2;
}

static int64_t wall_us(int64_t heard_ms, int64_t now_ms, int64_t now_us)
{
    return now_us - (now_ms - heard_ms) * 1000;
}

void signes_add(struct signes *s, const char *nom, int64_t now_ms)
{
    s->items = mem_room(s->items, s->n, &s->cap, sizeof *s->items);
    s->items[s->n++] = (struct signe){.nom = mem_text(nom), .heard_ms = now_ms};
}

/* Were we away ourselves? Then that time is none of theirs; who was silent before stays so, for as long as it was. An
 * answer may come before the tick that is due. */
static bool forgive(struct signes *s, int64_t now_ms)
{
    int64_t gap = s->tick_ms ? now_ms - s->tick_ms : 0;
    if (gap <= STALL_TICKS * s->every_ms)
        return false;
    for (size_t i = 0; i < s->n; i++) {
        struct signe *x = &s->items[i];
        x->heard_ms = s->tick_ms - x->heard_ms > suspect_ms(s) ? x->heard_ms + gap : now_ms;
    }
    s->tick_ms = now_ms;
    return true;
}

bool signes_tick(struct signes *s, int64_t now_ms)
{
    bool stalled = forgive(s, now_ms);
    s->tick_ms = now_ms;
    return stalled;
}

bool signes_heard(struct signes *s, size_t i, int64_t now_ms, int64_t now_us, const struct alertes_seuils *seuils)
{
    struct signe *x = &s->items[i];
    forgive(s, now_ms);
    bool silent = now_ms - x->heard_ms > suspect_ms(s);
    if (silent)
        signes_over(s, SITUATION_DEMON, x->nom, wall_us(x->heard_ms, now_ms, now_us), now_us, false, seuils);
    x->answered = true;
    x->said = false;
    x->heard_ms = now_ms;
    return silent;
}

void signes_silent(struct signes *s, const char *nom, int64_t from_us, int64_t now_ms, int64_t now_us)
{
    int64_t from_ms = now_ms - (now_us - from_us) / 1000;
    for (size_t i = 0; i < s->n; i++)
        if (!s->items[i].answered && strcmp(s->items[i].nom, nom) == 0 && s->items[i].heard_ms > from_ms)
            s->items[i].heard_ms = from_ms;
}

/* ---- outages that are over ---- */

static bool long_enough(const struct panne_finie *p, const struct alertes_seuils *seuils)
{
    return p->to_us - p->from_us >= patience_us(seuils, p->genre);
}

void signes_over(struct signes *s, enum alerte_situation genre, const char *sujet, int64_t from_us, int64_t to_us,
                 bool told, const struct alertes_seuils *seuils)
{
    for (size_t i = 0; i < s->finies_n; i++)
        if (s->finies[i].from_us == from_us && strcmp(s->finies[i].sujet, sujet) == 0)
            return;
    s->finies = mem_room(s->finies, s->finies_n, &s->finies_cap, sizeof *s->finies);
    struct panne_finie *p = &s->finies[s->finies_n++];
    *p = (struct panne_finie){.sujet = mem_text(sujet), .genre = genre, .from_us = from_us, .to_us = to_us};
    p->waits = !told && long_enough(p, seuils);
    p->said = told;
}

void signes_base_down(struct signes *s, int64_t now_us)
{
    if (!s->base_from_us)
        s->base_from_us = now_us;
}

void signes_base_up(struct signes *s, int64_t now_us, const struct alertes_seuils *seuils)
{
    if (s->base_from_us)
        signes_over(s, SITUATION_BASE, "base", s->base_from_us, now_us, false, seuils);
    if (s->base_seen)
        s->base_from_us = 0; /* else since when is still to be told */
    s->base_seen = true;
}

void signes_base_since(struct signes *s, int64_t seen_us, const struct alertes_seuils *seuils)
{
    for (size_t i = 0; s->base_from_us && i < s->finies_n; i++) {
        struct panne_finie *p = &s->finies[i];
        if (p->genre != SITUATION_BASE || p->from_us != s->base_from_us || seen_us >= p->from_us)
            continue;
        p->from_us = seen_us;
        p->waits = long_enough(p, seuils);
    }
    s->base_from_us = 0;
}

size_t signes_waiting(const struct signes *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->finies_n; i++)
        n += s->finies[i].waits;
    return n;
}

static void drop_old(struct signes *s, int64_t now_us)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->finies_n; i++)
        if (s->finies[i].waits || s->finies[i].to_us > now_us - KEEP_US)
            s->finies[kept++] = s->finies[i];
        else
            free(s->finies[i].sujet);
    s->finies_n = kept;
}

/* ---- the list ---- */

struct veille_panne *pannes_add(struct pannes *p, enum alerte_situation genre, const char *sujet, int64_t from_us,
                                int64_t to_us)
{
    p->items = mem_room(p->items, p->n, &p->cap, sizeof *p->items);
    p->items[p->n] = (struct veille_panne){
        .genre = genre, .sujet = sujet, .connu_us = from_us, .jusqua_us = to_us, .libre_pourcent = VEILLE_INCONNU};
    return &p->items[p->n++];
}

static bool list_service(struct signes *s, struct signe *x, int64_t now_ms, int64_t now_us,
                         const struct alertes_seuils *seuils, struct pannes *out)
{
    int64_t silent_ms = now_ms - x->heard_ms;
    if (silent_ms <= suspect_ms(s))
        return false;
    const struct veille_panne *p =
        pannes_add(out, SITUATION_DEMON, x->nom, wall_us(x->heard_ms, now_ms, now_us), VEILLE_JAMAIS);
    bool news = !x->said && silent_ms * 1000 >= patience_us(seuils, SITUATION_DEMON);
    x->said = x->said || news;
    return news && veille_arrete_tout(p);
}

static bool lasts(const struct pannes *list, const char *sujet)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].jusqua_us == VEILLE_JAMAIS && strcmp(list->items[i].sujet, sujet) == 0)
            return true;
    return false;
}

bool signes_list(struct signes *s, int64_t now_ms, int64_t now_us, const struct alertes_seuils *seuils,
                 struct pannes *out)
{
    bool all = false;
    forgive(s, now_ms);
    drop_old(s, now_us);
    out->n = 0;
    for (size_t i = 0; i < s->n; i++)
        all = list_service(s, &s->items[i], now_ms, now_us, seuils, out) || all;
    for (size_t i = 0; i < s->finies_n; i++) {
        struct panne_finie *p = &s->finies[i];
        p->listed = p->waits && !lasts(out, p->sujet); /* one alert at a time of each */
        const struct veille_panne *listed =
            pannes_add(out, p->genre, p->sujet, p->from_us, p->listed ? VEILLE_JAMAIS : p->to_us);
        bool news = !p->said && !p->waits && long_enough(p, seuils);
        p->said = p->said || news;
        all = all || (news && veille_arrete_tout(listed));
    }
    return all;
}

void signes_looked(struct signes *s)
{
    for (size_t i = 0; i < s->finies_n; i++)
        s->finies[i].looked = s->finies[i].listed;
}

bool signes_stored(struct signes *s)
{
    bool ended = false;
    for (size_t i = 0; i < s->finies_n; i++) {
        struct panne_finie *p = &s->finies[i];
        ended = ended || (p->waits && p->looked);
        p->waits = p->waits && !p->looked;
        p->looked = false;
    }
    return ended;
}

void signes_deinit(struct signes *s)
{
    for (size_t i = 0; i < s->n; i++)
        free(s->items[i].nom);
    for (size_t i = 0; i < s->finies_n; i++)
        free(s->finies[i].sujet);
    free(s->items);
    free(s->finies);
    *s = (struct signes){0};
}
