/* A report's files written: all, then the manifest and its signature, so that a folder that is half written has none.
 */
#include "cvg/report_out.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cvg/french.h"
#include "cvg/report_key.h"
#include "document/livraison.h"

#define FILE_BYTES_MAX (256UL << 20)

static const char TEXT_FOLDER[] = "impossible de créer le dossier %s : %s";
static const char TEXT_READ[] = "impossible de lire le dossier %s : %s";
static const char TEXT_OTHER[] = "%s contient %s, d'un autre rapport : choisissez un autre dossier (--out)";
static const char TEXT_BESIDE[] = "%s contient aussi %s, qui n'est pas du rapport : rien n'en est contrôlé\n";
static const char TEXT_MANY[] = "%s contient plus de %d fichiers : ce n'est pas un rapport";

static void remove_file(const char *folder, const char *nom)
{
    char *path = home_join(folder, nom);
    unlink(path);
    free(path);
}

/* The files of another report in the same folder would be no part of this one's manifest. */
static int refuse_others(const struct paquet *p, const char *folder, struct err *e)
{
    DIR *dir = opendir(folder);
    int rc = 0;
    if (!dir)
        return err_set(e, ERR_IO, TEXT_READ, folder, french_errno(errno));
    for (struct dirent *x; rc == 0 && (x = readdir(dir));)
        if (strncmp(x->d_name, "rapport-", strlen("rapport-")) == 0 && !paquet_find(p, x->d_name))
            rc = err_set(e, ERR_USAGE, TEXT_OTHER, folder, x->d_name);
    closedir(dir);
    return rc;
}

/* What holds every number is for who wrote it alone. */
static int write_files(const struct paquet *p, const char *folder, unsigned mode, struct err *e)
{
    remove_file(folder, PAQUET_SIGNATURE);
    remove_file(folder, PAQUET_MANIFESTE);
    for (size_t i = 0; i < p->n; i++) {
        char *path = home_join(folder, p->fichiers[i].nom);
        int rc = buf_write_file(&p->fichiers[i].octets, path, mode, e);
        free(path);
        if (rc < 0)
            return -1;
    }
    return 0;
}

int report_write(const struct rapport *r, const char *folder, struct err *e)
{
    struct signature_key k;
    struct paquet p = {0};
    if (report_key_load(&k, e) < 0)
        return -1;
    int rc = livraison_faire(r, &k, &p, e);
    if (rc == 0 && mkdir(folder, r->publie ? 0755 : 0700) < 0 && errno != EEXIST)
        rc = err_set(e, ERR_IO, TEXT_FOLDER, folder, french_errno(errno));
    if (rc == 0)
        rc = refuse_others(&p, folder, e);
    if (rc == 0)
        rc = write_files(&p, folder, r->publie ? 0644 : 0600, e);
    paquet_deinit(&p);
    return rc;
}

static bool belongs(const char *name)
{
    return strncmp(name, "rapport-", strlen("rapport-")) == 0 || strcmp(name, "schema.json") == 0 ||
           strncmp(name, "manifeste.", strlen("manifeste.")) == 0;
}

void report_tell_others(const char *folder, const struct paquet *p)
{
    DIR *dir = opendir(folder);
    if (!dir)
        return;
    for (struct dirent *x; (x = readdir(dir));)
        if (strcmp(x->d_name, ".") != 0 && strcmp(x->d_name, "..") != 0 && !paquet_find(p, x->d_name))
            printf(TEXT_BESIDE, folder, x->d_name);
    closedir(dir);
}

int report_read_folder(const char *folder, struct paquet *out, struct err *e)
{
    DIR *dir = opendir(folder);
    int rc = 0;
    *out = (struct paquet){0};
    if (!dir)
        return err_set(e, ERR_USAGE, TEXT_READ, folder, french_errno(errno));
    for (struct dirent *x; rc == 0 && (x = readdir(dir));) {
        if (!belongs(x->d_name) || strlen(x->d_name) >= PAQUET_NOM_MAX)
            continue;
        if (out->n == PAQUET_FICHIERS_MAX) {
            rc = err_set(e, ERR_FORMAT, TEXT_MANY, folder, PAQUET_FICHIERS_MAX);
            break;
        }
        char *path = home_join(folder, x->d_name);
        rc = buf_read_file(paquet_add(out, x->d_name), path, FILE_BYTES_MAX, e);
        free(path);
    }
    closedir(dir);
    return rc;
}
