/* What is known of reporters, from the database into the shapes of programme/veille.h. */
#include <stdlib.h>
#include <string.h>

#include "alerting/reading_faits.h"
#include "base/cal.h"

#define DEBUT_DAYS (REMONTEE_LOOKBACK_DAYS + VEILLE_NUITS)
#define AHEAD_DAYS 92 /* closures that begin later are read again with their change, or by then */

/* In this order in the request. */
enum { ENVOIS, FERMETURES, OUVERTES, DERNIERES, SILENCES, CONTACTS, FAITS, RESULTS_N = FAITS + FAITS_N };

static const char envois_sql[] = "SELECT chantier_id, date_situation, received_at, since, state, was_held, inchange"
                                 "  FROM cvg.remontee_envois($1::text[], $2::date, $3::date)";
static const char fermetures_sql[] =
    "SELECT chantier_id, debut, fin FROM cvg.remontee_fermetures($1::text[], $2::date, $3::date, NULL)";
static const char ouvertes_sql[] =
    "SELECT a.chantier_id, a.n, a.regle, a.sujet, a.situation, a.palier, a.niveau, a.etat, a.depuis, a.valeur::text,"
    " a.libelle, a.texte, a.quoi_faire, array_to_string(a.pour, ','), a.cause, a.dite, a.retour,"
    " coalesce((SELECT h.pourquoi = 'silence' FROM cvg.alerte_histoire h WHERE h.chantier_id = a.chantier_id"
    "            AND h.n = a.n AND h.pourquoi <> 'acte' ORDER BY h.k DESC LIMIT 1), false)"
    "  FROM cvg.alerte a WHERE a.chantier_id = ANY ($1::text[]) AND a.etat <> 'resolue' ORDER BY a.chantier_id, a.n";
enum {
    OUVERTE_N = 1,
    OUVERTE_REGLE,
    OUVERTE_SUJET,
    OUVERTE_SITUATION,
    OUVERTE_PALIER,
    OUVERTE_NIVEAU,
    OUVERTE_ETAT,
    OUVERTE_DEPUIS,
    OUVERTE_VALEUR,
    OUVERTE_LIBELLE,
    OUVERTE_TEXTE,
    OUVERTE_QUOI_FAIRE,
    OUVERTE_POUR,
    OUVERTE_CAUSE,
    OUVERTE_DITE,
    OUVERTE_RETOUR,
    OUVERTE_TUE
};
static const char dernieres_sql[] =
    "SELECT t.id, a.n FROM unnest($1::text[]) AS t(id) CROSS JOIN LATERAL (SELECT x.n FROM cvg.alerte x"
    "        WHERE x.chantier_id = t.id ORDER BY x.n DESC LIMIT 1) a";
static const char silences_sql[] =
    "SELECT chantier_id, regle, sujet, au FROM cvg.alerte_silences($1::text[], $2::timestamptz)";
static const char contacts_sql[] =
    "SELECT chantier_id, pour, adresse FROM cvg.alerte_destinataires($1::text[], $2::timestamptz)";

/* ---- a batch ---- */

struct batch *batch_new(void)
{
    struct batch *b = mem_new(sizeof *b);
    b->changes = json_array();
    b->mails = json_array();
    b->hooks = json_array();
    b->documents = json_array();
    return b;
}

void batch_free(struct batch **b)
{
    if (!*b)
        return;
    for (size_t i = 0; i < (*b)->n; i++) {
        veille_liste_deinit(&(*b)->items[i].liste);
        veille_changements_deinit(&(*b)->items[i].changes);
    }
    for (size_t i = 0; i < (*b)->results.n; i++)
        db_result_deinit(&(*b)->results.items[i]);
    arena_deinit(&(*b)->memory);
    json_decref((*b)->changes);
    json_decref((*b)->mails);
    json_decref((*b)->hooks);
    json_decref((*b)->documents);
    mem_free(b);
}

const char *batch_id(const struct alerting *a, const struct dossier *d)
{
    return a->reporters.items[d->reporter].id;
}

/* ---- asking ---- */

static void add_reporters(const struct alerting *a, const struct batch *b, struct db_params *p)
{
    struct db_array list = {0};
    db_array_begin(&list, DB_TEXT);
    for (size_t i = 0; i < b->n; i++)
        db_array_add_text(&list, batch_id(a, &b->items[i]));
    db_add_array(p, &list);
}

void reading_ask(const struct alerting *a, const struct batch *b, struct db_request *r)
{
    static const char *const statements[FAITS] = {envois_sql,    fermetures_sql, ouvertes_sql,
                                                  dernieres_sql, silences_sql,   contacts_sql};
    int32_t today = cal_paris_day(b->now_us);
    for (int i = 0; i < RESULTS_N; i++) {
        struct db_params p = {0};
        add_reporters(a, b, &p);
        if (i == ENVOIS || i == FERMETURES) {
            db_add_day(&p, today - DEBUT_DAYS);
            db_add_day(&p, i == ENVOIS ? today : today + AHEAD_DAYS);
        }
        if (i == SILENCES || i == CONTACTS)
            db_add_instant(&p, b->now_us);
        if (i >= FAITS)
            reading_faits_params(&reporters_find(&a->reporters, "")->seuils, i - FAITS, b->now_us, &p);
        db_request_add(r, i < FAITS ? statements[i] : reading_faits_sql(i - FAITS), &p, DB_BINARY);
    }
    db_request_snapshot(r);
}

/* ---- taking ---- */

static void take_envois(struct batch *b, const struct rows *x, const char *id, struct dossier *d)
{
    int at = 0;
    size_t n = rows_of(x, id, &at);
    struct remontee_envoi *list = arena_new(&b->memory, (n + 1) * sizeof *list);
    for (size_t i = 0; i < n; i++, at++)
        list[i] = (struct remontee_envoi){.situation = db_day(x->r, at, 1),
                                          .received_us = db_instant(x->r, at, 2),
                                          .since_us = db_instant(x->r, at, 3),
                                          .state = envoi_state_parse(db_text(x->r, at, 4)),
                                          .was_held = db_bool(x->r, at, 5),
                                          .unchanged = db_bool(x->r, at, 6)};
    d->veille.remontee.envois = list;
    d->veille.remontee.envois_n = n;
}

static void take_fermetures(struct batch *b, const struct rows *x, const char *id, struct dossier *d)
{
    int at = 0;
    size_t n = rows_of(x, id, &at);
    struct remontee_fermeture *list = arena_new(&b->memory, (n + 1) * sizeof *list);
    for (size_t i = 0; i < n; i++, at++)
        list[i] = (struct remontee_fermeture){.debut = db_day(x->r, at, 1), .fin = db_day(x->r, at, 2)};
    d->veille.remontee.fermetures = list;
    d->veille.remontee.fermetures_n = n;
}

/* "chantier,coordination" */
static unsigned a_qui_of(const char *names)
{
    unsigned found = 0;
    for (unsigned i = 0; i < A_QUI_N; i++) {
        const char *name = alerte_a_qui_name(1u << i), *at = strstr(names, name);
        if (at && (at == names || at[-1] == ','))
            found |= 1u << i;
    }
    return found;
}

static void take_ouvertes(struct batch *b, const struct rows *x, const char *id, struct dossier *d)
{
    int at = 0;
    const struct db_result *r = x->r;
    size_t n = rows_of(x, id, &at);
    struct veille_ouverte *open = arena_new(&b->memory, (n + 1) * sizeof *open);
    struct ouverte *list = arena_new(&b->memory, (n + 1) * sizeof *list);
    for (size_t i = 0; i < n; i++, at++) {
        open[i] = (struct veille_ouverte){.regle = alerte_regle_parse(db_text(r, at, OUVERTE_REGLE)),
                                          .sujet = db_text(r, at, OUVERTE_SUJET),
                                          .situation = alerte_situation_parse(db_text(r, at, OUVERTE_SITUATION)),
                                          .palier = (int)db_int64(r, at, OUVERTE_PALIER),
                                          .depuis_us = db_instant(r, at, OUVERTE_DEPUIS),
                                          .cause = db_text(r, at, OUVERTE_CAUSE)};
        list[i] = (struct ouverte){.n = (int32_t)db_int64(r, at, OUVERTE_N),
                                   .niveau = alerte_niveau_parse(db_text(r, at, OUVERTE_NIVEAU)),
                                   .a_qui = a_qui_of(db_text(r, at, OUVERTE_POUR)),
                                   .acquittee = strcmp(db_text(r, at, OUVERTE_ETAT), "acquittee") == 0,
                                   .dite = db_bool(r, at, OUVERTE_DITE),
                                   .tue = db_bool(r, at, OUVERTE_TUE),
                                   .retour_us = db_is_null(r, at, OUVERTE_RETOUR) ? VEILLE_JAMAIS
                                                                                  : db_instant(r, at, OUVERTE_RETOUR),
                                   .valeur = db_text(r, at, OUVERTE_VALEUR),
                                   .libelle = db_text(r, at, OUVERTE_LIBELLE),
                                   .texte = db_text(r, at, OUVERTE_TEXTE),
                                   .quoi_faire = db_text(r, at, OUVERTE_QUOI_FAIRE)};
    }
    d->open = open;
    d->ouvertes = list;
    d->open_n = n;
}

static void take_silences(struct batch *b, const struct rows *x, const char *id, struct dossier *d)
{
    int at = 0;
    size_t n = rows_of(x, id, &at);
    struct silence *list = arena_new(&b->memory, (n + 1) * sizeof *list);
    for (size_t i = 0; i < n; i++, at++)
        list[i] = (struct silence){
            .regle = db_text(x->r, at, 1), .sujet = db_text(x->r, at, 2), .au_us = db_instant(x->r, at, 3)};
    d->silences = list;
    d->silences_n = n;
}

static void take_contacts(const struct alerting *a, struct batch *b, const struct rows *x, const char *id,
                          struct dossier *d)
{
    int at = 0;
    size_t n = rows_of(x, id, &at), k = 0, settings_n = 0;
    while (a->convergence[settings_n])
        settings_n++;
    for (size_t i = 0; a->operateur[i]; i++)
        settings_n++;
    struct contact *list = arena_new(&b->memory, (n + settings_n + 1) * sizeof *list);
    for (size_t i = 0; i < n; i++, at++)
        list[k++] = (struct contact){.a_qui = a_qui_of(db_text(x->r, at, 1)), .adresse = db_text(x->r, at, 2)};
    for (size_t i = 0; a->convergence[i]; i++)
        list[k++] = (struct contact){A_QUI_CONVERGENCE, a->convergence[i]};
    for (size_t i = 0; a->operateur[i]; i++)
        list[k++] = (struct contact){A_QUI_OPERATEUR, a->operateur[i]};
    d->contacts = list;
    d->contacts_n = k;
}

static void take_one(const struct alerting *a, struct batch *b, const struct rows *rows, struct dossier *d)
{
    const struct reporter *x = &a->reporters.items[d->reporter];
    int at = 0;
    int32_t debut = cal_paris_day(b->now_us) - DEBUT_DAYS;
    d->veille = (struct veille_reporter){.porteur = x->porteur,
                                         .seuils = &x->seuils,
                                         .remontee = {.lignes = x->lignes, .lignes_n = x->lignes_n},
                                         .debut = x->porteur == VEILLE_CHANTIER && x->connu > debut ? x->connu : debut};
    take_envois(b, &rows[ENVOIS], x->id, d);
    take_fermetures(b, &rows[FERMETURES], x->id, d);
    take_ouvertes(b, &rows[OUVERTES], x->id, d);
    take_silences(b, &rows[SILENCES], x->id, d);
    take_contacts(a, b, &rows[CONTACTS], x->id, d);
    reading_faits_take(a, b, &rows[FAITS], d);
    if (rows_of(&rows[DERNIERES], x->id, &at))
        d->last_n = (int32_t)db_int64(rows[DERNIERES].r, at, 1);
}

void reading_take(const struct alerting *a, struct batch *b, struct db_results *res)
{
    struct rows rows[RESULTS_N];
    b->results = *res; /* the texts of the dossiers are its */
    b->results.items = arena_new(&b->memory, res->n * sizeof *res->items);
    for (size_t i = 0; i < res->n; i++) {
        b->results.items[i] = res->items[i];
        res->items[i].pg = NULL;
    }
    for (int i = 0; i < RESULTS_N; i++)
        rows_open(&rows[i], &b->results.items[i]);
    for (size_t i = 0; i < b->n; i++)
        take_one(a, b, rows, &b->items[i]);
    for (int i = 0; i < RESULTS_N; i++)
        rows_close(&rows[i]);
}
