/* The files named on the command line. */
#include "cvg/files.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cvg/french.h"
#include "programme/period.h"

static const char TEXT_MISSING[] = "« %s » n'existe pas";
static const char TEXT_FOLDER[] = "« %s » est un dossier : donnez les fichiers, par exemple %s/*.csv";
static const char TEXT_READ[] = "« %s » ne peut pas être lu : %s";
static const char TEXT_MANY[] = "plus de %d fichiers";
static const char TEXT_TWICE[] = "deux fichiers portent le même nom « %s » : renommez l'un des deux";
static const char TEXT_LARGE[] = "les fichiers dépassent ensemble %zu Mio";

int files_check(const char *path, struct err *e)
{
    struct stat st;
    if (stat(path, &st) < 0 && errno == ENOENT)
        return err_set(e, ERR_USAGE, TEXT_MISSING, path);
    if (access(path, R_OK) < 0)
        return err_set(e, ERR_USAGE, TEXT_READ, path, french_errno(errno));
    if (S_ISDIR(st.st_mode))
        return err_set(e, ERR_USAGE, TEXT_FOLDER, path, path);
    return 0;
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static int add_file(struct files *f, const char *path, size_t *room, size_t limit, struct err *e)
{
    struct file *x = &f->list[f->n];
    *x = (struct file){.path = path, .name = last_part(path)};
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->list[i].name, x->name) == 0)
            return err_set(e, ERR_USAGE, TEXT_TWICE, x->name);
    if (files_check(path, e) < 0)
        return -1;
    f->n++;
    if (buf_read_file(&x->bytes, path, limit ? *room + 1 : 0, e) < 0 && e->code != ERR_LIMIT)
        return -1;
    if (limit && x->bytes.len > *room)
        return err_set(e, ERR_LIMIT, TEXT_LARGE, limit >> 20);
    *room -= limit ? x->bytes.len : 0;
    return 0;
}

int files_read(struct files *f, char *const *paths, size_t n, size_t limit, struct err *e)
{
    size_t room = limit;
    f->n = 0;
    if (n > FILES_GIVEN_MAX)
        return err_set(e, ERR_USAGE, TEXT_MANY, FILES_GIVEN_MAX);
    for (size_t i = 0; i < n; i++)
        if (add_file(f, paths[i], &room, limit, e) < 0)
            return -1;
    return 0;
}

void files_deinit(struct files *f)
{
    for (size_t i = 0; i < f->n; i++)
        buf_deinit(&f->list[i].bytes);
    f->n = 0;
}

int32_t files_situation(int64_t now_us)
{
    return period_situation(now_us);
}
