/* The pair is made here and its secret never leaves: the file is written before anybody is told of the public key, so
 * that whatever interrupts this, the same command goes on where it stopped. */
#include "cvg/key_make.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/jsonout.h"
#include "base/mem.h"
#include "base/text.h"
#include "cvg/command.h"
#include "cvg/listing.h"
#include "cvg/options.h"
#include "cvg/outbox_disk.h"
#include "cvg/push_target.h"
#include "io/http_client.h"

static const char USAGE[] =
    "Usage : cvg key make [--token FICHIER --to ADRESSE] [--chantier ID] [--server CLÉ] [--out FICHIER] [--format "
    "table|json]\n\n"
    "Fait la paire de clés de ce poste et l'écrit dans un fichier que vous seul pouvez lire. Avec le jeton reçu de\n"
    "Convergence France, l'inscrit aussitôt : ce fichier suffit ensuite à « cvg push ». Sans jeton, montre la clé "
    "publique "
    "à\nenvoyer à Convergence France ; complétez ensuite le fichier avec sa réponse (--server, --to tcp://…, "
    "--chantier).\n"
    "Relancée, la commande garde la clé qui est là.\n\n"
    "  --token FICHIER  le jeton, ou le JSON de « cvg key new » ; - : lu au clavier\n"
    "  --to ADRESSE     service de dépôt : https://… pour s'inscrire, tcp://… pour compléter\n"
    "  --chantier ID    qui envoie\n"
    "  --server CLÉ     clé publique du serveur\n"
    "  --out FICHIER    sinon CVG_KEY, sinon ~/.config/cvg/cle.json\n"
    "  --format table|json\n";
static const char TEXT_MAKE[] = "« make » est attendu";
static const char TEXT_EXTRA[] = "« %s » n'est pas attendu ici";
static const char TEXT_FORMAT[] = "--format attend table ou json, pas « %s »";
static const char TEXT_ID[] = "« %s » n'est pas un identifiant de chantier ou de territoire";
static const char TEXT_ADDRESS[] = "« %s » n'est pas une adresse : attendu https://…, http://… ou tcp://HÔTE:PORT";
static const char TEXT_SERVER[] = "« %s » n'est pas une clé publique (40 caractères)";
static const char TEXT_WHERE[] = "pour inscrire la clé avec le jeton, donnez l'adresse du service : --to https://…";
static const char TEXT_ANSWER[] = "%s ne répond pas comme un service de dépôt";
static const char TEXT_STATUS[] = "inscription refusée (%ld) : %s";
static const char TEXT_NO_TEXT[] = "sans explication";
static const char TEXT_KEPT[] =
    "cvg : la clé est faite, elle est gardée dans %s ; relancez la même commande pour l'inscrire\n";
static const char TEXT_DONE[] = "La clé est inscrite. Ce fichier suffit à « cvg push » : %s\n"
                                "Il est à vous seul : ne l'envoyez à personne.\n";
static const char TEXT_READY[] = "Le fichier est complet, il suffit à « cvg push » : %s\n";
static const char TEXT_TODO[] =
    "La clé est faite : %s\n"
    "À faire : envoyez cette clé publique à Convergence France (elle n'est pas secrète) :\n\n"
    "    %s\n\n"
    "puis complétez avec sa réponse : cvg key make --server CLÉ --to tcp://… --chantier ID\n";

struct request {
    const char *to, *token, *chantier, *server, *out;
    enum listing_format format;
};

static void replace(char **to, const char *text)
{
    if (!text || !*text)
        return;
    char *copy = mem_text(text);
    if (*to)
        sodium_memzero(*to, strlen(*to));
    free(*to);
    *to = copy;
}

/* ---- the file ---- */

static int make_folder(const char *path, struct err *e)
{
    char *folder = mem_text(path), *slash = strrchr(folder, '/');
    int rc = 0;
    if (slash && slash != folder) {
        *slash = 0;
        rc = disk_make_path(folder, e);
    }
    free(folder);
    return rc;
}

/* What is there already, or a new pair; then what was given on the command line. */
static int gather(const struct request *q, struct push_key *k, struct err *e)
{
    struct push_key given = {0};
    *k = (struct push_key){0};
    must(q->out);
    if (access(q->out, F_OK) == 0 && push_key_read(q->out, k, e) < 0)
        return -1;
    if (q->token && push_key_read(strcmp(q->token, "-") == 0 ? "/dev/stdin" : q->token, &given, e) < 0)
        return -1;
    if (!k->curve_secret) {
        char public_key[BUS_KEY_LEN], secret[BUS_KEY_LEN];
        bus_keypair(public_key, secret);
        replace(&k->curve_public, public_key);
        replace(&k->curve_secret, secret);
        sodium_memzero(secret, sizeof secret);
        mem_free(&k->curve_secret_file);
    }
    replace(&k->token, given.token);
    replace(&k->chantier, given.chantier);
    replace(&k->server_public, given.server_public);
    if (given.address && !text_starts(given.address, "tcp://")) /* where to enrol; where to push is answered then */
        replace(&k->address, given.address);
    replace(&k->chantier, q->chantier);
    replace(&k->server_public, q->server);
    replace(&k->address, q->to);
    push_key_deinit(&given);
    return 0;
}

/* ---- enrolment ---- */

static int take_answer(const struct http_client_answer *a, const char *base, struct push_key *k, struct err *e)
{
    json_t *doc = json_loadb(buf_text(&a->body), a->body.len, 0, NULL);
    const char *message = json_string_value(json_object_get(doc, "message"));
    const char *server = json_string_value(json_object_get(doc, "server_public"));
    const char *address = json_string_value(json_object_get(doc, "address"));
    const char *chantier = json_string_value(json_object_get(doc, "chantier"));
    int rc = 0;
    if (a->status == 429 || a->status >= 500)
        rc = err_set(e, ERR_AWAY, TEXT_STATUS, a->status, message ? message : TEXT_NO_TEXT);
    else if (a->status != 200)
        rc = err_set(e, ERR_FORMAT, TEXT_STATUS, a->status, message ? message : TEXT_NO_TEXT);
    else if (!server || !bus_key_good(server) || !address || !text_starts(address, "tcp://") || !chantier)
        rc = err_set(e, ERR_FORMAT, TEXT_ANSWER, base);
    if (rc == 0) {
        replace(&k->server_public, server);
        replace(&k->address, address);
        replace(&k->chantier, chantier);
    }
    json_decref(doc);
    return rc;
}

static int enrol(const char *base, struct push_key *k, struct err *e)
{
    struct buf url = {0}, body = {0}, token = {0};
    struct jsonout j = {.out = &body};
    struct http_client_answer a;
    buf_addf(&url, "%s/v1/key", base);
    buf_addf(&token, "Authorization: Bearer %s", k->token);
    jsonout_open(&j, NULL, '{');
    jsonout_text(&j, "curve_public", k->curve_public);
    jsonout_close(&j, '}');
    const char *headers[] = {buf_text(&token), NULL};
    const struct http_client_request q = {.url = buf_text(&url),
                                          .headers = headers,
                                          .body = buf_text(&body),
                                          .body_len = body.len,
                                          .content_type = "application/json"};
    int rc = http_client_send(&q, &a, e);
    if (rc == 0) {
        rc = take_answer(&a, base, k, e);
        http_client_answer_deinit(&a);
    }
    sodium_memzero(token.data, token.len);
    buf_deinit(&token);
    buf_deinit(&body);
    buf_deinit(&url);
    return rc;
}

/* ---- the command ---- */

static void tell(const struct request *q, const struct push_key *k, bool enrolled)
{
    bool ready = push_key_native(k) && k->address && k->chantier;
    if (q->format == LISTING_JSON) {
        struct buf out = {0};
        json_t *doc =
            json_pack("{ss sb ss* ss ss* ss*}", "file", q->out, "ready", ready, "chantier", k->chantier, "curve_public",
                      k->curve_public, "server_public", k->server_public, "address", k->address);
        must(doc);
        listing_document(&out, doc);
        listing_flush(&out);
        buf_deinit(&out);
        json_decref(doc);
    } else if (enrolled) {
        printf(TEXT_DONE, q->out);
    } else if (ready) {
        printf(TEXT_READY, q->out);
    } else {
        printf(TEXT_TODO, q->out, k->curve_public);
    }
}

static int make(const struct request *q)
{
    struct push_key k = {0};
    struct err e;
    char *base = NULL;
    int rc = make_folder(q->out, &e);
    if (rc == 0)
        rc = gather(q, &k, &e);
    if (rc == 0)
        rc = push_key_write(q->out, &k, &e);
    if (rc == 0 && k.token && k.address)
        base = push_base_url(k.address);
    bool enrolling = base && !text_starts(base, "tcp://");
    if (rc == 0 && q->token && !enrolling)
        rc = err_set(&e, ERR_USAGE, "%s", TEXT_WHERE);
    if (rc == 0 && enrolling) {
        rc = enrol(base, &k, &e);
        if (rc < 0)
            fprintf(stderr, TEXT_KEPT, q->out);
        else
            rc = push_key_write(q->out, &k, &e);
    }
    if (rc == 0)
        tell(q, &k, enrolling);
    free(base);
    push_key_deinit(&k);
    return rc == 0 ? COMMAND_DONE : command_fail(&e);
}

int key_make_run(int argc, char **argv)
{
    struct request q = {0};
    const char *format = "table";
    const struct options_entry entries[] = {{.name = "to", .value = &q.to},
                                            {.name = "token", .value = &q.token},
                                            {.name = "chantier", .value = &q.chantier},
                                            {.name = "server", .value = &q.server},
                                            {.name = "out", .value = &q.out},
                                            {.name = "format", .value = &format},
                                            {0}};
    char **args;
    int n, code = options_read(argc, argv, USAGE, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (n)
        return command_misused(USAGE, TEXT_EXTRA, args[0]);
    if (q.chantier && !text_is_id(q.chantier, strlen(q.chantier)))
        return command_misused(USAGE, TEXT_ID, q.chantier);
    if (q.server && !bus_key_good(q.server))
        return command_misused(USAGE, TEXT_SERVER, q.server);
    if (!listing_format_parse(format, false, &q.format))
        return command_misused(USAGE, TEXT_FORMAT, format);
    char *url = q.to ? push_base_url(q.to) : NULL, *usual = q.out ? NULL : push_key_usual();
    if (q.to && !url) {
        code = command_misused(USAGE, TEXT_ADDRESS, q.to);
    } else {
        q.to = url;
        q.out = usual ? usual : q.out;
        code = make(&q);
    }
    free(usual);
    free(url);
    return code;
}

int key_make_alone(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "make") == 0)
        return key_make_run(argc - 1, argv + 1);
    if (argc > 1 && strcmp(argv[1], "--help") == 0)
        return fputs(USAGE, stdout) < 0 ? COMMAND_REFUSED : COMMAND_DONE;
    return command_misused(USAGE, "%s", TEXT_MAKE);
}
