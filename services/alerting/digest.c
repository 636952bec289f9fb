/* The evening's digest. Of several changes of one alert the last is told; one that ended before anybody was told of it,
 * or that was told at once since, is not. What is open still is listed for who has news. */
#include "alerting/digest.h"

#include <stdlib.h>
#include <string.h>

#include "alerting/dire.h"
#include "alerting/mailing.h"
#include "alerting/rows.h"
#include "base/cal.h"

#define COLUMNS                                                                                                        \
    "a.chantier_id, a.n, a.regle, a.sujet, a.niveau, a.etat, a.depuis, a.libelle, a.texte, a.quoi_faire,"              \
    " array_to_string(a.pour, ','), a.dite, a.cause"
enum {
    ID,
    N,
    REGLE,
    SUJET,
    NIVEAU,
    ETAT,
    DEPUIS,
    LIBELLE,
    TEXTE,
    QUOI_FAIRE,
    POUR,
    DITE,
    CAUSE,
    K,
    QUOI,
    SINCE,
    CARED
};
#define WHOM                                                                                                           \
    "ARRAY(SELECT a.chantier_id FROM cvg.alerte a WHERE a.etat <> 'resolue' UNION"                                     \
    "      SELECT h.chantier_id FROM cvg.alerte_histoire h WHERE h.dire = 'synthese' AND h.dit_le IS NULL)"

static const char pending_sql[] =
    "SELECT " COLUMNS ", h.k, h.quoi, EXISTS (SELECT 1 FROM cvg.alerte_histoire x WHERE x.chantier_id = h.chantier_id"
    "        AND x.n = h.n AND x.k > h.k AND x.dit_le IS NOT NULL),"
    " EXISTS (SELECT 1 FROM cvg.alerte_histoire x WHERE x.chantier_id = h.chantier_id AND x.n = h.n AND x.k > h.k"
    "        AND x.quoi = 'acquittee')"
    "  FROM cvg.alerte_histoire h JOIN cvg.alerte a ON a.chantier_id = h.chantier_id AND a.n = h.n"
    " WHERE h.dire = 'synthese' AND h.dit_le IS NULL AND h.at <= $1::timestamptz ORDER BY a.chantier_id, a.n, h.k";
static const char open_sql[] =
    "SELECT " COLUMNS " FROM cvg.alerte a WHERE a.etat = 'ouverte' AND a.dite AND a.cause = ''"
    " ORDER BY a.chantier_id, a.n";
static const char contacts_sql[] =
    "SELECT chantier_id, pour, adresse FROM cvg.alerte_destinataires(" WHOM ", $1::timestamptz)";
static const char silences_sql[] =
    "SELECT chantier_id, regle, sujet FROM cvg.alerte_silences(" WHOM ", $1::timestamptz)";
static const char write_sql[] =
    "SELECT cvg.alerte_synthese($1::date, $2::timestamptz, $3::jsonb, $4::jsonb, $5::jsonb)";
enum { PENDING, OPEN, CONTACTS, SILENCES };

struct digest {
    const struct alerting *a;
    const struct db_result *res;
    struct rows contacts, silences;
    struct mailing mailing;
    json_t *rows;
    struct arena memory; /* ids */
};

void digest_ask(int64_t now_us, int32_t day, struct db_request *r)
{
    struct db_params at[3] = {0};
    db_add_instant(&at[2], dire_soir_us(day));
    db_request_add(r, pending_sql, &at[2], DB_BINARY);
    db_request_add(r, open_sql, NULL, DB_BINARY);
    db_add_instant(&at[0], now_us);
    db_request_add(r, contacts_sql, &at[0], DB_BINARY);
    db_add_instant(&at[1], now_us);
    db_request_add(r, silences_sql, &at[1], DB_BINARY);
    db_request_snapshot(r);
}

/* ---- a line ---- */

static bool silenced(const struct digest *x, const struct db_result *r, int row)
{
    const struct db_result *s = x->silences.r;
    int at = 0;
    size_t n = rows_of(&x->silences, db_text(r, row, ID), &at);
    for (size_t i = 0; i < n; i++, at++) {
        const char *regle = db_text(s, at, 1), *sujet = db_text(s, at, 2);
        if ((!*regle || strcmp(regle, db_text(r, row, REGLE)) == 0) &&
            (!*sujet || strcmp(sujet, db_text(r, row, SUJET)) == 0))
            return true;
    }
    return false;
}

static void fill_ligne(struct digest *x, const struct db_result *r, int row, enum lettre_genre genre,
                       struct lettre_ligne *out)
{
    const struct reporter *reporter = reporters_find(&x->a->reporters, db_text(r, row, ID));
    char id[LETTRE_ID_LEN];
    lettre_id(db_text(r, row, ID), (int32_t)db_int64(r, row, N), id);
    *out = (struct lettre_ligne){.genre = genre,
                                 .id = arena_text(&x->memory, id, strlen(id)),
                                 .reporter = db_text(r, row, ID),
                                 .nom = reporter ? reporter->nom : "",
                                 .regle = db_text(r, row, REGLE),
                                 .libelle = db_text(r, row, LIBELLE),
                                 .texte = db_text(r, row, TEXTE),
                                 .quoi_faire = db_text(r, row, QUOI_FAIRE),
                                 .niveau = alerte_niveau_parse(db_text(r, row, NIVEAU)),
                                 .depuis_us = db_instant(r, row, DEPUIS)};
}

static bool concerns(const char *pour, const char *who)
{
    size_t len = strlen(who);
    for (const char *s = pour; *s; s += strcspn(s, ","), s += *s == ',')
        if (strncmp(s, who, len) == 0 && (s[len] == ',' || !s[len]))
            return true;
    return false;
}

/* To everybody whom it concerns; their addresses. */
static json_t *tell(struct digest *x, const struct db_result *r, int row, enum lettre_genre genre)
{
    const struct db_result *c = x->contacts.r;
    int at = 0;
    size_t n = rows_of(&x->contacts, db_text(r, row, ID), &at);
    const char *pour = db_text(r, row, POUR);
    char *const *const lists[] = {x->a->convergence, x->a->operateur};
    static const char *const of[] = {"convergence", "operateur"};
    json_t *told = json_array();
    struct lettre_ligne ligne;
    fill_ligne(x, r, row, genre, &ligne);
    for (size_t i = 0; i < n; i++, at++)
        if (concerns(pour, db_text(c, at, 1)) && mailing_add(&x->mailing, db_text(c, at, 2), &ligne))
            json_array_append_new(told, json_string(db_text(c, at, 2)));
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; concerns(pour, of[k]) && lists[k][i]; i++)
            if (mailing_add(&x->mailing, lists[k][i], &ligne))
                json_array_append_new(told, json_string(lists[k][i]));
    if (x->a->chat && !alerte_regle_parcours(alerte_regle_parse(ligne.regle)) &&
        mailing_add(&x->mailing, MAILING_CHAT, &ligne))
        json_array_append_new(told, json_string(MAILING_CHAT));
    return told;
}

/* ---- what waits ---- */

static int evenement_of(const char *quoi)
{
    int e = 0;
    while (e < EVENEMENT_COUNT - 1 && strcmp(evenement_name(e), quoi) != 0)
        e++;
    return e;
}

static bool same_alert(const struct db_result *r, int a, int b)
{
    return db_int64(r, a, N) == db_int64(r, b, N) && strcmp(db_text(r, a, ID), db_text(r, b, ID)) == 0;
}

static enum pourquoi why_not(const struct digest *x, const struct db_result *r, int row, bool last)
{
    enum lettre_genre genre = evenement_genre(evenement_of(db_text(r, row, QUOI)));
    bool over = genre == LETTRE_RESOLUE || genre == LETTRE_PERDUE;
    const char *etat = db_text(r, row, ETAT);
    if (!last || db_bool(r, row, SINCE))
        return POURQUOI_SUITE;
    if (!over && strcmp(etat, "resolue") == 0)
        return db_bool(r, row, DITE) ? POURQUOI_SUITE : POURQUOI_INEDITE;
    if (!over && *db_text(r, row, CAUSE))
        return POURQUOI_CAUSE;
    if (silenced(x, r, row))
        return POURQUOI_SILENCE;
    /* what was to be told although somebody took care already (dire.c) still is */
    return !over && strcmp(etat, "acquittee") == 0 && db_bool(r, row, CARED) ? POURQUOI_ACQUITTEE : POURQUOI_RIEN;
}

static void take_pending(struct digest *x, int row)
{
    const struct db_result *r = &x->res[PENDING];
    bool last = row + 1 == db_rows(r) || !same_alert(r, row, row + 1);
    enum pourquoi why = why_not(x, r, row, last);
    json_t *told = why ? json_array() : tell(x, r, row, evenement_genre(evenement_of(db_text(r, row, QUOI))));
    if (!why && !json_array_size(told))
        why = POURQUOI_PERSONNE;
    json_t *line = json_pack("{ss sI sI so ss}", "chantier", db_text(r, row, ID), "n", (json_int_t)db_int64(r, row, N),
                             "k", (json_int_t)db_int64(r, row, K), "dit_a", told, "pourquoi", pourquoi_name(why));
    must(line);
    json_array_append_new(x->rows, line);
}

void digest_make(const struct alerting *a, int64_t now_us, int32_t day, const struct db_result *res,
                 struct db_request *out)
{
    struct digest x = {
        .a = a, .res = res, .mailing = {.kind = "synthese", .at_us = now_us, .day = day}, .rows = json_array()};
    json_t *mails = json_array(), *hooks = json_array();
    struct db_params p = {0};
    rows_open(&x.contacts, &res[CONTACTS]);
    rows_open(&x.silences, &res[SILENCES]);
    for (int i = 0; i < db_rows(&res[PENDING]); i++)
        take_pending(&x, i);
    for (int i = 0; i < db_rows(&res[OPEN]); i++)
        if (!silenced(&x, &res[OPEN], i))
            json_decref(tell(&x, &res[OPEN], i, LETTRE_OUVERTE));
    mailing_finish(&x.mailing, mails, hooks);
    log_event(LOG_INFO, "digest", log_int("changes", db_rows(&res[PENDING])),
              log_int("mails", (int64_t)json_array_size(mails)));
    a->mails->value += (double)json_array_size(mails);
    db_add_day(&p, day);
    db_add_instant(&p, now_us);
    rows_give_json(&p, x.rows);
    rows_give_json(&p, mails);
    rows_give_json(&p, hooks);
    db_request_add(out, write_sql, &p, DB_BINARY);
    rows_close(&x.contacts);
    rows_close(&x.silences);
    arena_deinit(&x.memory);
}
