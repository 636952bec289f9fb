/* An alert in words and as JSON. The data files are typed with plain apostrophes and blanks; people are shown printed
 * ones. */
#include <string.h>

#include "base/cal.h"
#include "base/jsonout.h"
#include "base/text.h"
#include "programme/figures.h"
#include "programme/veille.h"

static const char ELLIPSIS[] = "…";

static void put_hundredths(int32_t v, struct buf *out)
{
    figure_show_int(v / 100, out);
    if (v % 100)
        buf_addf(out, v % 10 ? ",%02d" : ",%d", v % 10 ? v % 100 : v % 100 / 10);
}

static void put_number(int32_t v, struct buf *out)
{
    if (v == VEILLE_INCONNU)
        buf_adds(out, ELLIPSIS);
    else
        figure_show_int(v, out);
}

static void put_share(int32_t v, struct buf *out)
{
    if (v == VEILLE_INCONNU)
        buf_adds(out, ELLIPSIS);
    else
        put_hundredths(v, out);
}

static void put_day(int32_t day, struct buf *out)
{
    char text[CAL_DAY_LEN];
    if (day != VEILLE_INCONNU)
        cal_format_day_fr(day, text);
    buf_adds(out, day == VEILLE_INCONNU ? ELLIPSIS : text);
}

/* A mark's length, its value put in; 0: no mark. */
static size_t put_mark(const char *at, const struct veille_alerte *a, struct buf *out)
{
    static const char SOFTWARE[] = "logiciel:";
    static const char *const marks[] = {"{n}", "{total}", "{valeur}", "{seuil}", "{jour}", "{sujet}"};
    size_t m = 0;
    while (m < 6 && !text_starts(at, marks[m]))
        m++;
    switch (m) {
    case 0:
        put_number(a->n, out);
        break;
    case 1:
        put_number(a->total, out);
        break;
    case 2:
        put_share(a->valeur, out);
        break;
    case 3:
        put_share(a->seuil, out);
        break;
    case 4:
        put_day(a->jour, out);
        break;
    case 5:
        buf_adds(out, text_starts(a->sujet, SOFTWARE) ? a->sujet + strlen(SOFTWARE) : a->sujet);
        break;
    default:
        return 0;
    }
    return strlen(marks[m]);
}

void veille_texte(const char *texte, const struct veille_alerte *a, struct buf *out)
{
    static const char OPEN[] = "« ";
    for (const char *p = texte; *p;) {
        size_t len = *p == '{' ? put_mark(p, a, out) : 0;
        if (len) {
            p += len;
        } else if (*p == '\'') {
            buf_adds(out, "’");
            p++;
        } else if (text_starts(p, OPEN)) {
            buf_adds(out, "«\u202f");
            p += strlen(OPEN);
        } else if (*p == ' ' && (strchr(":;?!%", p[1]) ? p[1] != 0 : text_starts(p + 1, "»"))) {
            buf_adds(out, "\u202f");
            p++;
        } else {
            buf_addc(out, *p++);
        }
    }
}

static void number(struct jsonout *j, const char *key, int32_t v)
{
    if (v != VEILLE_INCONNU)
        jsonout_int(j, key, v);
}

void veille_valeur(const struct veille_alerte *a, struct buf *out)
{
    struct jsonout j = {.out = out};
    jsonout_open(&j, NULL, '{');
    number(&j, "n", a->n);
    number(&j, "total", a->total);
    number(&j, "valeur", a->valeur);
    number(&j, "seuil", a->seuil);
    if (a->jour != VEILLE_INCONNU)
        jsonout_day(&j, "jour", a->jour);
    jsonout_close(&j, '}');
}
