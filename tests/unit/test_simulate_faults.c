/* Tests of planted faults: the same every time, of every kind, and each one answered by the engine as the list foresees
 * it; nights that are not in the list have nothing to be said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/map.h"
#include "cvg/simulate.h"
#include "cvg/simulate_faults.h"
#include "cvg/simulate_tidy.h"
#include "programme_fixture.h"

enum { SEED = 35, COLUMNS = 12 };
enum { DATE, CHANTIER, FAUTE, GENRE, NUIT, FICHIER, LIGNE, COLONNE, ETAT, RETENUE, CONSTATS, TEXTE };

/* ---- the list as a reader of it sees it ---- */

struct entry {
    char *cells[COLUMNS];
};

static size_t read_list(char *text, struct entry **out)
{
    size_t n = 0, cap = 0;
    *out = NULL;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        *out = mem_room(*out, n, &cap, sizeof **out);
        for (int i = 0; i < COLUMNS; i++) {
            (*out)[n].cells[i] = strsep(&line, ";");
            assert_non_null((*out)[n].cells[i]);
        }
        assert_null(line);
        n++;
    }
    assert_true(n > 0);
    assert_string_equal((*out)[0].cells[DATE], "date_situation");
    assert_string_equal((*out)[0].cells[TEXTE], "texte");
    return n;
}

/* ---- what the engine says ---- */

/* Of the tool's way to write, not of what is written. */
static bool of_form(const char *code)
{
    return strcmp(code, "I-ENCODAGE") == 0 || strcmp(code, "I-COLONNE-INCONNUE") == 0 || strcmp(code, "I-FICHIER") == 0;
}

/* "state CODE:n …", codes in the order of the list. I-RIEN only where it is asked for: most quiet nights have it. */
static void say(const struct judgement *j, bool rien, struct buf *out)
{
    buf_reset(out);
    buf_adds(out, verdict_name(j->verdict));
    for (int code = 0; code < SIMULATE_CODE_COUNT; code++) {
        const char *name = simulate_code_name((enum simulate_code)code);
        unsigned n = 0;
        for (size_t i = 0; i < j->findings.n; i++)
            n += strcmp(j->findings.list[i].rule->code, name) == 0;
        if (n && (rien || code != SIMULATE_I_RIEN))
            buf_addf(out, " %s:%u", name, n);
    }
    for (size_t i = 0; i < j->findings.n; i++) { /* what the list has no name for */
        const char *name = j->findings.list[i].rule->code;
        bool known = of_form(name);
        for (int code = 0; code < SIMULATE_CODE_COUNT; code++)
            known = known || strcmp(name, simulate_code_name((enum simulate_code)code)) == 0;
        if (!known)
            buf_addf(out, " %s", name);
    }
}

struct said {
    char *with, *without; /* I-RIEN */
};

static struct judgement *judge_night(const struct definitions *d, struct state **state,
                                     const struct simulate_sent *sent, int32_t date)
{
    static const char *const names[] = {"salaries.csv", "accompagnants.csv"};
    struct submission_file files[SIMULATE_FILE_COUNT] = {0};
    size_t n = 0;
    for (int file = 0; file < SIMULATE_FILE_COUNT; file++)
        if (sent->given[file])
            files[n++] = (struct submission_file){
                .name = names[file], .bytes = buf_text(sent->text[file]), .len = sent->text[file]->len};
    struct submission s = {.definitions = d,
                           .files = files,
                           .files_n = n,
                           .situation = date,
                           .today = date,
                           .reporter = REPORTER_CHANTIER,
                           .state = *state};
    struct judgement *j = judge(&s);
    if (j->verdict == VERDICT_ACCEPTED) {
        struct state *after = judgement_apply(j, &s, *state);
        state_free(state);
        *state = after;
    }
    return j;
}

/* Plays a chantier's nights; what is said of each goes under "date chantier". */
static void play(const struct definitions *d, const struct simulate_chantier *c, int32_t first, int32_t last,
                 struct simulate_list *list, struct map *said)
{
    struct simulate_lives *l = simulate_lives_new(c, first, last);
    simulate_tidy(l);
    struct simulate_faults *f = simulate_faults_new(l, first, list);
    struct state *state = NULL;
    struct buf out = {0};
    for (int32_t date = first; date <= last; date++) {
        struct simulate_sent sent = simulate_faults_night(f);
        char key[64], day[CAL_DAY_LEN];
        struct said *s = mem_new(sizeof *s);
        cal_format_day(date, day);
        int len = snprintf(key, sizeof key, "%s %s", day, c->id);
        assert_true(map_add(said, key, (size_t)len, (uint64_t)(uintptr_t)s));
        if (!sent.given[0] && !sent.given[1]) {
            s->with = mem_text("none");
            s->without = mem_text("none");
            continue;
        }
        struct judgement *j = judge_night(d, &state, &sent, date);
        say(j, true, &out);
        s->with = mem_text(buf_text(&out));
        say(j, false, &out);
        s->without = mem_text(buf_text(&out));
        judgement_free(&j);
    }
    buf_deinit(&out);
    state_free(&state);
    simulate_faults_free(&f);
    simulate_lives_free(&l);
}

/* Holds the list against what was said; takes what it tells of out of `said`. The number of lines that are told wrong.
 */
static int compare(const struct entry *list, size_t n, struct map *said)
{
    int wrong = 0;
    struct map listed = {0};
    for (size_t i = 1; i < n; i++) {
        char *const *c = list[i].cells;
        char key[64], expected[512];
        uint64_t value;
        int len = snprintf(key, sizeof key, "%s %s", c[DATE], c[CHANTIER]);
        const char *state = strcmp(c[ETAT], "duplicate") == 0 ? "accepted" : c[ETAT]; /* the first of both */
        snprintf(expected, sizeof expected, "%s%s%s", state, *c[CONSTATS] ? " " : "", c[CONSTATS]);
        assert_true(map_get(said, key, (size_t)len, &value));
        assert_true(map_add(&listed, key, (size_t)len, 0)); /* one line a night */
        const struct said *s = (const struct said *)(uintptr_t)value;
        const char *told = strstr(expected, "I-RIEN") ? s->with : s->without;
        if (strcmp(told, expected) == 0)
            continue;
        wrong++;
        print_message("%s %s %s (%s):\n    foreseen %s\n    said     %s\n", key, c[FAUTE], c[GENRE], c[NUIT], expected,
                      told);
    }
    for (size_t i = 0; i < said->n; i++) {
        const struct map_entry *e = &said->entries[i];
        const struct said *s = (const struct said *)(uintptr_t)e->value;
        uint64_t zero;
        if (map_get(&listed, e->key, e->len, &zero) || strcmp(s->without, "accepted") == 0)
            continue;
        wrong++;
        print_message("%s: not in the list, said %s\n", e->key, s->without);
    }
    map_deinit(&listed);
    return wrong;
}

static void free_said(struct map *said)
{
    for (size_t i = 0; i < said->n; i++) {
        struct said *s = (struct said *)(uintptr_t)said->entries[i].value;
        free(s->with);
        free(s->without);
        free(s);
    }
    map_deinit(said);
}

/* Every kind has come, mostly alone, and what a fault causes on the night after is told as its own. */
static void check_kinds(const struct entry *list, size_t n)
{
    size_t after = 0;
    for (size_t k = 0; simulate_faults_kind(k); k++) {
        size_t times = 0;
        for (size_t i = 1; i < n; i++)
            times += strcmp(list[i].cells[GENRE], simulate_faults_kind(k)) == 0;
        if (times == 0)
            fail_msg("no %s among %zu", simulate_faults_kind(k), n);
    }
    for (size_t i = 1; i < n; i++) {
        char *const *c = list[i].cells;
        bool held = strcmp(c[ETAT], "held") == 0;
        assert_true(strncmp(c[FAUTE], c[CHANTIER], strlen(c[CHANTIER])) == 0);
        assert_int_equal(*c[RETENUE] != 0, held);
        assert_int_equal(strstr(c[CONSTATS], "E-RETENUE") != NULL, held);
        if (strcmp(c[ETAT], "none") == 0)
            assert_string_equal(c[CONSTATS], "");
        if (strcmp(c[NUIT], "suite") == 0)
            after++;
        else
            assert_true(*c[TEXTE]);
    }
    assert_true(after > 0);
}

enum { CHANTIERS = 16, NIGHTS = 150 };

/* Over the turn of a year and every way of writing, the engine says what the list says. */
static void test_foreseen(void **state)
{
    (void)state;
    struct definitions *d = fixture_definitions();
    struct simulate_chantier *c = simulate_chantiers_new(SEED, CHANTIERS);
    struct map said = {0};
    struct simulate_list list = {0};
    struct buf text = {0};
    struct entry *entries;
    int32_t last = cal_day(2026, 2, 28);
    for (int i = 0; i < CHANTIERS; i++)
        play(d, &c[i], last - NIGHTS + 1, last, &list, &said);
    simulate_list_write(&list, &text);
    char *copy = mem_text(buf_text(&text));
    size_t n = read_list(copy, &entries);
    assert_true(said.n > 8 * n); /* mostly clean */
    check_kinds(entries, n);
    int wrong = compare(entries, n, &said);
    free(entries);
    free(copy);
    mem_free(&c);
    buf_deinit(&text);
    simulate_list_deinit(&list);
    free_said(&said);
    definitions_free(&d);
    assert_int_equal(wrong, 0);
}

/* ---- the files ---- */

static void read_file(const char *root, const char *path, struct buf *out)
{
    char whole[512];
    struct err e;
    snprintf(whole, sizeof whole, "%s/%s", root, path);
    buf_reset(out);
    if (buf_read_file(out, whole, 0, &e))
        fail_msg("%s", e.text);
}

static bool is_there(const char *root, const char *date, const char *chantier, const char *name)
{
    char whole[512];
    snprintf(whole, sizeof whole, "%s/nights/%s/%s/%s", root, date, chantier, name);
    return access(whole, F_OK) == 0;
}

static void simulate(const char *root, uint64_t seed, bool faults)
{
    struct simulate_options o = {
        .out = root, .seed = seed, .chantiers = 12, .nights = 60, .date = cal_day(2026, 6, 30), .faults = faults};
    struct err e;
    assert_int_equal(simulate_run(&o, &e), 0);
}

/* The same bytes twice; no night of a silence and no missing file stays from an earlier simulation, nor the list. */
static void test_files(void **state)
{
    (void)state;
    char root[] = "/tmp/test_faults.XXXXXX", a[64], b[64], command[192];
    struct buf x = {0}, y = {0};
    assert_non_null(mkdtemp(root));
    snprintf(a, sizeof a, "%s/a", root);
    snprintf(b, sizeof b, "%s/b", root);
    simulate(a, 1, false);
    simulate(a, 1, true); /* over it */
    simulate(b, 1, true);
    snprintf(command, sizeof command, "diff -r '%s' '%s' > /dev/null", a, b);
    assert_int_equal(system(command), 0);
    read_file(a, "fautes.csv", &x);
    struct entry *list;
    char *copy = mem_text(buf_text(&x));
    size_t n = read_list(copy, &list), gone = 0;
    for (size_t i = 1; i < n; i++) {
        char *const *c = list[i].cells;
        bool none = strcmp(c[ETAT], "none") == 0, absent = strcmp(c[GENRE], "fichier-absent") == 0;
        gone += none || absent;
        for (int file = 0; file < SIMULATE_FILE_COUNT; file++) {
            char name[32];
            const char *dataset = simulate_file_name((enum simulate_file)file);
            snprintf(name, sizeof name, "%s.csv", dataset);
            assert_int_equal(is_there(a, c[DATE], c[CHANTIER], name),
                             !none && !(absent && strcmp(c[FICHIER], dataset) == 0));
        }
    }
    assert_true(gone > 0);
    simulate(b, 2, true);
    read_file(b, "fautes.csv", &y);
    assert_true(x.len != y.len || memcmp(x.data, y.data, x.len) != 0);
    simulate(b, 1, false);
    snprintf(command, sizeof command, "%s/fautes.csv", b);
    assert_int_equal(access(command, F_OK), -1);
    free(list);
    free(copy);
    buf_deinit(&x);
    buf_deinit(&y);
    snprintf(command, sizeof command, "rm -r '%s'", root);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_foreseen),
        cmocka_unit_test(test_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
