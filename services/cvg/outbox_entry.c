/* The manifest and the receipt of an entry: written by us, read as if by anybody. */
#include "cvg/outbox_entry.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/jsonout.h"
#include "base/mem.h"
#include "base/text.h"

#define VERSION 1
#define HEX_SIZE (OUTBOX_DIGEST_LEN * 2 + 1)

static const char TEXT_MANIFEST[] = "le manifeste n'est pas lisible";
static const char TEXT_RECEIPT[] = "le reçu n'est pas lisible";

static void put_instant(struct jsonout *j, const char *key, int64_t us)
{
    char text[CAL_INSTANT_LEN];
    cal_format_instant(us, text);
    jsonout_text(j, key, text);
}

void outbox_manifest_format(const struct outbox_submission *s, int64_t now_us, struct buf *out)
{
    struct jsonout j = {.out = out};
    char hex[HEX_SIZE];
    jsonout_open(&j, NULL, '{');
    jsonout_int(&j, "version", VERSION);
    jsonout_text(&j, "chantier", s->reporter);
    jsonout_day(&j, "date_situation", s->situation);
    jsonout_bool(&j, "confirm", s->confirm);
    jsonout_text(&j, "digest", sodium_bin2hex(hex, sizeof hex, s->digest, sizeof s->digest));
    put_instant(&j, "created_at", now_us);
    jsonout_open(&j, "files", '[');
    for (size_t i = 0; i < s->files_n; i++) {
        jsonout_open(&j, NULL, '{');
        jsonout_text(&j, "name", s->files[i].name);
        jsonout_int(&j, "bytes", (int64_t)s->files[i].len);
        jsonout_close(&j, '}');
    }
    jsonout_close(&j, ']');
    jsonout_close(&j, '}');
    buf_addc(out, '\n');
}

void outbox_receipt_format(const struct outbox_receipt *r, int64_t now_us, struct buf *out)
{
    struct jsonout j = {.out = out};
    jsonout_open(&j, NULL, '{');
    jsonout_text(&j, "submission", r->submission);
    jsonout_text(&j, "state", r->state);
    jsonout_text(&j, "server", r->server);
    put_instant(&j, "received_at", r->received_at_us);
    put_instant(&j, "acknowledged_at", now_us);
    jsonout_close(&j, '}');
    buf_addc(out, '\n');
}

/* ---- reading ---- */

static const char *text_of(const json_t *doc, const char *member)
{
    const char *s = json_string_value(json_object_get(doc, member));
    return s ? s : "";
}

static bool take_files(const json_t *list, struct outbox_entry *x)
{
    size_t i, n = json_array_size(list);
    const json_t *f;
    if (!n || n > FILES_MAX)
        return false;
    x->files = mem_new_n(n, sizeof *x->files);
    json_array_foreach(list, i, f)
    {
        json_int_t bytes = json_integer_value(json_object_get(f, "bytes"));
        if (!json_is_string(json_object_get(f, "name")) || !json_is_integer(json_object_get(f, "bytes")) || bytes < 0 ||
            bytes > (json_int_t)1 << 40)
            return false;
        x->files[x->files_n++] = (struct outbox_file){.name = mem_text(text_of(f, "name")), .bytes = (uint64_t)bytes};
        x->bytes += (uint64_t)bytes;
    }
    return true;
}

static bool take_head(const json_t *doc, struct outbox_entry *x)
{
    const char *reporter = text_of(doc, "chantier"), *day = text_of(doc, "date_situation"),
               *hex = text_of(doc, "digest");
    size_t len = 0;
    if (json_integer_value(json_object_get(doc, "version")) != VERSION || !text_is_id(reporter, strlen(reporter)) ||
        !cal_parse_iso(day, strlen(day), &x->situation) ||
        sodium_hex2bin(x->digest, sizeof x->digest, hex, strlen(hex), NULL, &len, NULL) != 0 ||
        len != sizeof x->digest || !cal_parse_instant(text_of(doc, "created_at"), &x->created_us))
        return false;
    snprintf(x->reporter, sizeof x->reporter, "%s", reporter);
    x->confirm = json_is_true(json_object_get(doc, "confirm"));
    return true;
}

int outbox_manifest_parse(const char *text, size_t len, struct outbox_entry *out, struct err *e)
{
    json_t *doc = json_loadb(text, len, 0, NULL);
    *out = (struct outbox_entry){0};
    bool good = take_head(doc, out) && take_files(json_object_get(doc, "files"), out);
    json_decref(doc);
    if (good)
        return 0;
    outbox_entry_deinit(out);
    return err_set(e, ERR_FORMAT, "%s", TEXT_MANIFEST);
}

int outbox_receipt_parse(const char *text, size_t len, struct outbox_entry *out, struct err *e)
{
    json_t *doc = json_loadb(text, len, 0, NULL);
    const char *submission = text_of(doc, "submission"), *state = text_of(doc, "state"),
               *server = text_of(doc, "server");
    bool good = *submission && strlen(submission) < sizeof out->submission && strlen(state) < sizeof out->state &&
                strlen(server) < sizeof out->server &&
                cal_parse_instant(text_of(doc, "acknowledged_at"), &out->acknowledged_us);
    if (good) {
        snprintf(out->submission, sizeof out->submission, "%s", submission);
        snprintf(out->state, sizeof out->state, "%s", state);
        snprintf(out->server, sizeof out->server, "%s", server);
    }
    json_decref(doc);
    return good ? 0 : err_set(e, ERR_FORMAT, "%s", TEXT_RECEIPT);
}

void outbox_entry_deinit(struct outbox_entry *x)
{
    for (size_t i = 0; i < x->files_n; i++)
        free(x->files[i].name);
    free(x->files);
    *x = (struct outbox_entry){0};
}
