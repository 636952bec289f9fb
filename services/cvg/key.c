/* `cvg key`: a token is drawn, told once and kept only as its SHA-256. */
#include "cvg/key.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/token.h"
#include "cvg/command.h"
#include "cvg/key_curve.h"
#include "cvg/key_make.h"
#include "cvg/listing.h"
#include "cvg/operator.h"
#include "cvg/options.h"
#include "cvg/push_address.h"
#include "cvg/reference_store.h"
#include "cvg/whereabouts.h"

#define TRIES 5 /* of two who take the same number at once */

static const char USAGE[] =
    "Usage : cvg key new CHANTIER [--curve CLÉ] [--format table|json|csv]\n"
    "        cvg key list [CHANTIER] [--format table|json|csv]\n"
    "        cvg key revoke CHANTIER [N | --all] [--format table|json|csv]\n"
    "        cvg key make [options] : fait la clé du poste d'un chantier (cvg key make --help)\n\n"
    "Accès d'un chantier, ou de la coordination d'un territoire (par son code).\n\n"
    "  new     crée une clé et montre son jeton, une seule fois ; les clés d'avant restent valables.\n"
    "          --curve inscrit la clé publique que le chantier a faite (40 caractères) ; sinon une paire est faite "
    "ici\n"
    "  list    montre les clés, sans les jetons\n"
    "  revoke  révoque la plus récente, celle de numéro N, ou toutes (--all)\n";
static const char TEXT_COMMAND[] = "« new », « list » ou « revoke » est attendu";
static const char TEXT_REPORTER[] = "l'identifiant d'un chantier ou d'un territoire est attendu";
static const char TEXT_ID[] = "« %s » n'est pas un identifiant (lettres sans accent, chiffres, . _ -, 40 au plus)";
static const char TEXT_FORMAT[] = "--format ne connaît pas « %s » ici";
static const char TEXT_EXTRA[] = "« %s » n'est pas attendu ici";
static const char TEXT_NUMBER[] = "« %s » n'est pas le numéro d'une clé";
static const char TEXT_UNKNOWN[] =
    "cvg : attention, « %s » n'est dans les données de référence ni comme chantier ni comme "
    "territoire : ses envois seront refusés d'ici là\n";
static const char TEXT_CURVE[] = "« %s » n'est pas une clé publique CURVE (40 caractères Z85)";
static const char TEXT_TAKEN[] = "la clé publique « %s » est déjà inscrite, ou l'a été : il en faut une neuve";
static const char TEXT_NONE[] = "« %s » n'a aucune clé valable à révoquer";
static const char TEXT_NO_SUCH[] =
    "« %s » n'a pas de clé %s valable à révoquer (« cvg key list %s » montre les siennes)";
static const char TEXT_NO_KEYS[] = "cvg : aucune clé\n";
static const char TEXT_NO_KEYS_UNKNOWN[] =
    "cvg : aucune clé : « %s » n'est dans les données de référence ni comme chantier ni comme territoire\n";
static const char TEXT_LEFT_ONE[] = "cvg : attention, une autre clé de %s reste valable (--all les révoque toutes)\n";
static const char TEXT_LEFT[] = "cvg : attention, %lld autres clés de %s restent valables (--all les révoque toutes)\n";
static const char TEXT_NONE_LEFT[] = "cvg : aucune autre clé de %s n'est valable\n";
static const char TEXT_ONCE[] = "cvg : notez le jeton, il ne sera plus jamais montré\n";

static const char insert_sql[] =
    "WITH made AS (INSERT INTO cvg.access_key (chantier_id, n, token_sha256, curve_public, curve_enrolled)"
    " SELECT $1, coalesce(max(n), 0) + 1, $2, $3, $4 FROM cvg.access_key WHERE chantier_id = $1"
    " HAVING cvg.curve_free($3) RETURNING n)"
    " SELECT n, cvg.journal_add($5, 'cle.ajout', 'chantier:' || $1, jsonb_build_object('n', n)) FROM made";
static const char list_sql[] =
    "SELECT coalesce(json_agg(json_build_object('chantier', chantier_id, 'n', n, 'created_at',"
    " to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), 'revoked_at',"
    " to_char(revoked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), 'curve_public', curve_public)"
    " ORDER BY chantier_id, n), '[]') FROM cvg.access_key WHERE $1::text IS NULL OR chantier_id = $1";
/* $2: the number, null the newest; $3: all */
static const char revoke_sql[] =
    "WITH gone AS (UPDATE cvg.access_key k SET revoked_at = now() WHERE chantier_id = $1 AND revoked_at IS NULL AND"
    " ($3 OR n = coalesce($2::integer, (SELECT max(n) FROM cvg.access_key WHERE chantier_id = $1 AND revoked_at IS "
    "NULL)))"
    " RETURNING n), told AS (SELECT cvg.journal_add($4, 'cle.fin', 'chantier:' || $1, jsonb_build_object('n', n))"
    " FROM gone ORDER BY n)"
    " SELECT json_build_object('chantier', $1::text, 'revoked', coalesce(json_agg(n ORDER BY n), '[]'),"
    " 'left', (SELECT count(*) FROM cvg.access_key WHERE chantier_id = $1 AND revoked_at IS NULL) - count(n),"
    " 'told', (SELECT count(*) FROM told)) FROM gone";

struct request {
    const char *reporter; /* NULL: all */
    const char *number;   /* NULL: the newest */
    const char *curve;    /* NULL: a pair is made here */
    bool all;
    enum listing_format format;
};

static const char *day_word(const char *s)
{
    return listing_day(s);
}

static const struct listing_column key_columns[] = {
    {"chantier", "CHANTIER", false, NULL},    {"n", "N", true, NULL},
    {"created_at", "CRÉÉE", false, day_word}, {"revoked_at", "RÉVOQUÉE", false, day_word},
    {"curve_public", NULL, false, NULL},      {0}};

static const struct listing_column made_columns[] = {{"chantier", "Chantier", false, NULL},
                                                     {"token", "Jeton", false, NULL},
                                                     {"curve_public", "Clé publique CURVE", false, NULL},
                                                     {"curve_secret_file", "Clé secrète CURVE (fichier)", false, NULL},
                                                     {"server_public", "Clé publique du serveur", false, NULL},
                                                     {"address", "Adresse de dépôt", false, NULL},
                                                     {0}};

/* ---- new ---- */

static int insert(struct db_sync *db, const char *reporter, const char *token, const char *curve_public, bool enrolled,
                  struct err *e)
{
    unsigned char digest[TOKEN_DIGEST_LEN];
    int rc = -1;
    token_digest(token, strlen(token), digest);
    for (int i = 0; rc < 0 && i < TRIES; i++) {
        struct db_params p = {0};
        struct db_result r;
        db_add_text(&p, reporter);
        db_add_bytea(&p, digest, sizeof digest);
        db_add_text(&p, curve_public);
        db_add_bool(&p, enrolled);
        db_add_text(&p, operator_name());
        rc = db_sync_exec(db, insert_sql, &p, DB_TEXT_RESULT, &r, e);
        bool taken = rc == 0 && !db_rows(&r);
        if (rc == 0)
            db_result_deinit(&r);
        if (taken)
            return err_set(e, ERR_FORMAT, TEXT_TAKEN, curve_public);
        if (rc < 0 && strcmp(db_sync_sqlstate(db), "23505") != 0)
            break;
    }
    return rc;
}

/* The key's files, then its row: a row is only there when all that it speaks of is. */
static json_t *make_key(struct db_sync *db, const struct request *q, bool *known_out, struct err *e)
{
    struct home h;
    char token[TOKEN_LEN], server[BUS_KEY_LEN], public_key[BUS_KEY_LEN], *file = NULL;
    json_t *doc = NULL;
    if (reference_store_known(db, q->reporter, known_out, e) < 0 || home_open(&h, true, e) < 0)
        return NULL;
    token_draw(TOKEN_OF_REPORTER, token);
    if (q->curve)
        memcpy(public_key, q->curve, sizeof public_key);
    if (key_curve_server(&h, server, e) == 0 &&
        (q->curve || key_curve_new(&h, q->reporter, public_key, &file, e) == 0) &&
        insert(db, q->reporter, token, public_key, q->curve != NULL, e) == 0) {
        char *address = push_address();
        if (!address)
            address = whereabouts_address("intake");
        doc = json_pack("{ss ss ss ss ss ss}", "chantier", q->reporter, "token", token, "curve_public", public_key,
                        "curve_secret_file", file ? file : "", "server_public", server, "address",
                        address ? address : "");
        must(doc);
        free(address);
    }
    sodium_memzero(token, sizeof token);
    free(file);
    home_close(&h);
    return doc;
}

static int key_new(struct db_sync *db, const struct request *q, struct err *e)
{
    struct buf out = {0};
    bool known;
    json_t *doc = make_key(db, q, &known, e);
    if (!doc)
        return command_fail(e);
    listing_card(&out, doc, made_columns, q->format);
    listing_flush(&out);
    buf_deinit(&out);
    json_decref(doc);
    fputs(TEXT_ONCE, stderr);
    if (!known)
        fprintf(stderr, TEXT_UNKNOWN, q->reporter);
    return COMMAND_DONE;
}

/* ---- list, revoke ---- */

static int key_list(struct db_sync *db, const struct request *q, struct err *e)
{
    struct db_params p = {0};
    struct buf out = {0};
    bool known = true;
    db_add_text(&p, q->reporter);
    json_t *list = operator_json(db, list_sql, &p, e);
    if (!list)
        return command_fail(e);
    if (!json_array_size(list) && q->reporter && reference_store_known(db, q->reporter, &known, e) < 0) {
        json_decref(list);
        return command_fail(e);
    }
    listing_print(&out, list, key_columns, q->format);
    if (!known)
        fprintf(stderr, TEXT_NO_KEYS_UNKNOWN, q->reporter);
    else if (!json_array_size(list))
        fputs(TEXT_NO_KEYS, stderr);
    listing_flush(&out);
    buf_deinit(&out);
    json_decref(list);
    return COMMAND_DONE;
}

static void tell_left(const char *reporter, long long left)
{
    if (left > 1)
        fprintf(stderr, TEXT_LEFT, left, reporter);
    else
        fprintf(stderr, left ? TEXT_LEFT_ONE : TEXT_NONE_LEFT, reporter);
}

static int key_revoke(struct db_sync *db, const struct request *q, struct err *e)
{
    struct db_params p = {0};
    struct buf out = {0};
    size_t i;
    const json_t *n;
    db_add_text(&p, q->reporter);
    db_add_text(&p, q->number);
    db_add_bool(&p, q->all);
    db_add_text(&p, operator_name());
    json_t *doc = operator_json(db, revoke_sql, &p, e);
    if (!doc)
        return command_fail(e);
    const json_t *gone = json_object_get(doc, "revoked");
    if (!json_array_size(gone)) {
        json_decref(doc);
        if (q->number)
            err_fill(e, ERR_FORMAT, TEXT_NO_SUCH, q->reporter, q->number, q->reporter);
        else
            err_fill(e, ERR_FORMAT, TEXT_NONE, q->reporter);
        return command_fail(e);
    }
    long long left = (long long)json_integer_value(json_object_get(doc, "left"));
    json_object_del(doc, "left"); /* told to people only */
    json_object_del(doc, "told");
    if (q->format == LISTING_JSON)
        listing_document(&out, doc);
    else if (q->format == LISTING_CSV)
        buf_adds(&out, "chantier;revoked\n");
    json_array_foreach(gone, i, n)
    {
        if (q->format == LISTING_CSV)
            buf_addf(&out, "%s;%lld\n", q->reporter, (long long)json_integer_value(n));
        else if (q->format == LISTING_TABLE)
            buf_addf(&out, "%s : clé %lld révoquée.\n", q->reporter, (long long)json_integer_value(n));
    }
    listing_flush(&out);
    tell_left(q->reporter, left);
    buf_deinit(&out);
    json_decref(doc);
    return COMMAND_DONE;
}

/* ---- the command ---- */

static const struct {
    const char *name;
    int (*run)(struct db_sync *db, const struct request *q, struct err *e);
    int args_min, args_max; /* after its name */
} actions[] = {{"new", key_new, 1, 1}, {"list", key_list, 0, 1}, {"revoke", key_revoke, 1, 2}};
#define ACTIONS_N (sizeof actions / sizeof *actions)

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

int key_run(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "make") == 0)
        return key_make_run(argc - 1, argv + 1);
    struct request q = {0};
    const char *format = "table";
    const struct options_entry entries[] = {{.name = "format", .value = &format},
                                            {.name = "all", .flag = &q.all},
                                            {.name = "curve", .value = &q.curve},
                                            {0}};
    char **args;
    int n, code = options_read(argc, argv, USAGE, entries, &args, &n);
    size_t action = 0;
    long number;
    if (code != OPTIONS_GO)
        return code;
    while (n && action < ACTIONS_N && strcmp(actions[action].name, args[0]) != 0)
        action++;
    if (!n || action == ACTIONS_N)
        return command_misused(USAGE, "%s", TEXT_COMMAND);
    if (n - 1 < actions[action].args_min)
        return command_misused(USAGE, "%s", TEXT_REPORTER);
    if (n - 1 > actions[action].args_max || (n == 3 && q.all))
        return command_misused(USAGE, TEXT_EXTRA, args[n - 1]);
    if (q.all && actions[action].run != key_revoke)
        return command_misused(USAGE, TEXT_EXTRA, "--all");
    if (q.curve && actions[action].run != key_new)
        return command_misused(USAGE, TEXT_EXTRA, "--curve");
    if (q.curve && !bus_key_good(q.curve))
        return command_misused(USAGE, TEXT_CURVE, q.curve);
    q.reporter = n > 1 ? args[1] : NULL;
    q.number = n > 2 ? args[2] : NULL;
    if (q.reporter && !text_is_id(q.reporter, strlen(q.reporter)))
        return command_misused(USAGE, TEXT_ID, q.reporter);
    if (q.number && !command_number(q.number, 1, INT32_MAX, &number))
        return command_misused(USAGE, TEXT_NUMBER, q.number);
    if (!listing_format_parse(format, true, &q.format))
        return command_misused(USAGE, TEXT_FORMAT, format);
    return run_action(action, &q);
}
