/* `cvg user`: a password and a token are drawn, told once, and kept only as their hashes. */
#include "cvg/user.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/password.h"
#include "base/text.h"
#include "base/token.h"
#include "cvg/command.h"
#include "cvg/listing.h"
#include "cvg/operator.h"
#include "cvg/options.h"
#include "cvg/reference_store.h"
#include "cvg/whereabouts.h"
#include "programme/role.h"

#define NAME_BYTES_MAX 128
#define NOT_A_LOGIN "23514" /* what a check of the table refuses */

static const char USAGE[] =
    "Usage : cvg user add LOGIN --role RÔLE [--scope S] [--nom N] [--password-file F|-] [--format table|json|csv]\n"
    "        cvg user list [--format table|json|csv]\n"
    "        cvg user disable LOGIN [--format table|json|csv]\n"
    "        cvg user password LOGIN [--password-file F|-] [--format table|json|csv]\n\n"
    "Personnes qui se connectent au tableau de bord. LOGIN : une adresse de courriel, ou un nom (lettres sans accent,\n"
    "chiffres, . _ + -).\n\n"
    "  add       ouvre un accès et montre, une seule fois, son mot de passe et son jeton (pour des programmes)\n"
    "  list      montre les personnes\n"
    "  disable   ferme l'accès et met fin à ses sessions\n"
    "  password  tire un nouveau mot de passe et met fin aux sessions\n\n"
    "  --role    chantier, coordination, convergence, dgefp ou operateur\n"
    "  --scope   chantier:ID pour un chantier, territoire:CODE pour une coordination ; les autres voient la nation\n"
    "  --password-file  première ligne du fichier, ou de l'entrée (-), au lieu d'un mot de passe tiré : 12 caractères "
    "au moins\n";
static const char TEXT_COMMAND[] = "« add », « list », « disable » ou « password » est attendu";
static const char TEXT_LOGIN[] = "le nom de connexion d'une personne est attendu";
static const char TEXT_EXTRA[] = "« %s » n'est pas attendu ici";
static const char TEXT_FORMAT[] = "--format ne connaît pas « %s » ici";
static const char TEXT_ROLE[] = "--role attend chantier, coordination, convergence, dgefp ou operateur, pas « %s »";
static const char TEXT_NEEDS[] = "le rôle %s demande --scope %s";
static const char TEXT_SCOPE[] = "le périmètre « %s » n'est pas celui d'un rôle %s : %s est attendu";
static const char TEXT_NAME[] = "--nom dépasse %d octets, ou n'est pas en UTF-8";
static const char TEXT_BAD_LOGIN[] = "« %s » n'est pas un nom de connexion : une adresse de courriel, ou un nom "
                                     "(lettres sans accent, chiffres, . _ + -), 64 caractères au plus";
static const char TEXT_TAKEN[] = "« %s » a déjà un accès (« cvg user disable » le ferme)";
static const char TEXT_NO_SUCH[] = "« %s » n'a pas d'accès";
static const char TEXT_PASSWORD[] = "le mot de passe de %s a moins de %d caractères, ou n'est pas en UTF-8";
static const char TEXT_UNKNOWN[] = "cvg : attention, « %s » n'est pas dans les données de référence\n";
static const char TEXT_ONCE[] = "cvg : notez ce qui est secret, cela ne sera plus jamais montré\n";
static const char TEXT_DISABLED[] = "L'accès de %s est fermé, et ses sessions sont closes.\n";
static const char TEXT_NONE[] = "cvg : personne n'a d'accès\n";

static const char add_sql[] = "SELECT cvg.personne_add($1, $2, $3, $4, $5, $6, $7)";
static const char disable_sql[] = "SELECT cvg.personne_disable($1, $2)";
static const char password_sql[] = "SELECT cvg.personne_password($1, $2, $3)";
static const char list_sql[] =
    "SELECT coalesce(json_agg(json_build_object('login', login, 'nom', nom, 'role', role, 'scope', perimetre,"
    " 'created_at', to_char(created_at AT TIME ZONE 'UTC', $1), 'password_at',"
    " to_char(password_at AT TIME ZONE 'UTC', $1), 'seen_at', to_char(seen_at AT TIME ZONE 'UTC', $1), 'disabled_at',"
    " to_char(disabled_at AT TIME ZONE 'UTC', $1))), '[]') FROM cvg.personne_list()";
static const char instant_format[] = "YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"";

struct request {
    const char *login, *role_text, *scope_text, *nom, *password_file;
    enum role role;
    char scope[80];
    enum listing_format format;
};

/* What is told once. */
struct secret {
    char password[PASSWORD_DRAWN_LEN]; /* "" where it was given */
    char hash[PASSWORD_HASH_LEN];
    char token[TOKEN_LEN];
};

static const char *role_word(const char *s)
{
    return role_title(role_parse(s));
}

static const struct listing_column made_columns[] = {{"login", "Nom de connexion", false, NULL},
                                                     {"nom", "Nom", false, NULL},
                                                     {"role", "Rôle", false, role_word},
                                                     {"scope", "Périmètre", false, NULL},
                                                     {"password", "Mot de passe", false, NULL},
                                                     {"token", "Jeton (programmes)", false, NULL},
                                                     {"url", "Adresse", false, NULL},
                                                     {0}};
static const struct listing_column password_columns[] = {{"login", "Nom de connexion", false, NULL},
                                                         {"password", "Mot de passe", false, NULL},
                                                         {"url", "Adresse", false, NULL},
                                                         {0}};
static const struct listing_column disabled_columns[] = {
    {"login", NULL, false, NULL}, {"disabled", NULL, false, NULL}, {0}};
static const struct listing_column list_columns[] = {{"login", "CONNEXION", false, NULL},
                                                     {"nom", "NOM", false, NULL},
                                                     {"role", "RÔLE", false, role_word},
                                                     {"scope", "PÉRIMÈTRE", false, NULL},
                                                     {"created_at", "OUVERT", false, listing_day},
                                                     {"seen_at", "VU", false, listing_day},
                                                     {"disabled_at", "FERMÉ", false, listing_day},
                                                     {"password_at", NULL, false, NULL},
                                                     {0}};

static void show(const json_t *doc, const struct listing_column *columns, enum listing_format format)
{
    struct buf out = {0};
    listing_card(&out, doc, columns, format);
    listing_flush(&out);
    buf_deinit(&out);
}

/* A function that answers yes or no. */
static int ask(struct db_sync *db, const char *sql, struct db_params *p, bool *yes_out, struct err *e)
{
    struct db_result r;
    if (db_sync_exec(db, sql, p, DB_TEXT_RESULT, &r, e) < 0)
        return -1;
    *yes_out = db_bool(&r, 0, 0);
    db_result_deinit(&r);
    return 0;
}

/* ---- add, password ---- */

static int read_password(const char *path, struct secret *s, struct err *e)
{
    struct buf b = {0};
    int rc = buf_read_file(&b, strcmp(path, "-") == 0 ? "/dev/stdin" : path, PASSWORD_BYTES_MAX + 2, e);
    size_t len = rc == 0 ? strcspn(buf_text(&b), "\r\n") : 0;
    if (rc == 0 && !password_good(buf_text(&b), len))
        rc = err_set(e, ERR_USAGE, TEXT_PASSWORD, path, PASSWORD_CHARACTERS_MIN);
    if (rc == 0)
        password_hash(buf_text(&b), len, s->hash);
    if (b.data)
        sodium_memzero(b.data, b.len);
    buf_deinit(&b);
    return rc;
}

static int make_secret(const struct request *q, struct secret *s, struct err *e)
{
    *s = (struct secret){0};
    if (q->password_file)
        return read_password(q->password_file, s, e);
    password_draw(s->password);
    password_hash(s->password, strlen(s->password), s->hash);
    return 0;
}

/* "http://HOST:PORT/connexion" of the dashboard of CVG_HOME, "" where there is none. */
static json_t *make_url(void)
{
    char *address = whereabouts_address("dashboard");
    json_t *url = address ? json_sprintf("http://%s/connexion", address) : json_string("");
    must(url);
    free(address);
    return url;
}

static int warn_unknown(struct db_sync *db, const struct request *q, struct err *e)
{
    const char *code = strchr(q->scope, ':');
    bool known = true;
    if (code && reference_store_known(db, code + 1, &known, e) < 0)
        return -1;
    if (!known)
        fprintf(stderr, TEXT_UNKNOWN, q->scope);
    return 0;
}

static int add(struct db_sync *db, const struct request *q, struct err *e)
{
    struct secret s;
    struct db_params p = {0};
    unsigned char digest[TOKEN_DIGEST_LEN];
    bool added;
    if (warn_unknown(db, q, e) < 0 || make_secret(q, &s, e) < 0)
        return command_fail(e);
    token_draw(TOKEN_OF_PERSON, s.token);
    token_digest(s.token, strlen(s.token), digest);
    db_add_text(&p, operator_name());
    db_add_text(&p, q->login);
    db_add_text(&p, q->nom ? q->nom : "");
    db_add_text(&p, role_name(q->role));
    db_add_text(&p, q->scope);
    db_add_text(&p, s.hash);
    db_add_bytea(&p, digest, sizeof digest);
    if (ask(db, add_sql, &p, &added, e) < 0)
        return strcmp(db_sync_sqlstate(db), NOT_A_LOGIN) == 0 ? command_misused(USAGE, TEXT_BAD_LOGIN, q->login)
                                                              : command_fail(e);
    if (!added) {
        err_fill(e, ERR_FORMAT, TEXT_TAKEN, q->login);
        return command_fail(e);
    }
    json_t *doc = json_pack("{ss ss ss ss so ss so}", "login", q->login, "nom", q->nom ? q->nom : "", "role",
                            role_name(q->role), "scope", q->scope, "password",
                            *s.password ? json_string(s.password) : json_null(), "token", s.token, "url", make_url());
    must(doc);
    show(doc, made_columns, q->format);
    fputs(TEXT_ONCE, stderr);
    json_decref(doc);
    sodium_memzero(&s, sizeof s);
    return COMMAND_DONE;
}

static int change_password(struct db_sync *db, const struct request *q, struct err *e)
{
    struct secret s;
    struct db_params p = {0};
    bool changed;
    if (make_secret(q, &s, e) < 0)
        return command_fail(e);
    db_add_text(&p, operator_name());
    db_add_text(&p, q->login);
    db_add_text(&p, s.hash);
    int rc = ask(db, password_sql, &p, &changed, e);
    if (rc == 0 && !changed)
        rc = err_set(e, ERR_FORMAT, TEXT_NO_SUCH, q->login);
    if (rc < 0)
        return command_fail(e);
    json_t *doc = json_pack("{ss so so}", "login", q->login, "password",
                            *s.password ? json_string(s.password) : json_null(), "url", make_url());
    must(doc);
    show(doc, password_columns, q->format);
    if (*s.password)
        fputs(TEXT_ONCE, stderr);
    json_decref(doc);
    sodium_memzero(&s, sizeof s);
    return COMMAND_DONE;
}

/* ---- list, disable ---- */

static int list(struct db_sync *db, const struct request *q, struct err *e)
{
    struct db_params p = {0};
    struct buf out = {0};
    db_add_text(&p, instant_format);
    json_t *people = operator_json(db, list_sql, &p, e);
    if (!people)
        return command_fail(e);
    listing_print(&out, people, list_columns, q->format);
    if (!json_array_size(people))
        fputs(TEXT_NONE, stderr);
    listing_flush(&out);
    buf_deinit(&out);
    json_decref(people);
    return COMMAND_DONE;
}

static int disable(struct db_sync *db, const struct request *q, struct err *e)
{
    struct db_params p = {0};
    bool gone;
    db_add_text(&p, operator_name());
    db_add_text(&p, q->login);
    int rc = ask(db, disable_sql, &p, &gone, e);
    if (rc == 0 && !gone)
        rc = err_set(e, ERR_FORMAT, TEXT_NO_SUCH, q->login);
    if (rc < 0)
        return command_fail(e);
    if (q->format == LISTING_TABLE) {
        printf(TEXT_DISABLED, q->login);
        return COMMAND_DONE;
    }
    json_t *doc = json_pack("{ss sb}", "login", q->login, "disabled", true);
    must(doc);
    show(doc, disabled_columns, q->format);
    json_decref(doc);
    return COMMAND_DONE;
}

/* ---- the command ---- */

static const struct {
    const char *name;
    int (*run)(struct db_sync *db, const struct request *q, struct err *e);
    bool login, secret; /* takes a login; draws or reads a password */
} actions[] = {{"add", add, true, true},
               {"list", list, false, false},
               {"disable", disable, true, false},
               {"password", change_password, true, true}};
#define ACTIONS_N (sizeof actions / sizeof *actions)

/* The perimeter that was given, or the only one that the role may have. */
static int read_scope(struct request *q)
{
    static const char *const wanted[SCOPE_KIND_COUNT] = {
        [SCOPE_NATION] = "nation", [SCOPE_TERRITOIRE] = "territoire:CODE", [SCOPE_CHANTIER] = "chantier:ID"};
    struct scope s = {.kind = SCOPE_NATION};
    enum scope_kind kind = role_scope(q->role);
    struct err e;
    if (!q->scope_text && kind != SCOPE_NATION)
        return command_misused(USAGE, TEXT_NEEDS, q->role_text, wanted[kind]);
    if (q->scope_text && scope_parse(q->scope_text, &s, &e) < 0)
        return command_misused(USAGE, "%s", e.text);
    if (!role_fits(q->role, &s) || (*s.code && !text_is_id(s.code, strlen(s.code))))
        return command_misused(USAGE, TEXT_SCOPE, q->scope_text, q->role_text, wanted[kind]);
    struct buf b = {0};
    scope_format(&s, &b);
    snprintf(q->scope, sizeof q->scope, "%s", buf_text(&b));
    buf_deinit(&b);
    return OPTIONS_GO;
}

/* What --role, --scope and --nom say; or the exit code after telling what is wrong. */
static int read_person(struct request *q)
{
    q->role = q->role_text ? role_parse(q->role_text) : ROLE_NONE;
    if (q->role == ROLE_NONE)
        return command_misused(USAGE, TEXT_ROLE, q->role_text ? q->role_text : "");
    if (q->nom && (strlen(q->nom) > NAME_BYTES_MAX || !text_is_utf8(q->nom, strlen(q->nom))))
        return command_misused(USAGE, TEXT_NAME, NAME_BYTES_MAX);
    return read_scope(q);
}

static int run_action(size_t action, const struct request *q)
{
    struct err e;
    struct db_sync *db = operator_db(&e);
    if (!db)
        return command_fail(&e);
    int code = actions[action].run(db, q, &e);
    db_sync_close(&db);
    return code;
}

int user_run(int argc, char **argv)
{
    struct request q = {0};
    const char *format = "table";
    const struct options_entry entries[] = {
        {.name = "role", .value = &q.role_text}, {.name = "scope", .value = &q.scope_text},
        {.name = "nom", .value = &q.nom},        {.name = "password-file", .value = &q.password_file},
        {.name = "format", .value = &format},    {0}};
    char **args;
    int n, code = options_read(argc, argv, USAGE, entries, &args, &n);
    size_t a = 0;
    if (code != OPTIONS_GO)
        return code;
    while (n && a < ACTIONS_N && strcmp(actions[a].name, args[0]) != 0)
        a++;
    if (!n || a == ACTIONS_N)
        return command_misused(USAGE, "%s", TEXT_COMMAND);
    if (actions[a].login && n < 2)
        return command_misused(USAGE, "%s", TEXT_LOGIN);
    if (n > 1 + actions[a].login)
        return command_misused(USAGE, TEXT_EXTRA, args[n - 1]);
    if (actions[a].run != add && (q.role_text || q.scope_text || q.nom))
        return command_misused(USAGE, TEXT_EXTRA, q.role_text ? "--role" : q.scope_text ? "--scope" : "--nom");
    if (!actions[a].secret && q.password_file)
        return command_misused(USAGE, TEXT_EXTRA, "--password-file");
    if (!listing_format_parse(format, true, &q.format))
        return command_misused(USAGE, TEXT_FORMAT, format);
    q.login = n > 1 ? args[1] : NULL;
    code = actions[a].run == add ? read_person(&q) : OPTIONS_GO;
    return code == OPTIONS_GO ? run_action(a, &q) : code;
}
