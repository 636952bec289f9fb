/* Whom there is to follow, from the reference data. Who is there no more but has an open alert is followed until that
 * is resolved: without a line of membership it has none. */
#include "alerting/reference.h"

#include <stdlib.h>
#include <string.h>

#include "alerting/dire.h"
#include "alerting/exercice.h"
#include "alerting/watch.h"
#include "base/cal.h"

static const char territoires_sql[] =
    "SELECT t.code, t.nom, t.lancement FROM cvg.territoire t WHERE t.known_to = 'infinity' ORDER BY t.code";
static const char lignes_sql[] =
    "SELECT l.chantier_id, l.nom, l.territoire, nullif(l.depuis, '-infinity'), nullif(l.jusqua, 'infinity'), "
    "l.logiciel, l.objectif, (SELECT min(o.known_from) FROM cvg.chantier_ligne o WHERE o.chantier_id = l.chantier_id)"
    "  FROM cvg.chantier_ligne l WHERE l.known_to = 'infinity' ORDER BY l.chantier_id, l.depuis";
static const char digest_sql[] = "SELECT derniere, (SELECT min(h.at) FROM cvg.alerte_histoire h"
                                 "   WHERE h.dire = 'synthese' AND h.dit_le IS NULL) FROM cvg.synthese";
static const char open_sql[] = "SELECT DISTINCT a.chantier_id FROM cvg.alerte a WHERE a.etat <> 'resolue'";
enum { TERRITOIRES, LIGNES, OPEN, DIGEST, TOLD, EXERCICES };
enum {
    LIGNE_ID,
    LIGNE_NOM,
    LIGNE_TERRITOIRE,
    LIGNE_DEPUIS,
    LIGNE_JUSQUA,
    LIGNE_LOGICIEL,
    LIGNE_OBJECTIF,
    LIGNE_CONNUE
};

void reference_ask(struct db_request *r)
{
    struct db_params now = {0};
    db_request_add(r, territoires_sql, NULL, DB_BINARY);
    db_request_add(r, lignes_sql, NULL, DB_BINARY);
    db_request_add(r, open_sql, NULL, DB_BINARY);
    db_request_add(r, digest_sql, NULL, DB_BINARY);
    db_add_instant(&now, cal_now_us());
    db_request_add(r, watch_told_sql, &now, DB_BINARY);
    db_request_add(r, exercice_told_sql, NULL, DB_BINARY);
}

static void set_text(char **at, const char *s)
{
    free(*at);
    *at = mem_text(s);
}

/* ---- causes ---- */

static void causes_deinit(struct causes *c)
{
    for (size_t i = 0; i < c->n; i++) {
        free(c->items[i].logiciel);
        free(c->items[i].members);
    }
    free(c->items);
    map_deinit(&c->by_name);
    *c = (struct causes){0};
}

static void add_member(struct causes *c, const char *logiciel, size_t reporter)
{
    bool added;
    uint64_t *at = map_at(&c->by_name, logiciel, strlen(logiciel), &added);
    if (added) {
        *at = c->n;
        c->items = mem_room(c->items, c->n, &c->cap, sizeof *c->items);
        c->items[c->n++] = (struct cause){.logiciel = mem_text(logiciel), .moved = true};
    }
    struct cause *x = &c->items[*at];
    x->members = mem_room(x->members, x->n, &x->cap, sizeof *x->members);
    x->members[x->n++] = reporter;
}

/* ---- reporters ---- */

static void take_ligne(struct alerting *a, const struct db_result *r, int row, int32_t today)
{
    struct reporter *x = reporters_add(&a->reporters, db_text(r, row, LIGNE_ID), VEILLE_CHANTIER);
    const char *territoire = db_text(r, row, LIGNE_TERRITOIRE);
    struct remontee_ligne l = {.depuis = db_is_null(r, row, LIGNE_DEPUIS) ? INT32_MIN : db_day(r, row, LIGNE_DEPUIS),
                               .jusqua = db_is_null(r, row, LIGNE_JUSQUA) ? INT32_MAX : db_day(r, row, LIGNE_JUSQUA),
                               .calendrier = calendrier_of(&a->definitions->calendriers, territoire)};
    x->connu = cal_paris_day(db_instant(r, row, LIGNE_CONNUE));
    x->lignes = mem_grow(x->lignes, (x->lignes_n + 1) * sizeof *x->lignes);
    x->objectifs = mem_grow(x->objectifs, (x->lignes_n + 1) * sizeof *x->objectifs);
    x->objectifs[x->lignes_n] = (int32_t)db_int64(r, row, LIGNE_OBJECTIF);
    x->lignes[x->lignes_n++] = l;
    if (l.depuis > today && *x->territoire) /* to come: another one tells where it is today */
        return;
    set_text(&x->nom, db_text(r, row, LIGNE_NOM));
    set_text(&x->territoire, territoire);
    set_text(&x->logiciel, l.jusqua >= today && l.depuis <= today ? db_text(r, row, LIGNE_LOGICIEL) : "");
}

static void clear(struct alerting *a)
{
    causes_deinit(&a->causes);
    for (size_t i = 0; i < a->reporters.n; i++) {
        struct reporter *x = &a->reporters.items[i];
        x->lignes_n = 0;
        x->surveyed = false;
        set_text(&x->nom, "");
        set_text(&x->territoire, "");
        set_text(&x->logiciel, "");
    }
}

/* After the last one; the first one ever after what first waits for it. */
static int64_t digest_due_us(const struct db_result *r)
{
    if (!db_is_null(r, 0, 0))
        return dire_synthese_us(dire_soir_us(db_day(r, 0, 0)));
    return dire_synthese_us(db_is_null(r, 0, 1) ? cal_now_us() : db_instant(r, 0, 1));
}

void reference_take(struct alerting *a, const struct db_result *res)
{
    int32_t today = cal_today();
    clear(a);
    reporters_add(&a->reporters, "", VEILLE_NATION);
    for (int i = 0; i < db_rows(&res[TERRITOIRES]); i++) {
        struct reporter *x = reporters_add(&a->reporters, db_text(&res[TERRITOIRES], i, 0), VEILLE_TERRITOIRE);
        set_text(&x->nom, db_text(&res[TERRITOIRES], i, 1));
        set_text(&x->territoire, x->id);
        if (!db_is_null(&res[TERRITOIRES], i, 2))
            x->lancement = db_day(&res[TERRITOIRES], i, 2);
    }
    for (int i = 0; i < db_rows(&res[LIGNES]); i++)
        take_ligne(a, &res[LIGNES], i, today);
    for (int i = 0; i < db_rows(&res[OPEN]); i++)
        reporters_add(&a->reporters, db_text(&res[OPEN], i, 0), VEILLE_CHANTIER);
    exercice_take(a, &res[EXERCICES]);
    watch_take_told(a, &res[TOLD]);
    a->turn.digest_us = digest_due_us(&res[DIGEST]);
    for (size_t i = 0; i < a->reporters.n; i++) {
        struct reporter *x = &a->reporters.items[i];
        alertes_seuils_of(a->definitions->alertes, x->porteur == VEILLE_CHANTIER ? x->id : "", x->territoire,
                          &x->seuils);
        if (*x->logiciel)
            add_member(&a->causes, x->logiciel, i);
        x->faits_due = true;
        reporters_set_due(&a->reporters, x, INT64_MIN);
    }
}

void reference_forget(struct alerting *a)
{
    causes_deinit(&a->causes);
    reporters_deinit(&a->reporters);
}
