/* `cvg reference import DIR`: both files are read and checked whole before anything is touched. */
#include "cvg/reference.h"

#include <stdio.h>
#include <string.h>

#include "cvg/command.h"
#include "cvg/files.h"
#include "cvg/listing.h"
#include "cvg/operator.h"
#include "cvg/options.h"
#include "cvg/reference_store.h"

#define FILE_BYTES_MAX (16u << 20)

static const char USAGE[] =
    "Usage : cvg reference import DOSSIER [--format table|json|csv]\n\n"
    "Met en vigueur DOSSIER/territoires.csv et DOSSIER/chantiers.csv, et dit ce qui change. Peut être répété :\n"
    "ce qui n'a pas changé n'est pas touché, ce qui n'est plus dans les fichiers est retiré (son histoire reste).\n\n"
    "  territoires.csv  code;nom;lancement;porteur\n"
    "  chantiers.csv    chantier_id;nom;territoire;depuis;jusqua;objectif;support_activite;logiciel;contact\n\n"
    "Dates AAAA-MM-JJ, vides si inconnues ou sans limite. Une faute, et rien n'est importé.\n";
static const char TEXT_IMPORT[] = "« cvg reference import DOSSIER » est attendu";
static const char TEXT_FORMAT[] = "--format attend table, json ou csv, pas « %s »";
static const char TEXT_REFUSED[] = "rien n'est importé : %zu faute%s\n";
static const char TEXT_SAME[] = "Rien n'a changé : les données de référence restent en version %lld.\n";
static const char TEXT_DONE[] = "Données de référence en version %lld.\n";
static const char *const titles[REFERENCE_KIND_COUNT] = {"Territoires", "Chantiers"};

static void put_things(struct buf *out, const json_t *list, const char *sign)
{
    size_t i, k;
    const json_t *x, *field;
    json_array_foreach(list, i, x)
    {
        buf_addf(out, "  %s ", sign);
        listing_clean(out, json_string_value(json_object_get(x, "id")));
        buf_adds(out, "  ");
        listing_clean(out, json_string_value(json_object_get(x, "nom")));
        json_array_foreach(json_object_get(x, "fields"), k, field)
        {
            const char *before = json_string_value(json_object_get(field, "before"));
            const char *after = json_string_value(json_object_get(field, "after"));
            buf_addf(out, "%s%s : ", k ? " ; " : " — ", json_string_value(json_object_get(field, "column")));
            listing_clean(out, *before ? before : "(vide)");
            buf_adds(out, " → ");
            listing_clean(out, *after ? after : "(vide)");
        }
        buf_addc(out, '\n');
    }
}

static void put_number(struct buf *out, size_t n, const char *word, const char *after)
{
    buf_addf(out, "%zu %s%s%s", n, word, n > 1 ? "s" : "", after);
}

static void put_table(struct buf *out, const json_t *report)
{
    long long version = (long long)json_integer_value(json_object_get(report, "version"));
    buf_addf(out, json_is_true(json_object_get(report, "changed")) ? TEXT_DONE : TEXT_SAME, version);
    for (size_t k = 0; k < REFERENCE_KIND_COUNT; k++) {
        const json_t *part = json_object_get(report, reference_shapes[k].member);
        const json_t *added = json_object_get(part, "added"), *changed = json_object_get(part, "changed");
        const json_t *removed = json_object_get(part, "removed");
        buf_addf(out, "%s : ", titles[k]);
        put_number(out, json_array_size(added), "ajouté", ", ");
        put_number(out, json_array_size(changed), "modifié", ", ");
        put_number(out, json_array_size(removed), "retiré", ", ");
        put_number(out, (size_t)json_integer_value(json_object_get(part, "unchanged")), "inchangé", "\n");
        put_things(out, added, "+");
        put_things(out, changed, "~");
        put_things(out, removed, "-");
    }
}

/* What changed, one line each; nothing but the header where nothing did. */
static void put_csv(struct buf *out, const json_t *report)
{
    static const char *const parts[] = {"added", "changed", "removed"};
    static const struct listing_column columns[] = {
        {.key = "kind"}, {.key = "change"}, {.key = "id"}, {.key = "nom"}, {0}};
    json_t *list = json_array();
    size_t i;
    const json_t *x;
    for (size_t k = 0; k < REFERENCE_KIND_COUNT; k++)
        for (size_t p = 0; p < sizeof parts / sizeof *parts; p++)
            json_array_foreach(json_object_get(json_object_get(report, reference_shapes[k].member), parts[p]), i, x)
                json_array_append_new(list,
                                      json_pack("{ss ss sO sO}", "kind", reference_shapes[k].member, "change", parts[p],
                                                "id", json_object_get(x, "id"), "nom", json_object_get(x, "nom")));
    listing_print(out, list, columns, LISTING_CSV);
    json_decref(list);
}

static void print_report(const struct reference_table *before, const struct reference_table *after, int64_t version,
                         enum listing_format format)
{
    struct buf out = {0};
    json_t *report = json_object();
    bool changed = false;
    json_object_set_new(report, "version", json_integer(version));
    for (size_t k = 0; k < REFERENCE_KIND_COUNT; k++) {
        json_t *part = reference_table_report(&before[k], &after[k]);
        changed = changed || json_array_size(json_object_get(part, "added")) ||
                  json_array_size(json_object_get(part, "changed")) ||
                  json_array_size(json_object_get(part, "removed"));
        json_object_set_new(report, reference_shapes[k].member, part);
    }
    json_object_set_new(report, "changed", json_boolean(changed));
    if (format == LISTING_JSON)
        listing_document(&out, report);
    else if (format == LISTING_CSV)
        put_csv(&out, report);
    else
        put_table(&out, report);
    listing_flush(&out);
    json_decref(report);
    buf_deinit(&out);
}

static int read_files(const char *folder, struct buf files[REFERENCE_KIND_COUNT], struct err *e)
{
    for (size_t k = 0; k < REFERENCE_KIND_COUNT; k++) {
        struct buf path = {0};
        buf_addf(&path, "%s/%s", folder, reference_shapes[k].file);
        int rc = files_check(buf_text(&path), e);
        if (rc == 0)
            rc = buf_read_file(&files[k], buf_text(&path), FILE_BYTES_MAX, e);
        buf_deinit(&path);
        if (rc < 0)
            return -1;
    }
    return 0;
}

static int store(const struct reference_table *after, enum listing_format format)
{
    struct reference_table before[REFERENCE_KIND_COUNT];
    struct err e;
    int64_t version;
    struct db_sync *db = operator_db(&e);
    if (!db)
        return command_fail(&e);
    int rc = reference_store(db, operator_name(), after, before, &version, &e);
    db_sync_close(&db);
    if (rc < 0)
        return command_fail(&e);
    print_report(before, after, version, format);
    for (size_t k = 0; k < REFERENCE_KIND_COUNT; k++)
        reference_table_deinit(&before[k]);
    return COMMAND_DONE;
}

static int import(const char *folder, enum listing_format format)
{
    struct buf files[REFERENCE_KIND_COUNT] = {0}, faults = {0};
    struct reference_table after[REFERENCE_KIND_COUNT] = {0};
    struct err e;
    int code;
    if (read_files(folder, files, &e) < 0) {
        code = command_fail(&e);
    } else {
        size_t wrong = reference_table_read(files, after, &faults);
        if (wrong)
            fprintf(stderr, "%s", buf_text(&faults));
        if (wrong)
            fprintf(stderr, TEXT_REFUSED, wrong, wrong > 1 ? "s" : "");
        code = wrong ? COMMAND_REFUSED : store(after, format);
    }
    for (size_t k = 0; k < REFERENCE_KIND_COUNT; k++) {
        buf_deinit(&files[k]);
        reference_table_deinit(&after[k]);
    }
    buf_deinit(&faults);
    return code;
}

int reference_run(int argc, char **argv)
{
    const char *format_text = "table";
    const struct options_entry entries[] = {{.name = "format", .value = &format_text}, {0}};
    enum listing_format format;
    char **args;
    int n, code = options_read(argc, argv, USAGE, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (n != 2 || strcmp(args[0], "import") != 0)
        return command_misused(USAGE, "%s", TEXT_IMPORT);
    if (!listing_format_parse(format_text, true, &format))
        return command_misused(USAGE, TEXT_FORMAT, format_text);
    return import(args[1], format);
}
