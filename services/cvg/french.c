/* What the system and the libraries say in English, for people who read French. */
#include "cvg/french.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    int no;
    const char *text;
} usual[] = {
    {EACCES, "permission refusée"},
    {EPERM, "opération interdite"},
    {ENOENT, "introuvable"},
    {ENOTDIR, "une partie du chemin n'est pas un dossier"},
    {EISDIR, "c'est un dossier"},
    {EEXIST, "existe déjà"},
    {ENOTEMPTY, "le dossier n'est pas vide"},
    {ENOSPC, "plus de place sur le disque"},
    {EDQUOT, "quota de disque atteint"},
    {EROFS, "système de fichiers en lecture seule"},
    {EIO, "erreur de lecture ou d'écriture"},
    {ENAMETOOLONG, "nom trop long"},
    {ELOOP, "liens en boucle"},
    {EMFILE, "trop de fichiers ouverts"},
    {ENFILE, "trop de fichiers ouverts"},
    {ENOMEM, "plus de mémoire"},
    {EAGAIN, "trop de processus"},
    {EADDRINUSE, "adresse déjà prise"},
    {EADDRNOTAVAIL, "adresse qui n'est pas celle de cette machine"},
    {ECONNREFUSED, "connexion refusée"},
    {ETIMEDOUT, "délai dépassé"},
};

const char *french_errno(int no)
{
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (usual[i].no == no)
            return usual[i].text;
    return strerror(no);
}

/* Line breaks and tabs as one blank, nothing at the end. */
static void flatten(char *s)
{
    char *out = s;
    for (const char *p = s; *p; p++) {
        bool blank = *p == ' ' || *p == '\t' || *p == '\n' || *p == '\r';
        if (!blank)
            *out++ = *p;
        else if (out > s && out[-1] != ' ')
            *out++ = ' ';
    }
    while (out > s && (out[-1] == ' ' || out[-1] == '.'))
        out--;
    *out = 0;
}

int french_wrap(struct err *e, const char *fmt, ...)
{
    char detail[sizeof e->text], sentence[256];
    va_list ap;
    if (!e)
        return -1;
    memcpy(detail, e->text, sizeof detail);
    flatten(detail);
    va_start(ap, fmt);
    vsnprintf(sentence, sizeof sentence, fmt, ap);
    va_end(ap);
    snprintf(e->text, sizeof e->text, "%s (%.*s)", sentence, (int)(sizeof e->text - sizeof sentence - 4), detail);
    return -1;
}
