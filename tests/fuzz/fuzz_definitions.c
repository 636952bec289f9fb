/* Fuzz: any text as a file of definitions: a table, a code list, a schema. What is refused names its file, a line and a
 * column.
 *
 * The first byte chooses which reader; a code list is read from a file, in a folder of this process's own. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "programme/codefile.h"
#include "programme/deffile.h"
#include "programme/expected.h"
#include "programme/place.h"
#include "programme/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[64];
static struct codes *list;

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
    rmdir(folder);
    codes_free(&list);
}

static void setup(void)
{
    char path[128];
    const char *twice;
    snprintf(folder, sizeof folder, "%s/fuzz_definitions.XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    must(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/codes", folder);
    must(mkdir(path, 0700) == 0);
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

static void try_codes(const char *text, size_t len)
{
    char path[128];
    struct buf b = {0};
    struct err e = {0};
    struct codes *c;
    buf_add(&b, text, len);
    snprintf(path, sizeof path, "%s/codes/f.csv", folder);
    FILE *f = fopen(path, "wb");
    must(f && fwrite(text, 1, len, f) == len && fclose(f) == 0);
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
    buf_deinit(&b);
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
        must(f->age_at < (int)d->fields_n && *field_expected(f, expected, sizeof expected) &&
             field_expr_type(f) != EXPR_NONE);
    }
    for (size_t k = 0; k < d->key_n; k++)
        must(d->key[k] < d->fields_n && d->fields[d->key[k]].required);
    schema_free(&d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const tries[])(const char *, size_t) = {try_table, try_codes, try_schema};
    if (!*folder)
        setup();
    if (!size)
        return 0;
    char *text = malloc(size); /* exactly as long */
    must(text);
    memcpy(text, data + 1, size - 1);
    tries[*data % 3](text, size - 1);
    free(text);
    return 0;
}
