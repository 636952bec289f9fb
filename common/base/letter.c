/* A mail's text in both its forms. */
#include "base/letter.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/cal.h"

static bool blank(char c)
{
    return (unsigned char)c < ' ' || c == 0x7f;
}

static void put_html(struct buf *out, const char *s)
{
    for (; *s; s++) {
        switch (*s) {
        case '&':
            buf_adds(out, "&amp;");
            break;
        case '<':
            buf_adds(out, "&lt;");
            break;
        case '>':
            buf_adds(out, "&gt;");
            break;
        case '"':
            buf_adds(out, "&quot;");
            break;
        default:
            buf_addc(out, blank(*s) ? ' ' : *s);
        }
    }
}

static void put_text(struct buf *out, const char *s)
{
    for (; *s; s++)
        buf_addc(out, blank(*s) ? ' ' : *s);
}

void letter_begin(struct letter *l)
{
    buf_adds(&l->html, "<!doctype html>\n<html lang=\"fr\">\n<body>\n");
}

void letter_paragraph(struct letter *l, const char *s)
{
    put_text(&l->text, s);
    buf_adds(&l->text, "\n\n");
    buf_adds(&l->html, "<p>");
    put_html(&l->html, s);
    buf_adds(&l->html, "</p>\n");
}

void letter_list(struct letter *l, const char *title)
{
    put_text(&l->text, title);
    buf_addc(&l->text, '\n');
    buf_adds(&l->html, "<h2 style=\"font-size:1.1em\">");
    put_html(&l->html, title);
    buf_adds(&l->html, "</h2>\n<ul>\n");
}

void letter_item(struct letter *l, const char *place, const char *message)
{
    buf_adds(&l->text, "- ");
    put_text(&l->text, place);
    buf_adds(&l->text, "\n  ");
    put_text(&l->text, message);
    buf_addc(&l->text, '\n');
    buf_adds(&l->html, "<li>");
    put_html(&l->html, place);
    buf_adds(&l->html, "<br>");
    put_html(&l->html, message);
    buf_adds(&l->html, "</li>\n");
}

void letter_list_end(struct letter *l)
{
    buf_addc(&l->text, '\n');
    buf_adds(&l->html, "</ul>\n");
}

void letter_end(struct letter *l)
{
    buf_adds(&l->html, "</body>\n</html>\n");
}

void letter_deinit(struct letter *l)
{
    buf_deinit(&l->subject);
    buf_deinit(&l->text);
    buf_deinit(&l->html);
}

void letter_instant(int64_t utc_us, char out[LETTER_INSTANT_LEN])
{
    int year, month, mday, minutes = (int)(cal_paris_wall_us(utc_us) / 60000000 % 1440);
    cal_date(cal_paris_day(utc_us), &year, &month, &mday);
    snprintf(out, LETTER_INSTANT_LEN, "%02d/%02d/%04d à %02d:%02d", mday, month, year, minutes / 60, minutes % 60);
}

/* ---- addresses ---- */

static const char ATOM[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+/=?^_`{|}~-.";
static const char HOST[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";

bool letter_address(const char *s)
{
    size_t local = strspn(s, ATOM);
    if (strlen(s) > 254 || local < 1 || local > 64 || s[local] != '@')
        return false;
    size_t labels = 0;
    for (s += local; *s == '@' || *s == '.'; labels++) {
        size_t n = strspn(++s, HOST);
        if (!n)
            return false;
        s += n;
        if (*s && *s != '.')
            return false;
    }
    return labels >= 2;
}
