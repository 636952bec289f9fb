/* Which faults befall a chantier, and when.
 *
 * One at a time, some weeks apart: most nights are clean. Every night, faulty or not, is judged by the contract as
 * simulate_foresee reads it, after what is in force by then; so the list also tells what a fault still causes on the
 * night after it. */
#include "cvg/simulate_faults.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "cvg/simulate_dialect.h"

enum {
    GAP_MIN = 4, /* clean nights after a fault: on the first, its consequences; then enough to see that they are over */
    GAP_MORE = 40,
    ATTEMPTS = 12 /* kinds that are tried on a night, since not every one suits every chantier */
};

enum manner { DAMAGED, FROZEN, SILENT, CLOSED, REPEATED };

struct fault_kind {
    const char *name;
    int weight;
    int nights_min, nights_max;
    enum manner manner;
    simulate_damage damage;
};

/* A closure begins on a Monday, so it is drawn seven times as often. */
static const struct fault_kind kinds[] = {
    {"ligne-coupee", 5, 1, 1, DAMAGED, simulate_damage_mid_line},
    {"fin-de-fichier-perdue", 3, 1, 1, DAMAGED, simulate_damage_line_end},
    {"dernieres-lignes-perdues", 3, 1, 2, DAMAGED, simulate_damage_last_lines},
    {"tous-retires", 3, 1, 1, DAMAGED, simulate_damage_no_lines},
    {"fichier-vide", 2, 1, 1, DAMAGED, simulate_damage_no_bytes},
    {"fichier-absent", 2, 1, 2, DAMAGED, simulate_damage_no_file},
    {"renumerotation", 5, 1, 2, DAMAGED, simulate_damage_renumber},
    {"renumerotation-partielle", 3, 1, 3, DAMAGED, simulate_damage_renumber_some},
    {"doublon", 4, 1, 2, DAMAGED, simulate_damage_double_key},
    {"chevauchement", 4, 1, 3, DAMAGED, simulate_damage_overlap},
    {"colonnes-permutees", 6, 1, 2, DAMAGED, simulate_damage_swap},
    {"dates-permutees", 3, 1, 1, DAMAGED, simulate_damage_swap_dates},
    {"etp-divise", 4, 1, 2, DAMAGED, simulate_damage_halve_etp},
    {"sortie-annulee", 4, 1, 6, DAMAGED, simulate_damage_exit_undone},
    {"sortie-deplacee", 4, 1, 6, DAMAGED, simulate_damage_exit_moved},
    {"sortie-corrigee", 3, 1, 6, DAMAGED, simulate_damage_exit_corrected},
    {"entree-corrigee", 3, 1, 6, DAMAGED, simulate_damage_entry_corrected},
    {"dates-retournees", 5, 1, 1, DAMAGED, simulate_damage_turn_dates},
    {"dates-en-nombres", 3, 1, 1, DAMAGED, simulate_damage_count_days},
    {"mois-en-dates", 3, 1, 3, DAMAGED, simulate_damage_months_as_days},
    {"identifiants-en-nombres", 3, 1, 1, DAMAGED, simulate_damage_scientific},
    {"quelques-identifiants-en-nombres", 3, 1, 3, DAMAGED, simulate_damage_scientific_some},
    {"zeros-perdus", 3, 1, 1, DAMAGED, simulate_damage_zeros},
    {"zeros-asp-perdus", 4, 1, 2, DAMAGED, simulate_damage_asp_zeros},
    {"accents-perdus", 5, 1, 2, DAMAGED, simulate_damage_accents},
    {"virgule-decimale", 5, 1, 2, DAMAGED, simulate_damage_comma},
    {"colonne-identite", 5, 1, 2, DAMAGED, simulate_damage_identity_column},
    {"cellule-identite", 4, 1, 1, DAMAGED, simulate_damage_identity_cell},
    {"jours-de-naissance", 2, 1, 1, DAMAGED, simulate_damage_birth_days},
    {"fichier-fige", 5, 2, 20, FROZEN, NULL},
    {"silence", 5, 1, 6, SILENT, NULL},
    {"fermeture", 10, 7, 7, CLOSED, NULL},
    {"double-envoi", 2, 1, 1, REPEATED, NULL},
};
enum { KINDS_N = sizeof kinds / sizeof kinds[0] };

const char *simulate_faults_kind(size_t i)
{
    return i < KINDS_N ? kinds[i].name : NULL;
}

struct simulate_faults {
    const struct simulate_lives *lives;
    struct simulate_list *list;
    int32_t date; /* of the next night */
    int32_t next; /* the next fault begins here at the earliest */
    /* the last fault, its draws and what it remembers */
    const struct fault_kind *kind; /* NULL: none yet */
    int number;
    int32_t first, last;
    struct simulate_victims victims;
    struct simulate_force force;
    struct simulate_planting p;
};

/* ---- what the list says ---- */

static void put_hold(unsigned hold, struct buf *out)
{
    static const char *const rules[] = {"disparus", "ajouts", "ecartees", "relistes", "etp"};
    const char *between = "";
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (hold >> i & 1) {
            buf_addf(out, "%s%s", between, rules[i]);
            between = " ";
        }
}

static void put_place(const struct simulate_planting *p, struct buf *out)
{
    buf_adds(out, p->whole ? "" : simulate_file_name(p->file));
    buf_addc(out, ';');
    if (!p->whole && p->line)
        buf_addf(out, "%u", (unsigned)p->line);
    buf_addc(out, ';');
    if (!p->whole && p->column)
        buf_addf(out, "%s%s%s", p->column, p->other ? " " : "", p->other ? p->other : "");
}

static void put_counts(const struct simulate_foreseen *s, struct buf *out)
{
    const char *between = "";
    for (int code = 0; code < SIMULATE_CODE_COUNT; code++)
        if (s->counts[code]) {
            buf_addf(out, "%s%s:%u", between, simulate_code_name((enum simulate_code)code), s->counts[code]);
            between = " ";
        }
}

static void note(struct simulate_faults *f, bool planted, const struct simulate_foreseen *s)
{
    const struct simulate_chantier *c = f->lives->chantier;
    char date[CAL_DAY_LEN];
    struct buf b = {0};
    cal_format_day(f->date, date);
    buf_addf(&b, "%s;%s;%s-F%02d;%s;", date, c->id, c->id, f->number, f->kind ? f->kind->name : "ordinaire");
    if (planted)
        buf_addf(&b, "%d/%d;", f->date - f->first + 1, f->last - f->first + 1);
    else
        buf_adds(&b, "suite;");
    put_place(&f->p, &b);
    buf_addf(&b, ";%s;", simulate_state_name(s->state));
    put_hold(s->hold, &b);
    buf_addc(&b, ';');
    put_counts(s, &b);
    buf_addf(&b, ";%s\n", f->p.text);
    simulate_list_add(f->list, f->date, c->rang, &b);
}

/* ---- a night ---- */

/* The files as the chantier means them on that day, and what they tell. */
static void write_clean(struct simulate_faults *f, int32_t day)
{
    struct simulate_planting *p = &f->p;
    int dialect = f->lives->chantier->dialecte;
    simulate_told_night(&p->told, f->lives, day);
    for (int file = 0; file < SIMULATE_FILE_COUNT; file++) {
        p->files[file].file = (enum simulate_file)file;
        buf_reset(&p->files[file].text);
        p->given[file] = true;
    }
    simulate_dialect_salaries(dialect, f->lives, day, &p->files[SIMULATE_FILE_SALARIES].text);
    simulate_dialect_accompagnants(dialect, f->lives, day, &p->files[SIMULATE_FILE_ACCOMPAGNANTS].text);
    p->whole = true;
    p->line = 0;
    p->column = p->other = NULL;
    p->text[0] = 0;
}

static void start_draws(struct simulate_faults *f)
{
    simulate_random_init(&f->p.r, f->lives->chantier->seed, (uint64_t)f->lives->chantier->rang, SIMULATE_MATTER_FAUTE,
                         (uint64_t)f->number);
}

/* Does what the fault does to this night; false where it cannot. */
static bool plant(struct simulate_faults *f)
{
    static const char *const texts[] = {"", "même contenu que la veille", "aucun envoi", "chantier fermé, aucun envoi",
                                        "même envoi deux fois dans la nuit"};
    struct simulate_planting *p = &f->p;
    if (f->kind->manner == FROZEN) {
        write_clean(f, f->first - 1);
        p->told.date = f->date;
    }
    if (f->kind->manner == SILENT || f->kind->manner == CLOSED)
        p->given[SIMULATE_FILE_SALARIES] = p->given[SIMULATE_FILE_ACCOMPAGNANTS] = false;
    snprintf(p->text, sizeof p->text, "%s", texts[f->kind->manner]);
    if (f->kind->manner != DAMAGED)
        return true;
    for (int file = 0; file < SIMULATE_FILE_COUNT; file++)
        simulate_written_read(&p->files[file]);
    return f->kind->damage(p);
}

static const struct fault_kind *draw_kind(struct simulate_random *r)
{
    int total = 0, i = 0;
    for (int k = 0; k < KINDS_N; k++)
        total += kinds[k].weight;
    for (int x = simulate_random_below(r, total); x >= kinds[i].weight; i++)
        x -= kinds[i].weight;
    return &kinds[i];
}

/* Begins a fault on this night; false where none of some drawn kinds suits it. */
static bool begin(struct simulate_faults *f)
{
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        struct simulate_random r;
        simulate_random_init(&r, f->lives->chantier->seed, (uint64_t)f->lives->chantier->rang, SIMULATE_MATTER_FAUTE,
                             UINT64_C(1) << 32 | (uint64_t)(uint32_t)f->date << 8 | (unsigned)attempt);
        const struct fault_kind *kind = draw_kind(&r);
        if (kind->manner == CLOSED && cal_weekday(f->date) != 1)
            continue;
        f->kind = kind;
        f->first = f->date;
        f->last = f->date + kind->nights_min - 1 + simulate_random_below(&r, kind->nights_max - kind->nights_min + 1);
        f->victims = (struct simulate_victims){0};
        f->next = f->last + 1 + GAP_MIN + simulate_random_below(&r, GAP_MORE);
        f->number++;
        start_draws(f);
        if (plant(f))
            return true;
        f->number--;
        write_clean(f, f->date);
    }
    f->next = f->date + 1;
    f->last = f->date - 1;
    return false;
}

static bool silent(const struct simulate_foreseen *s)
{
    for (int code = 0; code < SIMULATE_CODE_COUNT; code++)
        if (s->counts[code])
            return false;
    return s->state == SIMULATE_ACCEPTED;
}

static bool go_on(struct simulate_faults *f)
{
    start_draws(f);
    if (plant(f))
        return true;
    write_clean(f, f->date);
    f->last = f->date - 1; /* whom it befell is listed no longer */
    return false;
}

struct simulate_sent simulate_faults_night(struct simulate_faults *f)
{
    struct simulate_planting *p = &f->p;
    struct simulate_foreseen s = {0};
    write_clean(f, f->date);
    bool planted = f->kind && f->date <= f->last ? go_on(f) : f->date >= f->next && begin(f);
    if (p->given[SIMULATE_FILE_SALARIES] || p->given[SIMULATE_FILE_ACCOMPAGNANTS])
        s = simulate_foresee(&f->force, &p->told);
    if (planted && f->kind->manner == REPEATED)
        s.state = SIMULATE_DUPLICATE;
    if (planted && f->kind->manner == FROZEN)
        s.counts[SIMULATE_I_RIEN] = 1;
    if (planted || !silent(&s))
        note(f, planted, &s);
    f->date++;
    struct simulate_sent sent;
    for (int file = 0; file < SIMULATE_FILE_COUNT; file++) {
        sent.given[file] = p->given[file];
        sent.text[file] = &p->files[file].text;
    }
    return sent;
}

struct simulate_faults *simulate_faults_new(const struct simulate_lives *l, int32_t first, struct simulate_list *list)
{
    struct simulate_faults *f = mem_new(sizeof *f);
    struct simulate_random r;
    f->lives = l;
    f->list = list;
    f->date = first;
    f->p.lives = l;
    f->p.victims = &f->victims;
    simulate_random_init(&r, l->chantier->seed, (uint64_t)l->chantier->rang, SIMULATE_MATTER_FAUTE, UINT64_C(1) << 48);
    f->next = first + 1 + simulate_random_below(&r, GAP_MORE);
    return f;
}

void simulate_faults_free(struct simulate_faults **f)
{
    if (!*f)
        return;
    for (int file = 0; file < SIMULATE_FILE_COUNT; file++)
        simulate_written_deinit(&(*f)->p.files[file]);
    simulate_told_deinit(&(*f)->p.told);
    simulate_force_deinit(&(*f)->force);
    mem_free(f);
}
