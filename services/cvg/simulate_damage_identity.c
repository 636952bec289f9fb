/* Identity data where there must be none: a column of them, one cell, or the day of birth. None of it is anybody's:
 * numbers that are kept for fiction, addresses of a domain for examples. */
#include "cvg/simulate_damage.h"

#include <stdio.h>

#define SALARIES SIMULATE_FILE_SALARIES

enum identity { NOM, PRENOM, NIR, TELEPHONE, EMAIL, PASS, IDENTITY_COUNT };

static const char *const headers[IDENTITY_COUNT] = {"Nom", "Prenom", "NIR", "Telephone", "Email", "Numero PASS IAE"};

static enum identity draw(struct simulate_planting *p, enum identity from)
{
    int id = (int)from + simulate_random_below(&p->r, IDENTITY_COUNT - (int)from);
    must(id >= 0 && id < IDENTITY_COUNT);
    return (enum identity)id;
}

/* Whether a cell of it is found by itself, whatever its column is called. */
static bool is_told(enum identity id)
{
    return id >= NIR;
}

static void write_identity(enum identity id, size_t number, char out[64])
{
    out[0] = 0;
    int a = (int)(number % 89) + 10, b = (int)(number * 31 % 900) + 100;
    switch (id) {
    case NOM:
        snprintf(out, 64, "PERSONNE-%d", b);
        break;
    case PRENOM:
        snprintf(out, 64, "Prenom-%d", b);
        break;
    case NIR:
        snprintf(out, 64, "1 85 03 75 1%d %d", a, b);
        break;
    case TELEPHONE:
        snprintf(out, 64, "06 39 98 %d %d", a, b % 90 + 10);
        break;
    case EMAIL:
        snprintf(out, 64, "personne%d@exemple.example", b);
        break;
    case PASS:
        snprintf(out, 64, "99999 11%d %d", a, b);
        break;
    case IDENTITY_COUNT:
        break;
    }
}

bool simulate_damage_identity_column(struct simulate_planting *p)
{
    struct simulate_written *w = &p->files[SALARIES];
    enum identity id = draw(p, NOM);
    struct buf cell = {0};
    char text[64];
    simulate_damage_note(p, SALARIES, SIZE_MAX, -1, "colonne d'identité ajoutée");
    p->line = 1;
    p->column = headers[id];
    for (size_t i = p->told.n[SALARIES] + 1; i-- > 0;) { /* from the last line, so that places before it stay */
        write_identity(id, i, text);
        buf_reset(&cell);
        buf_addc(&cell, w->separator);
        simulate_written_put(w, i ? text : headers[id], &cell);
        simulate_written_insert(w, w->lines[i].end, &cell);
    }
    buf_deinit(&cell);
    simulate_told_refuse(&p->told, SIMULATE_E_IDENTITE, 1 + (is_told(id) ? p->told.n[SALARIES] : 0));
    return true;
}

bool simulate_damage_identity_cell(struct simulate_planting *p)
{
    size_t lines[SIMULATE_TARGETS_MAX];
    enum identity id = draw(p, NIR);
    int column = simulate_random_permille(&p->r, 500) ? SIMULATE_CIP_REF : SIMULATE_SALARIE_ID;
    char text[64];
    if (simulate_damage_choose(p, 1, simulate_damage_any, lines) == 0)
        return false;
    write_identity(id, lines[0], text);
    simulate_damage_note(p, SALARIES, lines[0], column, "donnée d'identité dans une cellule");
    simulate_damage_set(p, SALARIES, lines[0], column, text);
    simulate_told_refuse(&p->told, SIMULATE_E_IDENTITE, 1);
    return true;
}

/* 1985-03 becomes 1985-03-17. */
static bool spell_birth(void *arg, const struct simulate_written *w, size_t row, int column, struct buf *out)
{
    (void)arg;
    size_t len;
    if (column != SIMULATE_NAISSANCE)
        return false;
    const char *s = simulate_written_cell(w, row, column, &len);
    int day = (int)(row % 27) + 2;
    if (s[2] == '/')
        buf_addf(out, "%02d/%.*s", day, (int)len, s);
    else
        buf_addf(out, "%.*s-%02d", (int)len, s, day);
    return true;
}

bool simulate_damage_birth_days(struct simulate_planting *p)
{
    simulate_damage_note(p, SALARIES, 0, SIMULATE_NAISSANCE, "jours de naissance au lieu des mois");
    simulate_damage_respell(p, SALARIES, spell_birth, NULL);
    simulate_told_refuse(&p->told, SIMULATE_E_IDENTITE, p->told.n[SALARIES]);
    return true;
}
