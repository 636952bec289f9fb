/* Strokes as SVG. */
#include "document/svg.h"

#include <string.h>

#include "base/mustache.h"

static const char *const inks[ENCRE_COUNT] = {"et", "ed", "ef", "ea", "ec", "eo", "es"};
static const char *const anchors[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};

/* With one decimal at most: positions need no more. */
static void put(struct buf *out, const char *name, double v)
{
    long tenths = (long)(v < 0 ? v * 10 - .5 : v * 10 + .5);
    buf_addf(out, " %s=\"%s%ld", name, tenths < 0 ? "-" : "", (tenths < 0 ? -tenths : tenths) / 10);
    if (tenths % 10)
        buf_addf(out, ".%ld", (tenths < 0 ? -tenths : tenths) % 10);
    buf_addc(out, '"');
}

static void put_text(const struct trait *t, struct buf *out)
{
    buf_addf(out, "<text class=\"%s%s\"%s", inks[t->encre], t->gras ? " g" : "", anchors[t->ancre]);
    put(out, "x", t->x);
    put(out, "y", t->y);
    put(out, "font-size", t->h);
    buf_addc(out, '>');
    mustache_escape(t->texte, strlen(t->texte), out);
    buf_adds(out, "</text>");
}

static void put_curve(const struct trait *t, struct buf *out)
{
    buf_addf(out, "<polyline class=\"l %s\" points=\"", inks[t->encre]);
    for (size_t i = 0; i < t->n; i++)
        buf_addf(out, "%s%.1f,%.1f", i ? " " : "", t->points[2 * i], t->points[2 * i + 1]);
    buf_adds(out, "\"/>");
}

static void put_box(const struct trait *t, struct buf *out)
{
    bool line = t->genre == TRAIT_LIGNE || t->genre == TRAIT_TIRETS, disc = t->genre == TRAIT_ROND;
    const char *shape = line ? "line" : disc ? "circle" : "rect";
    const char *look = t->genre == TRAIT_TIRETS ? "l t " : line || t->genre == TRAIT_CONTOUR ? "l " : "";
    buf_addf(out, "<%s class=\"%s%s\"", shape, look, inks[t->encre]);
    put(out, line ? "x1" : disc ? "cx" : "x", t->x);
    put(out, line ? "y1" : disc ? "cy" : "y", t->y);
    put(out, line ? "x2" : disc ? "r" : "width", t->w);
    if (!disc)
        put(out, line ? "y2" : "height", t->h);
    buf_adds(out, "/>");
}

void svg_write(const struct dessin *d, const char *alt, struct buf *out)
{
    buf_addf(out, "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"", d->largeur, d->hauteur);
    mustache_escape(alt, strlen(alt), out);
    buf_adds(out, "\">");
    for (size_t i = 0; i < d->n; i++)
        if (d->traits[i].genre == TRAIT_TEXTE)
            put_text(&d->traits[i], out);
        else if (d->traits[i].genre == TRAIT_COURBE)
            put_curve(&d->traits[i], out);
        else
            put_box(&d->traits[i], out);
    buf_adds(out, "</svg>\n");
}
