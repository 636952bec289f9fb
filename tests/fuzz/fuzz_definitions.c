/* Fuzz: any text as a file of definitions: a table, a code list, a schema, a mapping profile, the lines or the
 * thresholds of the alerts. What is refused names its file, a line and a column; a profile that is taken leaves every
 * word of ours its meaning; alerts that are taken have a line for whatever is found, and clear where they do not raise.
 *
 * The first byte chooses which reader; all but tables and schemas are read from a file, in a folder of this process's
 * own. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "programme/alertes.h"
#include "programme/codefile.h"
#include "programme/correspondance_file.h"
#include "programme/deffile.h"
#include "programme/expected.h"
#include "programme/place.h"
#include "programme/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[64];
static struct codes *list;
static struct definitions *defs;
static struct buf alerts[2]; /* as they stand under programme/ */
static const char *const alert_files[] = {"alertes.csv", "alertes_seuils.csv"};

static bool option_on(void *arg, const char *name)
{
    (void)arg;
    return strlen(name) % 2 == 0;
}

static void clean_up(void)
{
    char path[128];
    snprintf(path, sizeof path, "%s/codes/f.csv", folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/codes", folder);
    rmdir(path);
    snprintf(path, sizeof path, "%s/correspondances/f.csv", folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/correspondances", folder);
    rmdir(path);
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, alert_files[i]);
        unlink(path);
        buf_deinit(&alerts[i]);
    }
    rmdir(folder);
    codes_free(&list);
    definitions_free(&defs);
}

static void setup(void)
{
    char path[4096];
    const char *twice;
    struct err e;
    must(definitions_load(definitions_folder(), &defs, &e) == 0);
    snprintf(folder, sizeof folder, "%s/fuzz_definitions.XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    must(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/codes", folder);
    must(mkdir(path, 0700) == 0);
    snprintf(path, sizeof path, "%s/correspondances", folder);
    must(mkdir(path, 0700) == 0);
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%.3000s/%s", definitions_folder(), alert_files[i]);
        must(buf_read_file(&alerts[i], path, DEFFILE_BYTES_MAX, &e) == 0);
    }
    list = codes_new("sexe");
    codes_add(list, "F", "Femme");
    codes_add(list, "NR", "Non renseigné");
    must(codes_seal(list, &twice) == 0);
    atexit(clean_up);
}

/* "file:line:column: what": the line is one of the text. */
static void check_error(const struct err *e, const char *file, const char *text, size_t len)
{
    unsigned long line = 0, column = 0, lines = 1;
    size_t n = strlen(file);
    for (size_t i = 0; i < len; i++) /* each kind of line end */
        lines += text[i] == '\n' || text[i] == '\r';
    must(e->code && strncmp(e->text, file, n) == 0);
    must(sscanf(e->text + n, ":%lu:%lu:", &line, &column) == 2 && line >= 1 && line <= lines && column >= 1 &&
         column <= len + 1);
}

static void try_table(const char *text, size_t len)
{
    static const char *const wanted[] = {"code", "valeur", NULL};
    struct deffile f;
    struct err e = {0};
    int r = deffile_open_text(&f, "f.csv", text, len, wanted, &e);
    if (r == 0) {
        while ((r = deffile_next(&f)) == 1) {
            int32_t v;
            must(deffile_get(&f, "code") && deffile_get(&f, "rien"));
            must(deffile_column(&f, "code", 3) >= 1);
            struct err bad = {0};
            f.e = &bad;
            if (deffile_int(&f, "valeur", &v))
                check_error(&bad, "f.csv", text, len);
            f.e = &e;
        }
        deffile_close(&f);
    }
    must(r <= 0);
    if (r < 0)
        check_error(&e, "f.csv", text, len);
}

static void write_file(const char *name, const char *text, size_t len)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    must(f && fwrite(text, 1, len, f) == len && fclose(f) == 0);
}

static void try_codes(const char *text, size_t len)
{
    struct err e = {0};
    struct codes *c;
    write_file("codes/f.csv", text, len);
    if (codefile_load(folder, "codes/f.csv", option_on, NULL, &c, &e)) {
        must(!c);
        check_error(&e, "codes/f.csv", text, len);
    } else {
        for (size_t i = 0; i < c->items_n; i++) {
            const struct codes_item *it = &c->items[i];
            must(codes_find_exact(c, it->code, strlen(it->code)) == (int32_t)i);
            must(codes_find(c, it->code, strlen(it->code)) == (int32_t)i);
            must(it->instead >= 0 && (size_t)it->instead < c->items_n);
            for (size_t a = 0; a < c->attributes_n; a++) {
                const struct codes_attribute *at = &c->attributes[a];
                must(at->numeric || at->values[i] == INT32_MIN || (size_t)at->values[i] < at->words->items_n);
            }
        }
        codes_free(&c);
    }
}

/* What a word of ours means is what it means without the profile. */
static void check_ours(const struct correspondance *c, size_t dataset, size_t field, const char *word)
{
    int32_t v, w;
    size_t len = strlen(word);
    enum cell_result r = cell_parse(&defs->datasets[dataset]->fields[field], word, len, NULL, &v);
    must(correspondance_parse(c, dataset, field, word, len, NULL, &w) == r && v == w);
}

static void check_field(const struct correspondance *c, size_t k, size_t i)
{
    static const char *const answers[] = {"O", "n", "Oui", "NON", "1", "0", "true", "FALSE", "nr", "OUI-M"};
    static const char *const days[] = {"2026-01-31", "31/01/2026", "2026-02-30", "2026-05", "05/2026"};
    const struct field *f = &defs->datasets[k]->fields[i];
    for (size_t n = 0; f->type == FIELD_CODE && n < f->codes->items_n; n++) {
        check_ours(c, k, i, f->codes->items[n].code);
        if (f->codes->items[n].number)
            check_ours(c, k, i, f->codes->items[n].number);
    }
    for (size_t n = 0; f->type == FIELD_BOOLEAN && n < sizeof answers / sizeof answers[0]; n++)
        check_ours(c, k, i, answers[n]);
    for (size_t n = 0; n < sizeof days / sizeof days[0]; n++) { /* as values they may stand for "not known" */
        int32_t v, w;
        if (f->type == FIELD_DATE || f->type == FIELD_MONTH)
            must(cell_parse(f, days[n], strlen(days[n]), NULL, &v) ==
                     correspondance_parse_form(c, f, days[n], strlen(days[n]), NULL, &w) &&
                 v == w);
    }
    must(correspondance_find_field(c, defs->datasets[k], k, f->name) == (int)i);
    const struct map *spelt = &c->sets[k].spelt[i];
    for (size_t n = 0; n < spelt->n; n++) { /* each of its own words has its meaning, or is in doubt */
        const struct map_entry *e = &spelt->entries[n];
        int32_t v;
        enum cell_result r = correspondance_parse(c, k, i, e->key, e->len, NULL, &v);
        bool doubt = correspondance_doubt(c, k, i, e->key, e->len) != NULL;
        must(doubt ? r == CELL_DOUBT && v == CELL_NULL : r == CELL_OK || r == CELL_UNKNOWN);
    }
}

static void try_profile(const char *text, size_t len)
{
    struct err e = {0};
    struct correspondance *c;
    write_file("correspondances/f.csv", text, len);
    if (correspondance_file_load(folder, "correspondances/f.csv", defs, &c, &e)) {
        must(!c);
        check_error(&e, "correspondances/f.csv", text, len);
        return;
    }
    must(strcmp(c->name, "f") == 0);
    for (size_t i = 0; i < defs->identity_headers.n; i++)
        for (size_t k = 0; k < c->sets_n; k++)
            must(correspondance_find_field(c, defs->datasets[k], k, defs->identity_headers.entries[i].key) < 0);
    for (size_t k = 0; k < c->sets_n; k++)
        for (size_t i = 0; i < defs->datasets[k]->fields_n; i++) {
            struct strings strings = {0};
            int32_t v;
            check_field(c, k, i);
            for (size_t n = 0; n < len; n += 1 + len / 8) /* anything at all, as a cell */
                correspondance_parse(c, k, i, text + n, len - n < 30 ? len - n : 30, &strings, &v);
            strings_deinit(&strings);
        }
    correspondance_free(&c);
}

static void try_schema(const char *text, size_t len)
{
    struct err e = {0};
    struct dataset *d = schema_parse("f.json", text, len, &list, 1, option_on, NULL, &e);
    if (!d) {
        check_error(&e, "f.json", text, len);
        return;
    }
    must(d->fields_n > 0 && d->key_n > 0 && d->reporter != REPORTER_NONE);
    for (size_t i = 0; i < d->fields_n; i++) {
        char expected[200];
        const struct field *f = &d->fields[i];
        must(f->type != FIELD_NONE && dataset_find_field(d, f->name) == (int)i &&
             (f->codes != NULL) == (f->type == FIELD_CODE));
        must(f->age_at < (int)d->fields_n && *field_expected(f, "x", 1, expected, sizeof expected) &&
             field_expr_type(f) != EXPR_NONE);
    }
    for (size_t k = 0; k < d->key_n; k++)
        must(d->key[k] < d->fields_n && d->fields[d->key[k]].required);
    schema_free(&d);
}

static void check_alerts(const struct alertes *a)
{
    static const enum alerte_regle regles[SITUATION_COUNT] = {[SITUATION_MANQUANTE] = REGLE_REMONTEE,
                                                              [SITUATION_CIP] = REGLE_CHARGE_CIP,
                                                              [SITUATION_DUREE_MAX] = REGLE_PROLONGATION,
                                                              [SITUATION_CLOTURE] = REGLE_TRIMESTRE,
                                                              [SITUATION_BASE] = REGLE_SYSTEME};
    struct alertes_seuils s;
    for (int k = 0; k < SITUATION_COUNT; k++)
        for (int p = 2; regles[k] && p <= PALIERS_MAX; p++) {
            const struct alerte_ligne *l = alertes_ligne(a, regles[k], (enum alerte_situation)k, p);
            must(l->niveau && l->a_qui && *l->libelle && *l->texte && *l->quoi_faire && l->palier <= p);
        }
    alertes_seuils_of(a, "C1", "LYON", &s);
    must(s.nuits[0] >= 1 && s.nuits[0] <= s.nuits[1] && s.nuits[1] <= s.nuits[2]);
    must(s.charge_retour[0] <= s.charge[0] && s.charge_retour[1] <= s.charge[1] && s.charge[0] <= s.charge[1]);
    must(s.sous_pourcent <= s.sur_pourcent && s.disque_pourcent <= s.disque_retour_pourcent);
}

static void try_alerts(int which, const char *text, size_t len)
{
    struct err e = {0};
    struct alertes *a;
    write_file(alert_files[which], text, len);
    write_file(alert_files[!which], buf_text(&alerts[!which]), alerts[!which].len);
    if (alertes_load(defs, folder, &a, &e)) {
        must(!a);
        check_error(&e, alert_files[which], text, len);
        return;
    }
    check_alerts(a);
    alertes_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const tries[])(const char *, size_t) = {try_table, try_codes, try_schema, try_profile};
    if (!*folder)
        setup();
    if (!size)
        return 0;
    char *text = malloc(size); /* exactly as long */
    must(text);
    memcpy(text, data + 1, size - 1);
    if (*data >= 250) /* bytes below are those of older seeds */
        try_alerts(*data % 2, text, size - 1);
    else
        tries[*data % 4](text, size - 1);
    free(text);
    return 0;
}
