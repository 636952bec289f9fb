/* Reading the migrations of sql/. */
#include "cvg/migration.h"

#include <ctype.h>
#include <dirent.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "cvg/home.h"

#define NUMBER_DIGITS 4
#define FILE_MAX_BYTES (4 << 20)

static const char TEXT_NO_DIR[] = "le dossier des migrations SQL %s est introuvable (CVG_SQL le désigne)";
static const char TEXT_TWICE[] = "deux migrations portent le même numéro : %s et %s";
static const char TEXT_NONE[] = "aucune migration dans %s";

/* "NNNN_name.sql" */
static bool is_migration(const char *name)
{
    size_t len = strlen(name);
    for (int i = 0; i < NUMBER_DIGITS; i++)
        if (!isdigit((unsigned char)name[i]))
            return false;
    return name[NUMBER_DIGITS] == '_' && len > 9 && !strcmp(name + len - 4, ".sql");
}

static char *read_text(const char *dir, const char *name, struct err *e)
{
    struct buf b = {0};
    char *path = home_join(dir, name), *text = NULL;
    if (buf_read_file(&b, path, FILE_MAX_BYTES, e) == 0)
        text = buf_take(&b);
    buf_deinit(&b);
    free(path);
    return text;
}

static int add_file(struct migrations *m, const char *dir, const char *name, struct err *e)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    struct migration x = {.number = atoi(name), .text = read_text(dir, name, e)};
    if (!x.text)
        return -1;
    x.name = mem_text(name);
    crypto_hash_sha256(digest, (const unsigned char *)x.text, strlen(x.text));
    sodium_bin2hex(x.digest, sizeof x.digest, digest, sizeof digest);
    m->items = mem_room(m->items, m->n, &m->cap, sizeof *m->items);
    m->items[m->n++] = x;
    return 0;
}

static int by_number(const void *a, const void *b)
{
    const struct migration *x = a, *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

static int read_all(struct migrations *m, const char *dir, struct err *e)
{
    DIR *d = opendir(dir);
    if (!d)
        return err_set(e, ERR_SETTING, TEXT_NO_DIR, dir);
    int rc = 0;
    for (struct dirent *de; rc == 0 && (de = readdir(d));) {
        if (is_migration(de->d_name))
            rc = add_file(m, dir, de->d_name, e);
        else if (!strcmp(de->d_name, "roles.sql"))
            rc = (m->roles = read_text(dir, de->d_name, e)) ? 0 : -1;
    }
    closedir(d);
    if (rc == 0 && !m->n)
        rc = err_set(e, ERR_SETTING, TEXT_NONE, dir);
    if (rc < 0)
        return -1;
    qsort(m->items, m->n, sizeof *m->items, by_number);
    for (size_t i = 1; i < m->n; i++)
        if (m->items[i].number == m->items[i - 1].number)
            return err_set(e, ERR_SETTING, TEXT_TWICE, m->items[i - 1].name, m->items[i].name);
    return 0;
}

int migrations_read(struct migrations *m, struct err *e)
{
    const char *env = getenv("CVG_SQL");
    *m = (struct migrations){0};
    int rc = read_all(m, env && *env ? env : CVG_SQL_DIR, e);
    if (rc < 0)
        migrations_free(m);
    return rc;
}

void migrations_free(struct migrations *m)
{
    for (size_t i = 0; i < m->n; i++) {
        free(m->items[i].name);
        free(m->items[i].text);
    }
    free(m->items);
    free(m->roles);
    *m = (struct migrations){0};
}
