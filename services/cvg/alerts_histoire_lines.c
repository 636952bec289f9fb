/* The files of a history, a function a line. */
#include <string.h>

#include "base/cal.h"
#include "base/text.h"
#include "cvg/alerts_histoire_state.h"
#include "programme/calendrier.h"

#define REPORTERS_MAX 100000

/* ---- cells ---- */

static int get_id(struct histoire *h, struct deffile *f, const char *column, const char **out)
{
    const char *s = deffile_get(f, column);
    if (!text_is_id(s, strlen(s)))
        return deffile_fault(f, column, 0, "not an id");
    *out = arena_text(&h->texts, s, strlen(s));
    return 0;
}

static int get_day(struct deffile *f, const char *column, int32_t empty, int32_t *out)
{
    const char *s = deffile_get(f, column);
    if (!*s && empty != VEILLE_INCONNU) {
        *out = empty;
        return 0;
    }
    return cal_parse_iso(s, strlen(s), out) ? 0 : deffile_fault(f, column, 0, "not a day as AAAA-MM-JJ");
}

static int get_instant(struct deffile *f, const char *column, bool may_lack, int64_t *out)
{
    const char *s = deffile_get(f, column);
    if (!*s && may_lack) {
        *out = VEILLE_JAMAIS;
        return 0;
    }
    return strlen(s) > 10 && cal_parse_instant(s, out) ? 0 : deffile_fault(f, column, 0, "not an instant (RFC 3339)");
}

static int get_yes(struct deffile *f, const char *column, bool *out)
{
    const char *s = deffile_get(f, column);
    *out = strcmp(s, "oui") == 0;
    return *out || !*s || strcmp(s, "non") == 0 ? 0 : deffile_fault(f, column, 0, "must be oui, non or empty");
}

static int get_count(struct deffile *f, const char *column, int32_t *out)
{
    if (deffile_int(f, column, out))
        return -1;
    return *out >= 0 ? 0 : deffile_fault(f, column, 0, "must not be negative");
}

/* ---- reporters ---- */

struct porteur *histoire_find(struct histoire *h, const char *id)
{
    uint64_t i;
    return map_get(&h->by_id, id, strlen(id), &i) ? &h->all[i] : NULL;
}

struct porteur *histoire_add(struct histoire *h, const char *id, enum veille_porteur genre)
{
    struct porteur *p = histoire_find(h, id);
    if (p)
        return p;
    map_set(&h->by_id, id, strlen(id), h->all_n);
    p = ADD(h, all);
    *p = (struct porteur){.id = id, .territoire = "", .logiciel = "", .genre = genre, .copil_depuis = VEILLE_INCONNU};
    return p;
}

/* The reporter that a line is about, which an earlier file named. */
static struct porteur *known(struct histoire *h, struct deffile *f, const char *column, enum veille_porteur genre)
{
    struct porteur *p = histoire_find(h, deffile_get(f, column));
    if (p && p->genre == genre)
        return p;
    (void)deffile_fault(f, column, 0, genre == VEILLE_CHANTIER ? "not in chantiers.csv" : "not a territory");
    return NULL;
}

static int read_chantier(struct histoire *h, struct deffile *f)
{
    const char *id = "", *territoire = "", *logiciel = deffile_get(f, "logiciel");
    struct remontee_ligne l = {0};
    if (get_id(h, f, "chantier", &id) || get_id(h, f, "territoire", &territoire) ||
        get_day(f, "depuis", INT32_MIN + 1, &l.depuis) || get_day(f, "jusqua", INT32_MAX, &l.jusqua))
        return -1;
    if (h->all_n >= REPORTERS_MAX)
        return deffile_fault(f, "chantier", 0, "over %d reporters", REPORTERS_MAX);
    if (histoire_find(h, territoire) && histoire_find(h, territoire)->genre != VEILLE_TERRITOIRE)
        return deffile_fault(f, "territoire", 0, "is a chantier");
    if (histoire_find(h, id) && histoire_find(h, id)->genre != VEILLE_CHANTIER)
        return deffile_fault(f, "chantier", 0, "is a territory");
    histoire_add(h, territoire, VEILLE_TERRITOIRE);
    struct porteur *p = histoire_add(h, id, VEILLE_CHANTIER);
    p->territoire = territoire;
    p->logiciel = arena_text(&h->texts, logiciel, strlen(logiciel));
    l.calendrier = calendrier_of(&h->d->calendriers, territoire);
    *ADD(p, lignes) = l;
    return 0;
}

static int read_territoire(struct histoire *h, struct deffile *f)
{
    const char *id = "";
    if (get_id(h, f, "territoire", &id))
        return -1;
    if (histoire_find(h, id) && histoire_find(h, id)->genre != VEILLE_TERRITOIRE)
        return deffile_fault(f, "territoire", 0, "is a chantier");
    return get_day(f, "copil_depuis", INT32_MAX, &histoire_add(h, id, VEILLE_TERRITOIRE)->copil_depuis);
}

static int read_fermeture(struct histoire *h, struct deffile *f)
{
    struct remontee_fermeture x;
    struct porteur *p = histoire_find(h, deffile_get(f, "porteur"));
    if (!p)
        return deffile_fault(f, "porteur", 0, "neither a chantier nor a territory of chantiers.csv");
    if (get_day(f, "debut", VEILLE_INCONNU, &x.debut) || get_day(f, "fin", VEILLE_INCONNU, &x.fin))
        return -1;
    *ADD(p, fermetures) = x;
    return 0;
}

static int read_envoi(struct histoire *h, struct deffile *f)
{
    struct remontee_envoi x = {.state = envoi_state_parse(deffile_get(f, "etat"))};
    struct porteur *p = known(h, f, "chantier", VEILLE_CHANTIER);
    if (!p || get_day(f, "situation", VEILLE_INCONNU, &x.situation) || get_instant(f, "recu", false, &x.received_us) ||
        get_instant(f, "depuis", false, &x.since_us) || get_yes(f, "retenu", &x.was_held) ||
        get_yes(f, "inchange", &x.unchanged))
        return -1;
    if (!x.state)
        return deffile_fault(f, "etat", 0, "not a state of a submission");
    if (x.since_us < x.received_us)
        return deffile_fault(f, "depuis", 0, "before it was received");
    h->first = x.situation < h->first ? x.situation : h->first;
    *ADD(p, envois) = x;
    return 0;
}

/* The name under which a situation is found again: chantier, date and instant as they are written. */
static void name_situation(struct deffile *f, struct buf *out)
{
    buf_addf(out, "%s|%s|%s", deffile_get(f, "chantier"), deffile_get(f, "situation"), deffile_get(f, "connu"));
}

static int read_situation(struct histoire *h, struct deffile *f)
{
    struct veille_situation x = {0};
    struct buf name = {0};
    struct porteur *p = known(h, f, "chantier", VEILLE_CHANTIER);
    if (!p || get_day(f, "situation", VEILLE_INCONNU, &x.date) || get_instant(f, "connu", false, &x.connu_us) ||
        get_count(f, "file_active", &x.file_active) || get_count(f, "etp_centiemes", &x.etp) ||
        get_count(f, "objectif", &x.objectif) || get_count(f, "lues", &x.lues) || get_count(f, "ecartees", &x.ecartees))
        return -1;
    name_situation(f, &name);
    bool is_new = map_add(&h->by_situation, buf_text(&name), name.len, p->situations_n);
    buf_deinit(&name);
    if (!is_new)
        return deffile_fault(f, "situation", 0, "stands twice");
    *ADD(p, situations) = x;
    return 0;
}

/* Which one of its chantier a line is about. */
static int find_situation(struct histoire *h, struct deffile *f, size_t *out)
{
    struct buf name = {0};
    uint64_t at = 0;
    name_situation(f, &name);
    bool there = map_get(&h->by_situation, buf_text(&name), name.len, &at);
    buf_deinit(&name);
    *out = (size_t)at;
    return there ? 0 : deffile_fault(f, "situation", 0, "not in situations.csv");
}

static int read_accompagnant(struct histoire *h, struct deffile *f)
{
    struct charge x = {0};
    struct porteur *p = known(h, f, "chantier", VEILLE_CHANTIER);
    if (!p || get_id(h, f, "cip_ref", &x.cip.cip_ref) || get_count(f, "parcours", &x.cip.parcours) ||
        get_count(f, "etp_centiemes", &x.cip.etp) || find_situation(h, f, &x.situation))
        return -1;
    x.porteur = (size_t)(p - h->all);
    p->situations[x.situation].cips_n++;
    *ADD(h, charges) = x;
    return 0;
}

static int read_prevision(struct histoire *h, struct deffile *f)
{
    struct prevue x = {.prevision = {.cip_ref = ""}};
    struct porteur *p = known(h, f, "chantier", VEILLE_CHANTIER);
    if (!p || (*deffile_get(f, "cip_ref") && get_id(h, f, "cip_ref", &x.prevision.cip_ref)) ||
        get_count(f, "semaine", &x.prevision.semaine) || get_count(f, "parcours", &x.prevision.parcours) ||
        get_count(f, "etp_centiemes", &x.prevision.etp) || find_situation(h, f, &x.situation))
        return -1;
    x.porteur = (size_t)(p - h->all);
    p->situations[x.situation].previsions_n++;
    *ADD(h, prevues) = x;
    return 0;
}

static int read_echeance(struct histoire *h, struct deffile *f)
{
    struct veille_echeance x = {0};
    const char *genre = deffile_get(f, "genre");
    struct porteur *p = known(h, f, "chantier", VEILLE_CHANTIER);
    if (!p || get_id(h, f, "parcours_id", &x.parcours_id) || get_day(f, "date", VEILLE_INCONNU, &x.date) ||
        get_yes(f, "faite", &x.faite) || get_instant(f, "connu", false, &x.connu_us) ||
        get_instant(f, "jusqua", true, &x.jusqua_us))
        return -1;
    if (strcmp(genre, "entree") != 0 && strcmp(genre, "sortie") != 0)
        return deffile_fault(f, "genre", 0, "must be entree or sortie");
    x.genre = strcmp(genre, "sortie") == 0 ? VEILLE_SORTIE : VEILLE_ENTREE;
    *ADD(p, echeances) = x;
    return 0;
}

static int read_poste(struct histoire *h, struct deffile *f)
{
    struct veille_poste x = {0};
    struct porteur *p = known(h, f, "territoire", VEILLE_TERRITOIRE);
    if (!p || get_id(h, f, "poste_id", &x.poste_id) || get_day(f, "vacant_depuis", VEILLE_INCONNU, &x.depuis) ||
        get_instant(f, "connu", false, &x.connu_us) || get_instant(f, "jusqua", true, &x.jusqua_us))
        return -1;
    *ADD(p, postes) = x;
    return 0;
}

static int read_copil(struct histoire *h, struct deffile *f)
{
    struct veille_copil x = {0};
    struct porteur *p = known(h, f, "territoire", VEILLE_TERRITOIRE);
    if (!p || get_day(f, "date", VEILLE_INCONNU, &x.date) || get_instant(f, "connu", false, &x.connu_us))
        return -1;
    *ADD(p, copils) = x;
    return 0;
}

static int read_panne(struct histoire *h, struct deffile *f)
{
    struct veille_panne x = {.genre = alerte_situation_parse(deffile_get(f, "genre")),
                             .libre_pourcent = VEILLE_INCONNU};
    const char *sujet = deffile_get(f, "sujet");
    if (x.genre < SITUATION_DEMON || x.genre > SITUATION_EXERCICE)
        return deffile_fault(f, "genre", 0, "must be demon, base, file, disque or exercice");
    if (!*sujet)
        return deffile_fault(f, "sujet", 0, "is empty");
    if (get_instant(f, "debut", false, &x.connu_us) || get_instant(f, "fin", true, &x.jusqua_us) ||
        (x.genre == SITUATION_DISQUE && get_count(f, "libre_pourcent", &x.libre_pourcent)))
        return -1;
    x.sujet = arena_text(&h->texts, sujet, strlen(sujet));
    struct porteur *nation = histoire_add(h, "", VEILLE_NATION);
    *ADD(nation, pannes) = x;
    return 0;
}

/* ---- the files ---- */

const struct histoire_file histoire_files[HISTOIRE_FILES_N] = {
    {"chantiers.csv", true, read_chantier, {"chantier", "territoire", "logiciel", "depuis", "jusqua"}},
    {"territoires.csv", false, read_territoire, {"territoire", "copil_depuis"}},
    {"fermetures.csv", false, read_fermeture, {"porteur", "debut", "fin"}},
    {"envois.csv", true, read_envoi, {"chantier", "situation", "recu", "etat", "depuis", "retenu", "inchange"}},
    {"situations.csv",
     false,
     read_situation,
     {"chantier", "situation", "connu", "file_active", "etp_centiemes", "objectif", "lues", "ecartees"}},
    {"accompagnants.csv",
     false,
     read_accompagnant,
     {"chantier", "situation", "connu", "cip_ref", "parcours", "etp_centiemes"}},
    {"previsions.csv",
     false,
     read_prevision,
     {"chantier", "situation", "connu", "cip_ref", "semaine", "parcours", "etp_centiemes"}},
    {"echeances.csv", false, read_echeance, {"chantier", "genre", "parcours_id", "date", "faite", "connu", "jusqua"}},
    {"postes.csv", false, read_poste, {"territoire", "poste_id", "vacant_depuis", "connu", "jusqua"}},
    {"copils.csv", false, read_copil, {"territoire", "date", "connu"}},
    {"pannes.csv", false, read_panne, {"genre", "sujet", "debut", "fin", "libre_pourcent"}},
};
