/* What spreadsheets do to exports that pass through them: dates turned or counted, ids in powers of ten, lost zeros and
 * accents, decimal commas. */
#include "cvg/simulate_damage.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "base/text.h"

#define SALARIES SIMULATE_FILE_SALARIES
#define ACCOMPAGNANTS SIMULATE_FILE_ACCOMPAGNANTS

static const int dates[] = {SIMULATE_DATE_ENTREE, SIMULATE_DATE_FIN_PREVUE, SIMULATE_DATE_SORTIE};
enum { DATES_N = sizeof dates / sizeof dates[0] };

static int32_t *day_of(struct simulate_told_line *line, int column)
{
    return column == SIMULATE_DATE_ENTREE   ? &line->debut
           : column == SIMULATE_DATE_SORTIE ? &line->fin
                                            : &line->fin_prevue;
}

struct days { /* how days are written now, in which columns */
    const struct simulate_planting *p;
    bool only_planned; /* date_fin_prevue alone */
    bool counted;      /* as numbers of days, else month before day */
};

static bool is_date(const struct days *d, int column)
{
    return column == SIMULATE_DATE_FIN_PREVUE ||
           (!d->only_planned && (column == SIMULATE_DATE_ENTREE || column == SIMULATE_DATE_SORTIE));
}

static bool spell_day(void *arg, const struct simulate_written *w, size_t row, int column, struct buf *out)
{
    const struct days *d = arg;
    (void)w;
    if (!is_date(d, column))
        return false;
    struct simulate_told_line line = d->p->told.lines[SALARIES][row];
    int32_t day = *day_of(&line, column);
    int y, m, md;
    if (day == SIMULATE_EMPTY)
        return false;
    cal_date(day, &y, &m, &md);
    if (d->counted)
        buf_addf(out, "%d", (int)(day - cal_day(1899, 12, 30)));
    else
        buf_addf(out, "%02d/%02d/%04d", m, md, y);
    return true;
}

/* A turned date is another date, or none. */
static void tell_days(struct simulate_planting *p, const struct days *d)
{
    for (size_t i = 0; i < p->told.n[SALARIES]; i++)
        for (size_t k = 0; k < DATES_N; k++) {
            struct simulate_told_line *line = &p->told.lines[SALARIES][i];
            int32_t *day = day_of(line, dates[k]);
            int y, m, md;
            if (!is_date(d, dates[k]) || *day == SIMULATE_EMPTY)
                continue;
            cal_date(*day, &y, &m, &md);
            if (d->counted || md > 12)
                simulate_told_spoil(line, SALARIES, dates[k], SIMULATE_NOT_OF_TYPE);
            else
                *day = cal_day(y, md, m);
        }
}

static bool damage_days(struct simulate_planting *p, bool counted, const char *text)
{
    struct days d = {.p = p, .counted = counted, .only_planned = simulate_random_permille(&p->r, 500)};
    simulate_damage_note(p, SALARIES, 0, d.only_planned ? SIMULATE_DATE_FIN_PREVUE : SIMULATE_DATE_ENTREE, text);
    if (!d.only_planned)
        p->other = "date_sortie";
    simulate_damage_respell(p, SALARIES, spell_day, &d);
    tell_days(p, &d);
    return true;
}

bool simulate_damage_turn_dates(struct simulate_planting *p)
{
    return damage_days(p, false, "dates retournées : le mois avant le jour");
}

bool simulate_damage_count_days(struct simulate_planting *p)
{
    return damage_days(p, true, "dates devenues des nombres de jours");
}

/* ---- months ---- */

static bool spell_first(void *arg, const struct simulate_written *w, size_t row, int column, struct buf *out)
{
    (void)arg;
    size_t len;
    if (column != SIMULATE_NAISSANCE)
        return false;
    const char *s = simulate_written_cell(w, row, column, &len);
    if (s[2] == '/')
        buf_adds(out, "01/");
    buf_add(out, s, len);
    if (s[2] != '/')
        buf_adds(out, "-01");
    return true;
}

bool simulate_damage_months_as_days(struct simulate_planting *p)
{
    simulate_damage_note(p, SALARIES, 0, SIMULATE_NAISSANCE, "mois de naissance devenus des dates au premier du mois");
    simulate_damage_respell(p, SALARIES, spell_first, NULL);
    for (size_t i = 0; i < p->told.n[SALARIES]; i++)
        p->told.lines[SALARIES][i].found[SIMULATE_W_MOIS]++;
    return true;
}

/* ---- ids ---- */

static bool spell_scientific(void *arg, const struct simulate_written *w, size_t row, int column, struct buf *out)
{
    (void)w;
    (void)row;
    if (column != *(const int *)arg)
        return false;
    buf_adds(out, "1,23E+15");
    return true;
}

bool simulate_damage_scientific(struct simulate_planting *p)
{
    int column = simulate_random_permille(&p->r, 500) ? SIMULATE_PARCOURS_ID : SIMULATE_SALARIE_ID;
    simulate_damage_note(p, SALARIES, 0, column, "identifiants devenus des nombres : 1,23E+15");
    simulate_damage_respell(p, SALARIES, spell_scientific, &column);
    for (size_t i = 0; i < p->told.n[SALARIES]; i++)
        simulate_told_spoil(&p->told.lines[SALARIES][i], SALARIES, column, SIMULATE_NOT_OF_TYPE);
    return true;
}

bool simulate_damage_scientific_some(struct simulate_planting *p)
{
    size_t lines[SIMULATE_TARGETS_MAX];
    int column = simulate_random_permille(&p->r, 500) ? SIMULATE_PARCOURS_ID : SIMULATE_SALARIE_ID;
    int n = simulate_damage_choose(p, 1 + simulate_random_below(&p->r, 4), simulate_damage_any, lines);
    if (n == 0)
        return false;
    simulate_damage_note(p, SALARIES, lines[0], column, "quelques identifiants devenus des nombres : 1,23E+15");
    for (int i = 0; i < n; i++) {
        simulate_damage_set(p, SALARIES, lines[i], column, "1,23E+15");
        simulate_told_spoil(&p->told.lines[SALARIES][lines[i]], SALARIES, column, SIMULATE_NOT_OF_TYPE);
    }
    return true;
}

/* Zeros at the beginning of each number go: LYO0001-00012 becomes LYO1-12. */
static void strip_zeros(const char *s, char *out)
{
    for (char before = 0; *s; before = *s++) {
        bool inside = before >= '0' && before <= '9';
        while (!inside && *s == '0' && s[1] >= '0' && s[1] <= '9')
            s++;
        *out++ = *s;
    }
    *out = 0;
}

bool simulate_damage_zeros(struct simulate_planting *p)
{
    simulate_damage_note(p, SALARIES, 0, SIMULATE_PARCOURS_ID, "zéros de tête perdus dans les identifiants");
    for (size_t i = 0; i < p->told.n[SALARIES]; i++) {
        struct simulate_told_line *line = &p->told.lines[SALARIES][i];
        char key[sizeof line->key];
        memcpy(key, line->key, sizeof key);
        strip_zeros(key, line->key);
    }
    simulate_damage_respell(p, SALARIES, simulate_damage_spell_key, p);
    return true;
}

/* The ASP's numbers are taken with or without: nothing is to be said. */
static bool spell_number(void *arg, const struct simulate_written *w, size_t row, int column, struct buf *out)
{
    bool *any = arg;
    size_t len;
    if (column != SIMULATE_MOTIF_SORTIE)
        return false;
    const char *s = simulate_written_cell(w, row, column, &len);
    while (len && *s == ' ')
        s++, len--;
    if (len < 2 || *s != '0')
        return false;
    buf_add(out, s + 1, len - 1);
    *any = true;
    return true;
}

bool simulate_damage_asp_zeros(struct simulate_planting *p)
{
    bool any = false;
    simulate_damage_respell(p, SALARIES, spell_number, &any);
    if (any)
        simulate_damage_note(p, SALARIES, 0, SIMULATE_MOTIF_SORTIE, "zéros de tête perdus dans les motifs de l'ASP");
    return any;
}

/* ---- accents ---- */

static bool has_accent(const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)s[i] >= 0x80)
            return true;
    return false;
}

/* Columns of the header that bear an accent: they are not known any more. */
static size_t tell_header(struct simulate_planting *p, enum simulate_file file, size_t *required_out)
{
    const struct simulate_written *w = &p->files[file];
    size_t n = 0;
    for (size_t i = 0; i < w->columns_n; i++) {
        struct simulate_cell_span c = w->cells[i];
        if (w->columns[i] < 0 || !has_accent(w->text.data + c.from, c.to - c.from))
            continue;
        n++;
        *required_out += simulate_told_required(file, w->columns[i]);
    }
    return n;
}

static size_t tell_accents(struct simulate_planting *p, enum simulate_file file)
{
    size_t n = 0, len;
    for (size_t i = 0; i < p->told.n[file]; i++)
        for (int column = 0; column < simulate_file_columns(file); column++) {
            const char *s = simulate_written_cell(&p->files[file], i, column, &len);
            if (!has_accent(s, len))
                continue;
            simulate_told_spoil(&p->told.lines[file][i], file, column, SIMULATE_NOT_A_CODE);
            n++;
        }
    return n;
}

/* Each letter that is not of ASCII becomes one question mark; a mark of UTF-8 at the beginning goes. */
static void lose_accents(struct buf *b)
{
    size_t to = 0;
    bool utf8 = text_is_utf8(b->data, b->len);
    for (size_t i = text_starts(buf_text(b), "\xef\xbb\xbf") ? 3 : 0; i < b->len; i++) {
        unsigned char c = (unsigned char)b->data[i];
        if (utf8 && (c & 0xc0) == 0x80)
            continue;
        b->data[to++] = c < 0x80 ? (char)c : '?';
    }
    b->len = to;
    if (b->data)
        b->data[to] = 0;
}

bool simulate_damage_accents(struct simulate_planting *p)
{
    size_t required = 0, headers = 0, cells = 0;
    for (enum simulate_file file = 0; file < SIMULATE_FILE_COUNT; file++)
        headers += tell_header(p, file, &required);
    if (headers && !required)
        return false;
    if (!headers)
        cells = tell_accents(p, SALARIES) + tell_accents(p, ACCOMPAGNANTS);
    if (!headers && !cells)
        return false;
    simulate_damage_note(p, SALARIES, SIZE_MAX, -1, "accents devenus des points d'interrogation");
    p->whole = true;
    for (enum simulate_file file = 0; file < SIMULATE_FILE_COUNT; file++)
        lose_accents(&p->files[file].text);
    if (required)
        simulate_told_refuse(&p->told, SIMULATE_E_COLONNE, required);
    return true;
}

/* ---- decimal commas ---- */

static bool spell_comma(void *arg, const struct simulate_written *w, size_t row, int column, struct buf *out)
{
    bool *any = arg;
    size_t len;
    int wanted = w->file == SALARIES ? (int)SIMULATE_HEURES_HEBDO : (int)SIMULATE_A_ETP;
    if (column != wanted)
        return false;
    const char *s = simulate_written_cell(w, row, column, &len), *point = memchr(s, '.', len);
    if (!point)
        return false;
    buf_add(out, s, (size_t)(point - s));
    buf_addc(out, ',');
    buf_add(out, point + 1, len - (size_t)(point - s) - 1);
    *any = true;
    return true;
}

/* Where the separator is a comma and nothing is quoted, the decimals of an ETP are a cell of their own: what follows
 * stands one place further, and the last cell beyond the header. */
static bool split_etp(struct simulate_planting *p)
{
    struct simulate_written *w = &p->files[ACCOMPAGNANTS];
    size_t etp = simulate_written_place(w, SIMULATE_A_ETP), cip = simulate_written_place(w, SIMULATE_A_CIP_REF),
           debut = simulate_written_place(w, SIMULATE_A_DATE_DEBUT),
           fin = simulate_written_place(w, SIMULATE_A_DATE_FIN),
           fonction = simulate_written_place(w, SIMULATE_A_FONCTION), first = SIZE_MAX;
    if (debut != w->columns_n - 1 || fin != debut - 1 || fonction != cip - 1 || etp >= fonction)
        return false;
    for (size_t i = p->told.n[ACCOMPAGNANTS]; i-- > 0;) {
        struct simulate_told_line *line = &p->told.lines[ACCOMPAGNANTS][i];
        size_t len;
        const char *s = simulate_written_cell(w, i, SIMULATE_A_ETP, &len), *point = memchr(s, '.', len);
        if (!point)
            continue;
        first = i;
        w->text.data[point - w->text.data] = ',';
        s = simulate_written_cell(w, i, SIMULATE_A_FONCTION,
                                  &len); /* stands for cip_ref now, and date_fin for date_debut */
        line->key[0] = 0;
        if (line->fin != SIMULATE_EMPTY) {
            char day[CAL_DAY_LEN];
            cal_format_day(line->fin, day);
            snprintf(line->key, sizeof line->key, "%.*s %s", (int)(len < 30 ? len : 30), s, day);
        }
        line->trop_de_cells = true;
    }
    if (first == SIZE_MAX)
        return false;
    simulate_damage_note(p, ACCOMPAGNANTS, first, SIMULATE_A_ETP,
                         "virgule décimale sans guillemets, dans un fichier à virgules");
    return true;
}

bool simulate_damage_comma(struct simulate_planting *p)
{
    if (p->files[ACCOMPAGNANTS].separator == ',' && !p->files[ACCOMPAGNANTS].quoted)
        return split_etp(p);
    bool any = false;
    simulate_damage_respell(p, SALARIES, spell_comma, &any);
    simulate_damage_respell(p, ACCOMPAGNANTS, spell_comma, &any);
    if (any) {
        simulate_damage_note(p, SALARIES, 0, SIMULATE_HEURES_HEBDO, "virgules décimales");
        p->other = "etp";
    }
    return any;
}
