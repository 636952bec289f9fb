/* Every change of the batch as it is stored, with whom it is told to; and the mails and the line in a chat that say it
 * at once, one a recipient. */
#include <stdlib.h>
#include <string.h>

#include "alerting/batch.h"
#include "alerting/dire.h"
#include "alerting/mailing.h"
#include "base/cal.h"

/* A change, with what is stored of it. */
struct avis {
    const struct dossier *d;
    int evenement;
    int32_t n;
    const struct ouverte *was; /* NULL: raised now */
    enum alerte_regle regle;
    enum alerte_situation situation;
    const char *sujet, *cause;
    int palier;
    int64_t depuis_us;
    enum alerte_niveau niveau;
    enum alerte_annonce annonce;
    unsigned a_qui;
    const char *libelle, *texte, *quoi_faire, *valeur; /* valeur: JSON */
};

/* ---- what an avis says ---- */

static const char *text_of(struct batch *b, const char *texte, const struct veille_alerte *item)
{
    struct buf out = {0};
    veille_texte(texte, item, &out);
    const char *kept = arena_text(&b->memory, buf_text(&out), out.len);
    buf_deinit(&out);
    return kept;
}

/* As its line speaks of it now. */
static void speak(const struct alerting *a, struct batch *b, const struct veille_alerte *item, struct avis *x)
{
    const struct alerte_ligne *l = alertes_ligne(a->definitions->alertes, item->regle, item->situation, item->palier);
    struct buf valeur = {0};
    veille_valeur(item, &valeur);
    x->regle = item->regle;
    x->situation = item->situation;
    x->sujet = item->sujet;
    x->cause = item->cause;
    x->palier = item->palier;
    x->depuis_us = item->depuis_us;
    x->niveau = l->niveau;
    x->annonce = l->annonce;
    x->a_qui = l->a_qui;
    x->libelle = text_of(b, l->libelle, item);
    x->texte = text_of(b, l->texte, item);
    x->quoi_faire = text_of(b, l->quoi_faire, item);
    x->valeur = arena_text(&b->memory, buf_text(&valeur), valeur.len);
    buf_deinit(&valeur);
}

/* As it was stored: one that is over has no other words. */
static void repeat(const struct alerting *a, const struct veille_ouverte *o, struct avis *x)
{
    const struct alerte_ligne *l = alertes_ligne(a->definitions->alertes, o->regle, o->situation, o->palier);
    must(x->was);
    x->regle = o->regle;
    x->situation = o->situation;
    x->sujet = o->sujet;
    x->cause = o->cause;
    x->palier = o->palier;
    x->depuis_us = o->depuis_us;
    x->niveau = x->was->niveau;
    x->annonce = l->annonce;
    x->a_qui = x->was->a_qui;
    x->libelle = x->was->libelle;
    x->texte = x->was->texte;
    x->quoi_faire = x->was->quoi_faire;
    x->valeur = x->was->valeur;
}

static bool silenced(const struct batch *b, const struct avis *x)
{
    const char *regle = alerte_regle_name(x->regle);
    for (size_t i = 0; i < x->d->silences_n; i++) {
        const struct silence *s = &x->d->silences[i];
        if (s->au_us > b->now_us && (!*s->regle || strcmp(s->regle, regle) == 0) &&
            (!*s->sujet || strcmp(s->sujet, x->sujet) == 0))
            return true;
    }
    return false;
}

/* The figure that is stored is the one that it has. */
static bool same_figure(const struct avis *x)
{
    must(x->was);
    json_t *was = json_loads(x->was->valeur, 0, NULL), *is = json_loads(x->valeur, 0, NULL);
    bool same = was && is && json_equal(was, is) && strcmp(x->was->texte, x->texte) == 0 &&
                strcmp(x->was->libelle, x->libelle) == 0 && strcmp(x->was->quoi_faire, x->quoi_faire) == 0 &&
                x->was->a_qui == x->a_qui && x->was->niveau == x->niveau;
    json_decref(was);
    json_decref(is);
    return same;
}

/* ---- storing ---- */

static void fill_ligne(const struct alerting *a, struct batch *b, const struct avis *x, struct lettre_ligne *out)
{
    const struct reporter *r = &a->reporters.items[x->d->reporter];
    char id[LETTRE_ID_LEN];
    lettre_id(r->id, x->n, id);
    *out = (struct lettre_ligne){.genre = evenement_genre(x->evenement),
                                 .id = arena_text(&b->memory, id, strlen(id)),
                                 .reporter = r->id,
                                 .nom = r->nom,
                                 .regle = alerte_regle_name(x->regle),
                                 .libelle = x->libelle,
                                 .texte = x->texte,
                                 .quoi_faire = x->quoi_faire,
                                 .niveau = x->niveau,
                                 .depuis_us = x->depuis_us};
}

/* To every address of its audience, and to the chat where it names no person's parcours. */
static json_t *tell(const struct alerting *a, struct batch *b, struct mailing *m, const struct avis *x)
{
    json_t *told = json_array();
    struct lettre_ligne ligne;
    fill_ligne(a, b, x, &ligne);
    for (size_t i = 0; i < x->d->contacts_n; i++) {
        const struct contact *c = &x->d->contacts[i];
        if ((c->a_qui & x->a_qui) && mailing_add(m, c->adresse, &ligne))
            json_array_append_new(told, json_string(c->adresse));
    }
    if (a->chat && !alerte_regle_parcours(x->regle)) {
        mailing_add(m, MAILING_CHAT, &ligne);
        json_array_append_new(told, json_string(MAILING_CHAT));
    }
    return told;
}

static json_t *a_qui_json(unsigned a_qui)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < A_QUI_N; i++)
        if (a_qui & (1u << i))
            json_array_append_new(list, json_string(alerte_a_qui_name(1u << i)));
    return list;
}

static void store(const struct alerting *a, struct batch *b, const struct avis *x, enum dire dire, enum pourquoi why,
                  json_t *told)
{
    char since[CAL_INSTANT_LEN];
    json_t *valeur = json_loads(x->valeur, 0, NULL);
    cal_format_instant(x->depuis_us, since);
    json_t *c =
        json_pack("{ss si ss ss ss si ss ss ss so ss ss ss so ss ss ss so}", "chantier", batch_id(a, x->d), "n",
                  (int)x->n, "regle", alerte_regle_name(x->regle), "sujet", x->sujet, "situation",
                  alerte_situation_name(x->situation), "palier", x->palier, "niveau", alerte_niveau_name(x->niveau),
                  "quoi", evenement_name(x->evenement), "depuis", since, "valeur", valeur ? valeur : json_object(),
                  "libelle", x->libelle, "texte", x->texte, "quoi_faire", x->quoi_faire, "pour", a_qui_json(x->a_qui),
                  "cause", x->cause, "dire", dire_name(dire), "pourquoi", pourquoi_name(why), "dit_a", told);
    must(c);
    if (x->evenement == EVENEMENT_REPRISE) {
        char back[CAL_INSTANT_LEN];
        cal_format_instant(x->was->retour_us, back);
        json_object_set_new(c, "retour", json_string(back));
    }
    json_array_append_new(b->changes, c);
    if (x->evenement != VEILLE_MESURE)
        log_event(LOG_INFO, "alert", log_text("reporter", batch_id(a, x->d)), log_int("n", x->n),
                  log_text("rule", alerte_regle_name(x->regle)), log_text("what", evenement_name(x->evenement)),
                  log_text("told", dire_name(dire)), log_text("why", pourquoi_name(why)));
}

/* `back`: its acknowledgement ends in this turn. */
static void settle(const struct alerting *a, struct batch *b, struct mailing *m, const struct avis *x, bool back)
{
    enum pourquoi why;
    const struct dire_sur about = {.evenement = x->evenement,
                                   .niveau = x->niveau,
                                   .annonce = x->annonce,
                                   .cause = *x->cause != 0,
                                   .silence = silenced(b, x),
                                   .acquittee = x->was && x->was->acquittee && !back,
                                   .elargie = x->was && (x->a_qui & ~x->was->a_qui),
                                   .dite = x->was && x->was->dite};
    enum dire dire = dire_decide(&about, &why);
    json_t *told = dire == DIRE_TOUT_DE_SUITE ? tell(a, b, m, x) : json_array();
    if (dire == DIRE_TOUT_DE_SUITE && !json_array_size(told)) {
        dire = DIRE_NON;
        why = POURQUOI_PERSONNE;
    }
    store(a, b, x, dire, why, told);
}

/* ---- one reporter's ---- */

/* What an open alert's own life brings, beside what was found of it: true where that says it all. */
static bool tell_life(const struct alerting *a, struct batch *b, struct mailing *m, struct avis *x)
{
    if (!x->was)
        return false;
    const struct veille_ouverte *was = &x->d->open[x->was - x->d->ouvertes];
    const struct dire_vie life = {.evenement = x->evenement,
                                  .acquittee = x->was->acquittee,
                                  .revenue = x->was->retour_us <= b->now_us,
                                  .venue = veille_foreseen(was->situation) && !veille_foreseen(x->situation),
                                  .tue = x->was->tue,
                                  .retenue = *x->cause || silenced(b, x)};
    int evenement = dire_vie(&life);
    if (evenement == x->evenement)
        return false;
    x->evenement = evenement;
    settle(a, b, m, x, true);
    return true;
}

static void tell_change(const struct alerting *a, struct batch *b, struct mailing *m, struct dossier *d,
                        const struct veille_changement *c)
{
    const struct veille_alerte *item = c->item == VEILLE_NONE ? NULL : &d->liste.items[c->item];
    struct avis x = {.d = d, .evenement = (int)c->change};
    if (c->open == VEILLE_NONE) {
        x.n = ++d->last_n;
    } else {
        x.was = &d->ouvertes[c->open];
        x.n = x.was->n;
    }
    if (item && c->change != VEILLE_RESOLUE && c->change != VEILLE_PERDUE)
        speak(a, b, item, &x);
    else
        repeat(a, &d->open[c->open], &x);
    if (c->open != VEILLE_NONE && item && x.depuis_us == 0)
        x.depuis_us = d->open[c->open].depuis_us;
    if (tell_life(a, b, m, &x))
        return;
    if (c->change == VEILLE_MESURE && same_figure(&x))
        return;
    d->changed = d->changed || c->change != VEILLE_MESURE;
    settle(a, b, m, &x, false);
}

void telling_make(const struct alerting *a, struct batch *b)
{
    struct mailing m = {.kind = "alerte", .at_us = b->now_us, .day = INT32_MIN};
    for (size_t i = 0; i < b->n; i++) {
        struct dossier *d = &b->items[i];
        for (size_t k = 0; k < d->changes.n; k++)
            tell_change(a, b, &m, d, &d->changes.items[k]);
    }
    mailing_finish(&m, b->mails, b->hooks);
}
