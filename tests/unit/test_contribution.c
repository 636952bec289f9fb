/* Contributions: bytes there and back, hostile bytes, and figures against a count that takes one row at a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "programme_fixture.h"
#include "programme/contribution.h"

static struct definitions *defs;

static int setup(void **state)
{
    (void)state;
    defs = fixture_definitions();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    definitions_free(&defs);
    return 0;
}

/* ---- bytes ---- */

static void round_trip(const int64_t *values, size_t n)
{
    struct buf b = {0};
    int64_t *back = mem_new_n(n + 1, sizeof *back);
    contribution_encode(values, n, &b);
    assert_int_equal(contribution_decode((const unsigned char *)buf_text(&b), b.len, back, n), 0);
    assert_memory_equal(back, values, n * sizeof *values);
    /* one value more or less than there are */
    assert_int_equal(contribution_decode((const unsigned char *)buf_text(&b), b.len, back, n + 1), -1);
    if (n)
        assert_int_equal(contribution_decode((const unsigned char *)buf_text(&b), b.len, back, n - 1), -1);
    for (size_t cut = 0; cut < b.len; cut++)
        assert_int_equal(contribution_decode((const unsigned char *)buf_text(&b), cut, back, n), -1);
    free(back);
    buf_deinit(&b);
}

static void test_round_trips(void **state)
{
    (void)state;
    static const int64_t edges[] = {0,   1, -1, 62, 63,        64,        -63,       -64,           -65, 127,
                                    128, 0, 0,  0,  INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN + 1, 0};
    round_trip(edges, sizeof edges / sizeof edges[0]);
    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++)
        round_trip(&edges[i], 1);
    round_trip(edges, 0);
    static const int64_t zeros[300];
    struct buf b = {0};
    round_trip(zeros, 300);
    contribution_encode(zeros, 300, &b);
    assert_int_equal(b.len, 3); /* a run of zeros is short */
    buf_deinit(&b);
    uint64_t seed = 11;
    for (int round = 0; round < 200; round++) {
        int64_t values[60];
        size_t n = draw(&seed, 60);
        for (size_t i = 0; i < n; i++) {
            values[i] = draw(&seed, 3) ? (int64_t)draw(&seed, 1u << draw(&seed, 31)) : 0;
            values[i] = draw(&seed, 5) ? values[i] : -values[i] * draw(&seed, 1000000);
        }
        round_trip(values, n);
    }
}

static void test_hostile_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len, n;
        int result;
    } cases[] = {
        {"", 0, 0, 0},
        {"", 0, 1, -1},
        {"\0", 1, 1, -1},                                            /* a run without its length */
        {"\0\0", 2, 0, -1},                                          /* a run of none */
        {"\0\2", 2, 1, -1},                                          /* a run over the end */
        {"\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\1", 11, 5, -1},     /* a run of 2^64 - 1 */
        {"\x80", 1, 1, -1},                                          /* cut */
        {"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80", 11, 1, -1}, /* never ends */
        {"\3\3", 2, 1, -1},
        {"\3", 1, 1, 0},
    };
    int64_t values[8];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(contribution_decode((const unsigned char *)cases[i].bytes, cases[i].len, values, cases[i].n),
                         cases[i].result);
    uint64_t seed = 5;
    for (int round = 0; round < 20000; round++) { /* any bytes: no write over the end (sanitizer), a verdict */
        size_t len = draw(&seed, 12), n = draw(&seed, 6);
        unsigned char *bytes = mem_new(len);
        int64_t *out = malloc(n ? n * sizeof *out : 1);
        must(out);
        for (size_t i = 0; i < len; i++)
            bytes[i] = (unsigned char)(draw(&seed, 3) ? draw(&seed, 256) : draw(&seed, 4));
        int r = contribution_decode(bytes, len, out, n);
        assert_true(r == 0 || r == -1);
        free(bytes);
        free(out);
    }
}

/* ---- figures ---- */

/* One row as the naive count sees it: days, -1 where unknown. */
struct naive {
    int phc, sexe, person, naissance, entry, exit, orienteur;
    const char *motif; /* NULL: none */
    int hours, rsa;    /* hundredths, -1 */
    int langue, sante; /* 0 NON, 1 OUI, 2 EN_COURS, 3 RESOLU, -1 NR */
    int rang_in, rang_out;
};

static const struct {
    const char *code, *asp, *cvg;
} motifs[] = {{"CDI", "durable", "emploi"},          {"FORMATION", "positive", "formation"},
              {"CHOMAGE", "autre", "sans_solution"}, {"DECES", "retrait", "neutre"},
              {"DEMENAGEMENT", "autre", "neutre"},   {"CDD_MOINS_6_MOIS", "transition", "emploi"}};
static const char *const sexes[] = {"F", "H", "NR"};
static const char *const freins[] = {"NON", "OUI", "EN_COURS", "RESOLU"};
static const char *const habitats[] = {"SQUAT", "HOTEL", "CHRS", "TRANSITION", "AUTONOME"};

static void add_random_row(struct snapshot *s, uint64_t *seed, size_t i, struct naive *x, int32_t from)
{
    char changes[600], entry[CAL_DAY_LEN], exit[CAL_DAY_LEN] = "", born[CAL_DAY_LEN];
    x->phc = draw(seed, 4) == 0;
    x->person = (int)draw(seed, 40);
    x->sexe = (int)draw(seed, 3);
    x->naissance = cal_day(1960 + (int)draw(seed, 45), 1 + (int)draw(seed, 12), 1);
    x->entry = from + (int)draw(seed, 1000);
    x->exit = draw(seed, 2) ? -1 : x->entry + (int)draw(seed, 1200);
    if (x->exit > from + 1000)
        x->exit = -1;
    size_t m = draw(seed, sizeof motifs / sizeof motifs[0]);
    x->motif = x->exit < 0 ? NULL : motifs[m].code;
    x->hours = draw(seed, 5) ? (int)draw(seed, 4800) + 1 : -1;
    x->rsa = (int)draw(seed, 3) - 1;
    x->langue = (int)draw(seed, 5) - 1;
    x->sante = (int)draw(seed, 5) - 1;
    x->rang_in = (int)draw(seed, 6) - 1;
    x->rang_out = x->exit < 0 ? -1 : (int)draw(seed, 6) - 1;
    cal_format_day(x->entry, entry);
    cal_format_day(x->naissance, born);
    if (x->exit >= 0)
        cal_format_day(x->exit, exit);
    char hours[24] = "";
    if (x->hours >= 0)
        snprintf(hours, sizeof hours, "%d,%02d", x->hours / 100, x->hours % 100);
    snprintf(changes, sizeof changes,
             "parcours_id=P%zu|salarie_id=S%d|programme=%s|sexe=%s|naissance=%.7s|date_entree=%s|date_sortie=%s|motif_"
             "sortie=%s|"
             "heures_hebdo=%s|rsa=%s|frein_langue=%s|frein_sante=%s|habitat_entree=%s|habitat_sortie=%s",
             i, x->person, x->phc ? "PHC" : "CVG", sexes[x->sexe], born, entry, exit, x->motif ? x->motif : "", hours,
             x->rsa < 0 ? ""
             : x->rsa   ? "O"
                        : "N",
             x->langue < 0 ? "NR" : freins[x->langue], x->sante < 0 ? "NR" : freins[x->sante],
             x->rang_in < 0 ? "NR" : habitats[x->rang_in], x->rang_out < 0 ? "" : habitats[x->rang_out]);
    parcours(s, changes);
}

struct sums {
    int64_t n[3];
};

static bool neutral(const struct naive *x)
{
    return strcmp(x->motif, "DECES") == 0 || strcmp(x->motif, "DEMENAGEMENT") == 0;
}

static const char *asp_class(const struct naive *x)
{
    for (size_t m = 0; m < sizeof motifs / sizeof motifs[0]; m++)
        if (strcmp(motifs[m].code, x->motif) == 0)
            return motifs[m].asp;
    return "";
}

static void count_rate(struct sums *s, int truth) /* -1 unknown */
{
    s->n[0] += truth == 1;
    s->n[1] += truth >= 0;
    s->n[2] += truth < 0;
}

enum {
    ACTIVE,
    PRESENT,
    PERSONS,
    ENTRIES,
    EXITS,
    WOMEN,
    RSA,
    LANGUE,
    ANY_SOLVED,
    MONTHS,
    NEUTRAL,
    BETTER,
    ASP,
    HOURS,
    SOLVED,
    NAIVE_N
};
static const char *const naive_codes[NAIVE_N] = {"effectif.accompagnes",
                                                 "effectif.file_active",
                                                 "effectif.personnes",
                                                 "effectif.entrees",
                                                 "effectif.sorties",
                                                 "public.femmes",
                                                 "public.rsa",
                                                 "frein.langue",
                                                 "frein_sortie.au_moins_un",
                                                 "parcours.duree_moyenne",
                                                 "effectif.sorties_neutres",
                                                 "logement.ameliore",
                                                 "emploi.dynamiques_asp",
                                                 "effectif.etp_salaries",
                                                 "frein_sortie.langue"};

static void count_one(const struct naive *x, int debut, int fin, struct sums *s)
{
    bool active = x->entry <= fin && (x->exit < 0 || x->exit >= debut), exits = x->exit >= debut && x->exit <= fin;
    bool present = x->entry <= fin && (x->exit < 0 || x->exit > fin);
    bool kept = exits && !neutral(x);
    s[PRESENT].n[0] += present;
    s[ENTRIES].n[0] += x->entry >= debut && x->entry <= fin;
    s[EXITS].n[0] += exits;
    if (present) {
        s[HOURS].n[0] += x->hours < 0 ? 0 : x->hours;
        s[HOURS].n[1] += x->hours < 0;
    }
    if (active) {
        s[ACTIVE].n[0]++;
        count_rate(&s[WOMEN], x->sexe == 2 ? -1 : x->sexe == 0);
        count_rate(&s[RSA], x->rsa);
        count_rate(&s[LANGUE], x->langue < 0 ? -1 : x->langue > 0);
    }
    if (exits) {
        s[MONTHS].n[0] += x->exit - x->entry;
        s[MONTHS].n[1]++;
        count_rate(&s[NEUTRAL], neutral(x));
        const char *asp = asp_class(x);
        if (strcmp(asp, "retrait") != 0 && x->exit - x->entry > 80)
            count_rate(&s[ASP], strcmp(asp, "autre") != 0);
    }
    if (kept) {
        count_rate(&s[BETTER], x->rang_in < 0 || x->rang_out < 0 ? -1 : x->rang_out > x->rang_in);
        if (x->langue > 0)
            count_rate(&s[SOLVED], x->langue >= 2);
        /* the other freins are NON; OR: true, else unknown where one is unknown */
        if (x->langue > 0 || x->sante > 0)
            count_rate(&s[ANY_SOLVED], x->langue >= 2 || x->sante >= 2 ? 1 : x->langue < 0 || x->sante < 0 ? -1 : 0);
    }
}

static void check_naive(const struct naive *rows, size_t n, int32_t debut, int32_t fin, const int64_t *values)
{
    static const char *const programmes[] = {"TOUS", "CVG", "PHC"};
    for (int p = 0; p < 3; p++) {
        struct sums s[NAIVE_N] = {0};
        bool persons[40] = {0};
        for (size_t i = 0; i < n; i++) {
            if (p && rows[i].phc != (p == 2))
                continue;
            count_one(&rows[i], debut, fin, s);
            bool active = rows[i].entry <= fin && (rows[i].exit < 0 || rows[i].exit >= debut);
            s[PERSONS].n[0] += active && !persons[rows[i].person];
            persons[rows[i].person] = persons[rows[i].person] || active;
        }
        int at = programme_find(defs, programmes[p]);
        assert_true(at >= 0);
        for (int k = 0; k < NAIVE_N; k++) {
            const struct indicator *ind = catalogue_find(defs->catalogue, naive_codes[k]);
            assert_non_null(ind);
            const int64_t *slots = values + (size_t)at * defs->catalogue->slots_n + ind->slot;
            for (size_t v = 0; v < ind->slots_n; v++)
                if (slots[v] != s[k].n[v])
                    fail_msg("%s %s slot %zu: %ld, counted %ld", programmes[p], naive_codes[k], v, (long)slots[v],
                             (long)s[k].n[v]);
        }
    }
}

static void test_against_naive(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int round = 0; round < 12; round++) {
        struct naive rows[200];
        struct snapshot s = {0};
        size_t n = round == 0 ? 1 : round == 1 ? 64 : round == 2 ? 65 : 1 + draw(&seed, 200);
        int32_t from = cal_day(2022, 1, 1) + (int32_t)draw(&seed, 200), last = from + 1000;
        for (size_t i = 0; i < n; i++)
            add_random_row(&s, &seed, i, &rows[i], from);
        accompagnant(&s, "etp=0,75");
        /* overlaps would set rows aside: the rows are read as they are, without rules between rows */
        struct strings strings = {0};
        struct findings findings;
        findings_init(&findings, defs);
        struct reading r = {
            .definitions = defs, .strings = &strings, .findings = &findings, .file = "", .situation = last};
        struct sheet sheet;
        sheet_read(&sheet, defs->salaries, buf_text(&s.salaries), s.salaries.len, &r);
        assert_int_equal(findings.n, 0);
        const struct table *tables[DATASETS_MAX] = {0};
        tables[defs->salaries] = &sheet.table;
        int64_t *values = mem_new_n(contribution_len(defs), sizeof *values);
        for (int period = 0; period < 6; period++) {
            int32_t debut = from + (int32_t)draw(&seed, 900), fin = debut + (int32_t)draw(&seed, 300);
            memset(values, 0x55, contribution_len(defs) * sizeof *values); /* all is written */
            contribution_compute(defs, tables, debut, fin, values);
            check_naive(rows, n, debut, fin, values);
            round_trip(values, contribution_len(defs));
        }
        free(values);
        sheet_deinit(&sheet);
        findings_deinit(&findings);
        strings_deinit(&strings);
        snapshot_deinit(&s);
    }
}

static int64_t slot(const int64_t *values, const char *code, int programme, size_t k)
{
    return values[(size_t)programme * defs->catalogue->slots_n + catalogue_find(defs->catalogue, code)->slot + k];
}

/* Repartitions share out what is known, the stock identity holds, ETP are the same for every programme, nothing is
 * counted of nothing. */
static void test_identities(void **state)
{
    (void)state;
    uint64_t seed = 9;
    struct naive row;
    struct snapshot s = {0};
    for (size_t i = 0; i < 150; i++)
        add_random_row(&s, &seed, i, &row, cal_day(2024, 6, 1));
    accompagnant(&s, "etp=0,75");
    accompagnant(&s, "cip_ref=C2|etp=1|date_fin=2026-03-31");
    struct submission options = {.today = cal_day(2027, 3, 1), .waive_hold = true};
    struct judgement *j = snapshot_judge(defs, &s, cal_day(2027, 3, 1), NULL, &options);
    const struct table *tables[DATASETS_MAX] = {0};
    tables[defs->salaries] = &j->sheets[defs->salaries].table;
    tables[defs->accompagnants] = &j->sheets[defs->accompagnants].table;
    size_t len = contribution_len(defs);
    int64_t *values = mem_new_n(len, sizeof *values), *eve = mem_new_n(len, sizeof *eve);
    int32_t debut = cal_day(2026, 1, 1), fin = cal_day(2026, 3, 31);
    contribution_compute(defs, tables, debut, fin, values);
    contribution_compute(defs, tables, debut - 1, debut - 1, eve);
    for (int p = 0; p < 3; p++) {
        int64_t before = slot(eve, "effectif.file_active", p, 0), entries = slot(values, "effectif.entrees", p, 0);
        assert_int_equal(slot(values, "effectif.file_active", p, 0),
                         before + entries - slot(values, "effectif.sorties", p, 0));
        assert_int_equal(slot(values, "effectif.accompagnes", p, 0), before + entries);
        assert_int_equal(slot(values, "effectif.etp_accompagnement", p, 0), 175);
    }
    for (size_t k = 0; k < defs->catalogue->indicators_n; k++) {
        const struct indicator *i = &defs->catalogue->indicators[k];
        for (size_t p = 0; i->kind == KIND_REPARTITION && p < 3; p++) {
            const int64_t *at = values + p * defs->catalogue->slots_n + i->slot;
            int64_t sum = 0;
            for (size_t key = 0; key < i->keys_n; key++)
                sum += at[2 + key];
            assert_int_equal(sum, at[0]);
        }
        if (i->shared || i->distinct)
            continue;
        for (size_t v = 0; v < i->slots_n; v++) /* CVG and PHC make up the whole */
            assert_int_equal(values[i->slot + v], values[defs->catalogue->slots_n + i->slot + v] +
                                                      values[2 * defs->catalogue->slots_n + i->slot + v]);
    }
    contribution_compute(defs, tables, fin + 1, fin + 1, values);
    assert_int_equal(slot(values, "effectif.etp_accompagnement", 0, 0), 75);
    contribution_compute(defs, (const struct table *[DATASETS_MAX]){0}, debut, fin, values);
    for (size_t i = 0; i < len; i++)
        assert_int_equal(values[i], 0);
    free(values);
    free(eve);
    judgement_free(&j);
    snapshot_deinit(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_hostile_bytes),
        cmocka_unit_test(test_against_naive),
        cmocka_unit_test(test_identities),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
