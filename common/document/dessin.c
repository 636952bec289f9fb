/* Strokes, and how wide words are. */
#include "document/dessin.h"

#include <stdlib.h>
#include <string.h>

#define LINES_MAX 2
#define INTERLIGNE 1.2

static struct trait *add(struct dessin *d, enum trait_genre g, enum encre e)
{
    d->traits = mem_room(d->traits, d->n, &d->cap, sizeof *d->traits);
    struct trait *t = &d->traits[d->n++];
    *t = (struct trait){.genre = g, .encre = e};
    return t;
}

static void add_box(struct dessin *d, enum trait_genre g, enum encre e, double x, double y, double w, double h)
{
    struct trait *t = add(d, g, e);
    t->x = x;
    t->y = y;
    t->w = w;
    t->h = h;
}

void dessin_plein(struct dessin *d, enum encre e, double x, double y, double w, double h)
{
    add_box(d, TRAIT_PLEIN, e, x, y, w, h);
}

void dessin_contour(struct dessin *d, enum encre e, double x, double y, double w, double h)
{
    add_box(d, TRAIT_CONTOUR, e, x, y, w, h);
}

void dessin_ligne(struct dessin *d, enum encre e, bool tirets, double x1, double y1, double x2, double y2)
{
    add_box(d, tirets ? TRAIT_TIRETS : TRAIT_LIGNE, e, x1, y1, x2, y2);
}

void dessin_rond(struct dessin *d, enum encre e, double x, double y, double rayon)
{
    add_box(d, TRAIT_ROND, e, x, y, rayon, rayon);
}

double *dessin_courbe(struct dessin *d, enum encre e, size_t n)
{
    struct trait *t = add(d, TRAIT_COURBE, e);
    double *points = arena_new(&d->memoire, 2 * n * sizeof *points);
    t->points = points;
    t->n = n;
    return points;
}

struct trait *dessin_texte(struct dessin *d, enum encre e, double x, double y, double taille, enum ancre a,
                           const char *texte)
{
    struct trait *t = add(d, TRAIT_TEXTE, e);
    t->x = x;
    t->y = y;
    t->h = taille;
    t->ancre = a;
    t->texte = arena_text(&d->memoire, texte, strlen(texte));
    return t;
}

/* ---- words ---- */

static double letter_width(unsigned char c)
{
    if (strchr("iljI.,:;'|!", c))
        return .29;
    if (strchr("frt()- ", c))
        return .38;
    if (strchr("mwMW%", c))
        return .9;
    return c >= 'A' && c <= 'Z' ? .69 : c >= '0' && c <= '9' ? .63 : .59;
}

double dessin_mesure(const char *texte, double taille)
{
    double w = 0;
    for (const char *s = texte; *s; s++)
        if (((unsigned char)*s & 0xC0) != 0x80)
            w += (unsigned char)*s < 0x80 ? letter_width((unsigned char)*s) : .55;
    return w * taille;
}

/* The bytes of its first line: up to the last blank that fits, at least one word. */
static size_t first_line(const char *texte, double largeur, double taille)
{
    char room[512];
    size_t best = 0, len = strlen(texte);
    if (dessin_mesure(texte, taille) <= largeur || len >= sizeof room)
        return len;
    for (size_t i = 1; i < len; i++) {
        bool hyphen = texte[i] == '-';
        if (texte[i] != ' ' && !hyphen)
            continue;
        memcpy(room, texte, i);
        room[i] = '\0';
        if (best && dessin_mesure(room, taille) > largeur)
            break;
        best = i + hyphen;
    }
    return best ? best : len;
}

int dessin_paragraphe(struct dessin *d, enum encre e, double x, double y, double largeur, double taille, enum ancre a,
                      const char *texte)
{
    int n = 0;
    for (const char *s = texte; *s && n < LINES_MAX; n++) {
        size_t len = n + 1 < LINES_MAX ? first_line(s, largeur, taille) : strlen(s);
        char *line = arena_text(&d->memoire, s, len);
        dessin_texte(d, e, x, y + n * taille * INTERLIGNE, taille, a, line);
        s += len;
        while (*s == ' ')
            s++;
    }
    return n;
}

void dessin_deinit(struct dessin *d)
{
    arena_deinit(&d->memoire);
    mem_free(&d->traits);
}
