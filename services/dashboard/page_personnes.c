/* /personnes: who has access, for the operator: open one, draw a new password, close one.
 *
 * Passwords and tokens are drawn here and shown in the one answer to the form that asked for them; the database has
 * their hashes alone. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "base/password.h"
#include "base/text.h"
#include "base/token.h"
#include "dashboard/page.h"
#include "dashboard/pages.h"
#include "dashboard/person_form.h"
#include "dashboard/words.h"
#include "io/http.h"

#define NBSP "\u00a0"
#define SCOPES_AHEAD_DAYS 400 /* chantiers that join within a year may have their account already */

static const char TEXT_ACT[] = "Ce formulaire ne dit pas ce qu’il faut faire" NBSP ": rechargez la page.";
static const char TEXT_TAKEN[] = "«" NBSP "%s" NBSP "» a déjà un accès ouvert. Fermez-le d’abord, ou choisissez un "
                                 "autre nom de connexion.";
static const char TEXT_NONE[] = "«" NBSP "%s" NBSP "» n’a pas, ou plus, d’accès ouvert. Rien n’a été changé.";
static const char TEXT_SELF_PASSWORD[] =
    "Votre propre mot de passe se change sur la page Votre compte" NBSP ": tiré ici, il vous déconnecterait.";
static const char TEXT_SELF_END[] =
    "Vous ne pouvez pas fermer votre propre accès" NBSP ": il ne resterait peut-être personne pour ouvrir les autres. "
    "Une autre personne de l’exploitation le peut, ou la commande «" NBSP "cvg user disable" NBSP "» sur la machine.";
static const char TEXT_ENDED[] = "L’accès de %s est fermé, et ses sessions sont closes.";

static const char list_sql[] = "SELECT login, nom, role, perimetre, created_at, password_at, seen_at, disabled_at"
                               " FROM cvg.personne_list()";
enum { COL_LOGIN, COL_NOM, COL_ROLE, COL_SCOPE, COL_CREATED, COL_PASSWORD, COL_SEEN, COL_DISABLED };

enum act { ACT_NONE, ACT_ADD, ACT_PASSWORD, ACT_END, ACT_COUNT };

static const struct {
    const char *name, *sql;
    const char *self; /* why one cannot do it to oneself; NULL: one can */
    bool draws;
} acts[ACT_COUNT] = {
    [ACT_ADD] = {"ajout", "SELECT cvg.personne_add($1, $2, $3, $4, $5, $6, $7)", NULL, true},
    [ACT_PASSWORD] = {"mot_de_passe", "SELECT cvg.personne_password($1, $2, $3)", TEXT_SELF_PASSWORD, true},
    [ACT_END] = {"fin", "SELECT cvg.personne_disable($1, $2)", TEXT_SELF_END, false},
};

struct personnes {
    enum act act; /* ACT_NONE: only shown */
    size_t acted, list;
    struct person_form form;                     /* of ACT_ADD */
    char login[65];                              /* whom it is about */
    char message[sizeof((struct err *)0)->text]; /* what is wrong; "": nothing */
    char password[PASSWORD_DRAWN_LEN], hash[PASSWORD_HASH_LEN], token[TOKEN_LEN];
};

/* ---- acting ---- */

static void draw(void *own) /* on a worker thread */
{
    struct personnes *x = own;
    password_draw(x->password);
    password_hash(x->password, strlen(x->password), x->hash);
    if (x->act == ACT_ADD)
        token_draw(TOKEN_OF_PERSON, x->token);
}

static void need_list(struct page *p, struct personnes *x)
{
    x->list = page_need_sql(p, list_sql, NULL);
}

static int need_act(struct page *p, struct err *e)
{
    struct personnes *x = page_own(p, sizeof *x);
    struct db_params params = {0};
    unsigned char digest[TOKEN_DIGEST_LEN];
    (void)e;
    db_add_text(&params, page_viewer(p)->login);
    db_add_text(&params, x->login);
    if (x->act == ACT_ADD) {
        db_add_text(&params, x->form.nom);
        db_add_text(&params, role_name(x->form.role));
        db_add_text(&params, x->form.perimetre);
    }
    if (acts[x->act].draws)
        db_add_text(&params, x->hash);
    if (x->act == ACT_ADD) {
        token_digest(x->token, strlen(x->token), digest);
        db_add_bytea(&params, digest, sizeof digest);
    }
    x->acted = page_need_sql(p, acts[x->act].sql, &params);
    need_list(p, x);
    return 0;
}

/* What was asked for, or why not in x->message. */
static void read_act(struct page *p, struct personnes *x)
{
    struct err e = {0};
    const char *login = page_field(p, "login");
    if (x->act == ACT_ADD) {
        if (person_form_read(&x->form, login, page_field(p, "nom"), page_field(p, "role"), page_field(p, "perimetre"),
                             &page_dashboard(p)->directory, &e) < 0)
            snprintf(x->message, sizeof x->message, "%s", e.text);
        login = x->form.login;
    }
    snprintf(x->login, sizeof x->login, "%.*s", (int)text_cut(login, sizeof x->login - 1), login);
    if (*x->message)
        return;
    if (!person_login_good(login))
        snprintf(x->message, sizeof x->message, TEXT_NONE, x->login);
    else if (acts[x->act].self && strcmp(x->login, page_viewer(p)->login) == 0)
        snprintf(x->message, sizeof x->message, "%s", acts[x->act].self);
}

static int prepare(struct page *p, struct err *e)
{
    struct personnes *x = page_own(p, sizeof *x);
    if (page_posted(p)) {
        x->act = ACT_NONE + 1;
        while (x->act < ACT_COUNT && strcmp(acts[x->act].name, page_field(p, "acte")) != 0)
            x->act++;
        if (x->act == ACT_COUNT)
            return err_set(e, ERR_USAGE, "%s", TEXT_ACT);
        read_act(p, x);
        if (!*x->message && acts[x->act].draws)
            page_work(p, draw, need_act);
        else if (!*x->message)
            return need_act(p, e);
    }
    if (*x->message || !page_posted(p))
        need_list(p, x);
    return 0;
}

/* ---- the list ---- */

static int32_t day_of(const struct db_result *r, int row, int col)
{
    return db_is_null(r, row, col) ? CELL_NULL : cal_paris_day(db_instant(r, row, col));
}

static const char *scope_label(const struct page *p, const char *perimetre)
{
    struct scope s;
    struct err e;
    if (scope_parse(perimetre, &s, &e) < 0)
        return perimetre;
    return s.kind == SCOPE_NATION ? "Toute la France" : directory_label(&page_dashboard(p)->directory, &s);
}

static void add_row(const struct page *p, json_t *t, const struct db_result *r, int i)
{
    struct buf href = {0}, state = {0};
    bool open = db_is_null(r, i, COL_DISABLED);
    table_row(t);
    json_t *head = table_text(t, db_text(r, i, COL_LOGIN));
    if (open) {
        buf_adds(&href, "/personnes?personne=");
        http_url_encode(db_text(r, i, COL_LOGIN), false, &href);
        table_link(head, buf_text(&href));
    }
    table_text(t, db_text(r, i, COL_NOM));
    table_text(t, role_title(role_parse(db_text(r, i, COL_ROLE))));
    table_text(t, scope_label(p, db_text(r, i, COL_SCOPE)));
    table_day(t, day_of(r, i, COL_CREATED));
    if (db_is_null(r, i, COL_SEEN))
        table_text(t, "jamais");
    else
        table_day(t, day_of(r, i, COL_SEEN));
    buf_adds(&state, open ? "ouvert" : "fermé le ");
    if (!open)
        words_day(day_of(r, i, COL_DISABLED), &state);
    table_text(t, buf_text(&state));
    buf_deinit(&href);
    buf_deinit(&state);
}

static json_t *table_of(const struct page *p, const struct db_result *r)
{
    json_t *t = table_new("personnes", "Les accès", "Chaque nom de connexion mène à ce qu’on peut y changer.");
    table_column(t, "login", "Nom de connexion", TABLE_TEXT, NULL);
    table_column(t, "nom", "Nom", TABLE_TEXT, NULL);
    table_column(t, "role", "Rôle", TABLE_TEXT, NULL);
    table_column(t, "perimetre", "Périmètre", TABLE_TEXT, NULL);
    table_column(t, "ouvert", "Ouvert le", TABLE_DAY, NULL);
    table_column(t, "vu", "Vu pour la dernière fois", TABLE_DAY, NULL);
    table_column(t, "etat", "Accès", TABLE_TEXT, NULL);
    for (int i = 0; i < db_rows(r); i++)
        add_row(p, t, r, i);
    return t;
}

/* ---- one of them ---- */

static json_t *card_of(const struct page *p, const struct db_result *r, const char *login)
{
    struct buf days[3] = {{0}}, journal = {0};
    int i = 0;
    while (i < db_rows(r) && (strcmp(db_text(r, i, COL_LOGIN), login) != 0 || !db_is_null(r, i, COL_DISABLED)))
        i++;
    if (i == db_rows(r))
        return NULL;
    words_day(day_of(r, i, COL_CREATED), &days[0]);
    words_day(day_of(r, i, COL_PASSWORD), &days[1]);
    words_day(day_of(r, i, COL_SEEN), &days[2]);
    buf_adds(&journal, "/journal?sujet=personne%3A");
    http_url_encode(login, false, &journal);
    json_t *card = json_pack("{ss ss ss ss ss ss ss ss sb}", "login", login, "nom", db_text(r, i, COL_NOM), "role",
                             role_title(role_parse(db_text(r, i, COL_ROLE))), "perimetre",
                             scope_label(p, db_text(r, i, COL_SCOPE)), "ouvert", buf_text(&days[0]), "change",
                             buf_text(&days[1]), "vu", buf_text(&days[2]), "journal", buf_text(&journal), "soi",
                             strcmp(login, page_viewer(p)->login) == 0);
    must(card);
    for (size_t k = 0; k < 3; k++)
        buf_deinit(&days[k]);
    buf_deinit(&journal);
    return card;
}

/* ---- the form ---- */

static json_t *roles_of(enum role chosen)
{
    json_t *out = json_array();
    for (enum role r = ROLE_NONE + 1; r < ROLE_COUNT; r++)
        json_array_append_new(
            out, json_pack("{ss ss sb}", "valeur", role_name(r), "libelle", role_title(r), "choisi", r == chosen));
    return out;
}

/* The groups of choice_perimeters(), without the sum that nobody's account is of. */
static json_t *perimeters_of(const struct page *p, const char *chosen)
{
    json_t *groups = choice_perimeters(page_viewer(p), &page_dashboard(p)->directory, page_today(p),
                                       page_today(p) + SCOPES_AHEAD_DAYS, INT32_MAX),
           *group;
    size_t g;
    json_array_foreach(groups, g, group)
    {
        json_t *options = json_object_get(group, "options");
        for (size_t i = json_array_size(options); i-- > 0;) {
            json_t *option = json_array_get(options, i);
            const char *value = json_string_value(json_object_get(option, "valeur"));
            json_object_set_new(option, "choisi", json_boolean(strcmp(value, chosen) == 0));
            if (strcmp(value, "nation") == 0)
                json_object_set_new(option, "libelle", json_string("Toute la France"));
            if (strcmp(value, "operationnels") == 0)
                json_array_remove(options, i);
        }
    }
    return groups;
}

/* What was typed comes back only where it was not taken. */
static json_t *form_of(const struct page *p, const struct personnes *x)
{
    bool again = x->act == ACT_ADD && *x->message;
    json_t *form = json_pack("{ss ss so so}", "login", again ? x->login : "", "nom", again ? x->form.nom : "", "roles",
                             roles_of(again ? x->form.role : ROLE_NONE), "perimetres",
                             perimeters_of(p, again ? x->form.perimetre : ""));
    must(form);
    return form;
}

/* ---- the page ---- */

/* What came of the act; true: it was answered. */
static bool tell_act(struct page *p, struct personnes *x)
{
    bool done = !*x->message && db_bool(page_result(p, x->acted), 0, 0);
    if (*x->message) {
        page_status(p, 400);
    } else if (!done) {
        page_status(p, 409);
        snprintf(x->message, sizeof x->message, x->act == ACT_ADD ? TEXT_TAKEN : TEXT_NONE, x->login);
    } else if (x->act == ACT_END) {
        struct buf said = {0};
        buf_addf(&said, TEXT_ENDED, x->login);
        page_go_said(p, "/personnes", buf_text(&said));
        buf_deinit(&said);
        return true;
    }
    return false;
}

static json_t *secret_of(const struct personnes *x)
{
    if (!*x->password || *x->message)
        return json_null();
    json_t *secret = json_pack("{ss ss ss ss}", "login", x->login, "nom", x->form.nom, "mot_de_passe", x->password,
                               "jeton_programme", x->token);
    must(secret);
    return secret;
}

static json_t *build(struct page *p)
{
    struct personnes *x = page_own(p, sizeof *x);
    const char *login = x->act ? x->login : page_query(p, "personne");
    if (x->act && tell_act(p, x))
        return NULL;
    const struct db_result *list = page_result(p, x->list);
    json_t *card = login && !*x->password ? card_of(p, list, login) : NULL;
    if (!card && login && !x->act) {
        page_status(p, 404);
        snprintf(x->message, sizeof x->message, TEXT_NONE, login);
        text_mend(x->message); /* what stood in the address may have been cut */
    }
    json_t *doc =
        json_pack("{ss so so so so s{so}}", "titre", "Personnes", "message",
                  *x->message ? json_string(x->message) : json_null(), "secret", secret_of(x), "carte",
                  card ? card : json_null(), "formulaire", form_of(p, x), "tables", "personnes", table_of(p, list));
    must(doc);
    sodium_memzero(x->password, sizeof x->password);
    sodium_memzero(x->token, sizeof x->token);
    return doc;
}

void page_personnes_open(struct dashboard *d)
{
    static const struct page_spec spec = {.path = "/personnes",
                                          .name = "personnes",
                                          .right = RIGHT_PEOPLE,
                                          .form = true,
                                          .prepare = prepare,
                                          .build = build};
    page_add(d, &spec);
}
