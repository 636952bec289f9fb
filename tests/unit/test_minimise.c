/* What leaves the chantier: declared columns byte for byte, pseudonyms of own numbers, and findings as before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "programme/minimise.h"
#include "programme_fixture.h"

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

/* The names of the columns left out, joined by "|". */
static const char *dropped_text(const struct minimised *m, struct buf *b)
{
    buf_reset(b);
    for (size_t i = 0; i < m->dropped_n; i++)
        buf_addf(b, "%s%s", i ? "|" : "", m->dropped[i]);
    return buf_text(b);
}

static void test_columns(void **state)
{
    (void)state;
    static const struct {
        const char *content, *left, *dropped;
    } cases[] = {
        {"cip_ref;etp\nC1;1\n", "cip_ref;etp\nC1;1\n", ""},
        {"cip_ref;note;etp\nC1;secret;1\n", "cip_ref;etp\nC1;1\n", "note"},
        {"Note ; CIP-Réf\nsecret;C1", " CIP-Réf\nC1", "Note"},
        {"note,etp,cip_ref\r\nsecret,\"0,8\",C1\r\n\r\n,,\r\n", "etp,cip_ref\r\n\"0,8\",C1\r\n\r\n\r\n", "note"},
        {"\xef\xbb\xbf"
         "cip_ref\tnote\r\"C\"\"1\"\t\"se\ncret\"\rC2\tx\r",
         "\xef\xbb\xbf"
         "cip_ref\r\"C\"\"1\"\r\rC2\r",
         "note"},
        {"cip_ref;d\xe9tail;etp\nC1;tr\xe8s;1\n", "cip_ref;etp\nC1;1\n", "détail"}, /* Windows-1252 */
        {"\n;;\ncip_ref;x\nC1;y\n", "\n\ncip_ref\nC1\n", "x"},
        {"cip_ref;etp\nC1\nC2;1;secret;\nC3;1;;\n", "cip_ref;etp\nC1\nC2;1;*;\nC3;1;;\n", ""},
        {"cip_ref;etp;note\n;;total : 3\n;;\n", "cip_ref;etp\nNR;\n\n", "note"},
        {"Alpha;Beta\nGamma;Delta\n", "?\n", "Alpha|Beta"},
        {"cip_ref;note;etp\nC1;x;1\nC2;\"jamais fermé;1\nC3;y;1\n", "cip_ref;etp\nC1;1\n\"", "note"},
        {"cip_ref;note;etp\r\nC1;\"a\r\nb\nc\";1\r\nC2;x;1", "cip_ref;etp\r\nC1;1\r\n\r\n\r\nC2;1", "note"},
        {"", "", ""},
    };
    struct buf names = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct minimised m;
        minimise_file(defs, defs->accompagnants, cases[i].content, strlen(cases[i].content), NULL, &m);
        assert_string_equal(buf_text(&m.bytes), cases[i].left);
        assert_string_equal(dropped_text(&m, &names), cases[i].dropped);
        assert_int_equal(m.cut, cases[i].left[0] && m.bytes.data[m.bytes.len - 1] == '"');
        minimised_deinit(&m);
    }
    buf_deinit(&names);
}

static void test_what_is_no_text(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
    } cases[] = {{"cip_ref\0secret", 14}, {"cip_ref;\x81secret\n", 16}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct minimised m;
        minimise_file(defs, defs->accompagnants, cases[i].bytes, cases[i].len, NULL, &m);
        assert_int_equal(m.bytes.len, 1);
        assert_int_equal(m.bytes.data[0], 0);
        assert_true(m.cut);
        minimised_deinit(&m);
    }
}

static void test_offences_stay(void **state)
{
    (void)state;
    struct minimised m;
    static const char text[] = "parcours_id;frein_justice;sexe\nP1;OUI;F\n";
    minimise_file(defs, defs->salaries, text, strlen(text), NULL, &m);
    assert_string_equal(buf_text(&m.bytes), "parcours_id;sexe\nP1;F\n");
    assert_int_equal(m.dropped_n, 1);
    minimised_deinit(&m);
}

/* Python: hmac.new(bytes(range(32)), b'LYO0001\0' + b'12345', 'sha256').hexdigest()[:32] */
#define OF_12345 "cvg1_58469fbf2205c33c17a8e1a29b4324ef"
#define OF_ETE "cvg1_c523b45491725ae15f21b6eace0b0915" /* of "été" in UTF-8 */

static struct pseudonym chantier_key(void)
{
    struct pseudonym p = {.chantier = "LYO0001"};
    for (size_t i = 0; i < sizeof p.key; i++)
        p.key[i] = (unsigned char)i;
    return p;
}

static void test_pseudonym(void **state)
{
    (void)state;
    struct pseudonym p = chantier_key();
    char out[PSEUDONYM_SIZE];
    pseudonym_make(&p, "12345", 5, out);
    assert_string_equal(out, OF_12345);
    assert_true(pseudonym_is(out, strlen(out)));
    assert_false(pseudonym_is("cvg1_ABCDEF0123456789ABCDEF0123456789", 37));
    assert_false(pseudonym_is(out, strlen(out) - 1));
    p.chantier = "LYO0002"; /* another chantier, another pseudonym */
    pseudonym_make(&p, "12345", 5, out);
    assert_string_not_equal(out, OF_12345);
}

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *content, *left;
        size_t n;
    } cases[] = {
        {"salarie_id;parcours_id\n12345;P1\n 12345 ;P2\n\"12345\";P3\n",
         "salarie_id;parcours_id\n" OF_12345 ";P1\n" OF_12345 ";P2\n" OF_12345 ";P3\n", 3},
        {"salarie_id;sexe\n;F\nNR;F\nnr;H\n" OF_12345 ";H\n", "salarie_id;sexe\n;F\nNR;F\nnr;H\n" OF_12345 ";H\n", 0},
        {"sexe;Salarié ID\nF;été\n", "sexe;Salarié ID\nF;" OF_ETE "\n", 1},
        {"sexe;Salari\xe9 ID\nF;\xe9t\xe9\n", "sexe;Salari\xe9 ID\nF;" OF_ETE "\n", 1},
    };
    struct pseudonym p = chantier_key();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct minimised m;
        minimise_file(defs, defs->salaries, cases[i].content, strlen(cases[i].content), &p, &m);
        assert_string_equal(buf_text(&m.bytes), cases[i].left);
        assert_int_equal(m.pseudonyms_n, cases[i].n);
        minimised_deinit(&m);
    }
}

/* Findings of a judgement but those on the form. */
static const char *substance(const struct judgement *j, struct buf *b)
{
    buf_reset(b);
    buf_addf(b, "%s %zu %zu %zu", verdict_name(j->verdict), j->read, j->taken, j->aside);
    for (size_t i = 0; i < j->findings.n; i++) {
        const struct finding *f = &j->findings.list[i];
        if (strcmp(f->rule->code, "I-COLONNE-INCONNUE") != 0 && strcmp(f->rule->code, "I-ENCODAGE") != 0)
            buf_addf(b, " %s/%s@%u:%s", f->rule->code, f->rule->variant, f->line, f->column ? f->column : "");
    }
    return buf_text(b);
}

/* Random damage to a good file with undeclared columns: what is left is judged as the whole was. */
static void test_judged_alike(void **state)
{
    (void)state;
    uint64_t seed = 20261123;
    struct buf before = {0}, after = {0};
    for (int round = 0; round < 3000; round++) {
        struct snapshot s = {0};
        static const char bytes[] = ";;;\"\"\n\r,\t x\xe9N1";
        parcours_range(&s, 1, 4, "");
        accompagnant(&s, "");
        struct buf wide = {0};
        for (const char *p = buf_text(&s.salaries); *p; p++) /* an undeclared column at the end of each line */
            buf_addf(&wide, *p == '\n' ? ";note %d\n" : "%c", *p == '\n' ? (int)draw(&seed, 3) : *p);
        for (uint32_t n = draw(&seed, 4); n > 0; n--)
            wide.data[draw(&seed, (uint32_t)wide.len)] = bytes[draw(&seed, sizeof bytes - 1)];
        struct minimised m;
        minimise_file(defs, defs->salaries, buf_text(&wide), wide.len, NULL, &m);
        buf_reset(&s.salaries);
        buf_add(&s.salaries, buf_text(&wide), wide.len);
        struct judgement *whole = snapshot_judge(defs, &s, cal_day(2026, 11, 22), NULL, NULL);
        buf_reset(&s.salaries);
        buf_add(&s.salaries, buf_text(&m.bytes), m.bytes.len);
        struct judgement *left = snapshot_judge(defs, &s, cal_day(2026, 11, 22), NULL, NULL);
        substance(whole, &before);
        substance(left, &after);
        bool short_line =
            strstr(buf_text(&before), "I-LIGNE-COURTE") != NULL; /* a line may lack only what is left out */
        if (!short_line && strcmp(buf_text(&before), buf_text(&after)) != 0)
            fail_msg("round %d:\n%s\n---\n%s\n%s\n%s", round, buf_text(&wide), buf_text(&m.bytes), buf_text(&before),
                     buf_text(&after));
        judgement_free(&whole);
        judgement_free(&left);
        minimised_deinit(&m);
        buf_deinit(&wide);
        snapshot_deinit(&s);
    }
    buf_deinit(&before);
    buf_deinit(&after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns),   cmocka_unit_test(test_what_is_no_text), cmocka_unit_test(test_offences_stay),
        cmocka_unit_test(test_pseudonym), cmocka_unit_test(test_numbers),         cmocka_unit_test(test_judged_alike),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
