/* Short French phrases. */
#include "dashboard/words.h"

#include "base/cal.h"
#include "programme/figures.h"
#include "programme/schema.h"

#define NBSP "\u00a0"
#define DAY_US (86400LL * 1000000)

void words_coverage(const struct coverage *c, int32_t today, struct buf *out)
{
    if (c->expected == 1) { /* a chantier's own page: a share of one says nothing */
        if (!c->counted || c->oldest == CELL_NULL)
            buf_adds(out, "aucun export accepté");
        else if (today - c->oldest <= 1)
            buf_adds(out, today > c->oldest ? "export d’hier soir" : "export du jour");
        else
            buf_addf(out, "export d’il y a %d" NBSP "jours", today - c->oldest);
        return;
    }
    buf_addf(out, "%u chantier%s sur" NBSP "%u", c->counted, c->counted > 1 ? "s" : "", c->expected);
    if (c->oldest == CELL_NULL || !c->counted)
        return;
    int age = today - c->oldest;
    if (age <= 1)
        buf_adds(out, age == 1 ? ", tous les exports sont d’hier" : ", tous les exports sont du jour");
    else
        buf_addf(out, ", le plus ancien export a %d" NBSP "jours", age);
}

void words_counted(const struct coverage *c, struct buf *out)
{
    buf_addf(out, "%u/%u", c->counted, c->expected);
}

void words_clock(int64_t us, struct buf *out)
{
    int64_t wall = cal_paris_wall_us(us) % DAY_US / 60000000;
    buf_addf(out, "%02d:%02d", (int)(wall / 60), (int)(wall % 60));
}

void words_instant(int64_t us, struct buf *out)
{
    words_day(cal_paris_day(us), out);
    buf_adds(out, " à ");
    words_clock(us, out);
}

void words_day(int32_t day, struct buf *out)
{
    char text[CAL_DAY_LEN] = "–";
    if (day != CELL_NULL)
        cal_format_day_fr(day, text);
    buf_adds(out, text);
}

void words_signed(int64_t v, struct buf *out)
{
    if (!v) {
        buf_adds(out, "=");
        return;
    }
    buf_adds(out, v < 0 ? "−" : "+");
    figure_show_int(v < 0 ? -v : v, out);
}
