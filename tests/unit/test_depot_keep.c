/* Deposits that are kept: whose they are, how long, how many; the token that they leave by; what their page shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "dashboard/depot_token.h"
#include "dashboard/depot_view.h"
#include "programme_fixture.h"

#define ANNA 1
#define BEN 2

static struct kept *take(struct depot_keep *k, int64_t person, size_t bytes, uint64_t now_ms)
{
    struct kept *x = NULL;
    assert_int_equal(depot_keep_take(k, person, bytes, now_ms, &x), DEPOT_ROOM);
    return x;
}

/* As after its check. */
static struct kept *checked(struct depot_keep *k, int64_t person, size_t bytes, uint64_t now_ms)
{
    struct kept *x = take(k, person, bytes, now_ms);
    x->form.body = mem_text("personal");
    x->form.len = strlen("personal");
    depot_keep_checked(k, x, &(struct buf){0}, "accepted");
    depot_keep_extend(x, now_ms, 0);
    return x;
}

static void test_whose(void **state)
{
    (void)state;
    struct depot_keep k = {0};
    struct kept *a = checked(&k, ANNA, 10, 0), *b = take(&k, ANNA, 10, 0);
    assert_int_equal(strlen(a->key), 43);
    assert_string_not_equal(a->key, b->key);
    assert_ptr_equal(depot_keep_find(&k, a->key, ANNA, 1), a);
    assert_null(depot_keep_find(&k, a->key, BEN, 1));
    assert_null(depot_keep_find(&k, "", ANNA, 1));
    assert_null(depot_keep_find(&k, b->key, ANNA, 1)); /* not checked yet */
    assert_int_equal(k.bytes, 20);
    depot_keep_remove(&k, &b);
    assert_null(b);
    assert_int_equal(k.bytes, 10);
    depot_keep_deinit(&k);
    assert_int_equal(k.bytes, 0);
}

static void test_how_long(void **state)
{
    (void)state;
    struct depot_keep k = {0};
    struct kept *a = checked(&k, ANNA, 10, 0), *sending = checked(&k, ANNA, 10, 0);
    char key[TOKEN_LEN];
    snprintf(key, sizeof key, "%s", a->key);
    sending->state = KEPT_SENDING;
    assert_ptr_equal(depot_keep_find(&k, key, ANNA, DEPOT_KEEP_MS - 1), a);
    assert_null(depot_keep_find(&k, key, ANNA, DEPOT_KEEP_MS));
    assert_int_equal(k.n, 1); /* a thread has the other in hand */
    sending->state = KEPT_SENT;
    depot_keep_extend(sending, DEPOT_KEEP_MS, 5);
    assert_int_equal(sending->until_us, 5 + DEPOT_KEEP_MS * 1000LL);
    depot_keep_expire(&k, 2 * DEPOT_KEEP_MS - 1);
    assert_int_equal(k.n, 1);
    depot_keep_expire(&k, 2 * DEPOT_KEEP_MS);
    assert_int_equal(k.n, 0);
    assert_int_equal(k.bytes, 0);
}

/* The oldest of one's own makes way, unless something is done with it; others' never does. */
static void test_of_one_person(void **state)
{
    (void)state;
    struct depot_keep k = {0};
    struct kept *first = checked(&k, ANNA, 1, 0), *other = checked(&k, BEN, 1, 0), *none = NULL;
    first->state = KEPT_SENDING;
    struct kept *second = checked(&k, ANNA, 1, 1);
    char gone[TOKEN_LEN];
    snprintf(gone, sizeof gone, "%s", second->key);
    for (size_t i = 2; i < DEPOT_KEEP_PERSON_MAX; i++)
        take(&k, ANNA, 1, i);
    take(&k, ANNA, 1, 10);
    assert_null(depot_keep_find(&k, gone, ANNA, 10));
    assert_ptr_equal(depot_keep_find(&k, first->key, ANNA, 10), first);
    assert_ptr_equal(depot_keep_find(&k, other->key, BEN, 10), other);
    assert_int_equal(k.n, DEPOT_KEEP_PERSON_MAX + 1);
    assert_int_equal(depot_keep_take(&k, ANNA, 1, 11, &none), DEPOT_ROOM_PERSON);
    assert_null(none);
    depot_keep_deinit(&k);
}

static void test_of_all(void **state)
{
    (void)state;
    struct depot_keep k = {0};
    struct kept *none = NULL, *big = checked(&k, 1000, DEPOT_KEEP_BYTES_MAX - 5, 0);
    assert_int_equal(depot_keep_take(&k, ANNA, 6, 0, &none), DEPOT_ROOM_ALL);
    take(&k, ANNA, 5, 0);
    assert_int_equal(depot_keep_take(&k, BEN, SIZE_MAX, 0, &none), DEPOT_ROOM_ALL);
    depot_keep_wipe(&k, big); /* its content goes, it stays */
    assert_null(big->form.body);
    assert_int_equal(k.bytes, 5);
    assert_ptr_equal(depot_keep_find(&k, big->key, 1000, 0), big);
    for (int64_t i = 0; k.n < DEPOT_KEEP_ALL_MAX; i++)
        take(&k, 2000 + i, 0, 0);
    assert_int_equal(depot_keep_take(&k, BEN, 0, 0, &none), DEPOT_ROOM_ALL);
    assert_null(none);
    depot_keep_deinit(&k);
}

/* What is said of files counts as they do, and stays when they go. */
static void test_what_is_said(void **state)
{
    (void)state;
    struct depot_keep k = {0};
    struct kept *a = take(&k, ANNA, 10, 0);
    struct buf said = {0};
    buf_adds(&said, "twelve bytes");
    depot_keep_checked(&k, a, &said, "refused");
    assert_null(said.data);
    assert_int_equal(k.bytes, 22);
    depot_keep_wipe(&k, a);
    assert_int_equal(k.bytes, 12);
    assert_string_equal(buf_text(&a->check), "twelve bytes");
    depot_keep_wipe(&k, a); /* nothing is given back twice */
    assert_int_equal(k.bytes, 12);
    depot_keep_deinit(&k);
    assert_int_equal(k.bytes, 0);
}

static void test_token(void **state)
{
    (void)state;
    unsigned char key[DEPOT_SECRET_LEN], other[DEPOT_SECRET_LEN], digest[TOKEN_DIGEST_LEN], told[TOKEN_DIGEST_LEN];
    char a[TOKEN_LEN], b[TOKEN_LEN];
    assert_true(depot_secret_read("0123456789abcdef\n", key));
    assert_true(depot_secret_read("  0123456789abcdef", other));
    assert_memory_equal(key, other, sizeof key);
    assert_false(depot_secret_read("short\n", other));
    assert_false(depot_secret_read("\n", other));
    depot_token(key, "LYO0001", a, digest);
    depot_token(key, "LYO0001", b, digest);
    assert_string_equal(a, b);
    assert_true(token_is(TOKEN_OF_REPORTER, a, strlen(a)));
    token_digest(a, strlen(a), told);
    assert_memory_equal(digest, told, sizeof told);
    depot_token(key, "LYO0002", b, told);
    assert_string_not_equal(a, b);
    assert_true(depot_secret_read("0123456789abcdeg", other));
    depot_token(other, "LYO0001", b, told);
    assert_string_not_equal(a, b);
}

/* ---- the page ---- */

static const char check_text[] =
    "{\"state\": \"%s\", \"rows\": {\"read\": 12, \"taken\": 11, \"set_aside\": 1}, \"period\": \"2026-T4\","
    " \"files\": [{\"name\": \"salaries.csv\", \"bytes\": 1500000}, {\"name\": null, \"bytes\": 12}],"
    " \"findings\": [{\"code\": \"%s\", \"severity\": \"E\", \"message\": \"m\"}],"
    " \"effect\": [{\"code\": \"effectif.file_active\", \"before\": 5, \"after\": 3},"
    "              {\"code\": \"effectif.entrees\", \"before\": null, \"after\": 2}]}";

static bool flag(const json_t *object, const char *key)
{
    assert_true(json_is_boolean(json_object_get(object, key)));
    return json_is_true(json_object_get(object, key));
}

static const char *cell(const json_t *table, size_t row, size_t column)
{
    const json_t *cells = json_object_get(json_array_get(json_object_get(table, "lignes"), row), "cellules");
    return json_string_value(json_object_get(json_array_get(cells, column), "texte"));
}

static void test_view(void **state)
{
    (void)state;
    static const struct {
        const char *verdict, *code;
        enum kept_state state;
        bool refuse, retenu, accepte, envoyable, identite;
    } cases[] = {
        {"accepted", "W-AGE", KEPT_CHECKED, false, false, true, true, false},
        {"held", "E-RETENUE", KEPT_CHECKED, false, true, false, true, false},
        {"refused", "E-COLONNE", KEPT_CHECKED, true, false, false, false, false},
        {"refused", "E-IDENTITE", KEPT_CHECKED, true, false, false, false, true},
        {"accepted", "W-AGE", KEPT_SENDING, false, false, true, false, false},
    };
    struct definitions *d = fixture_definitions();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[sizeof check_text + 100];
        snprintf(text, sizeof text, check_text, cases[i].verdict, cases[i].code);
        struct kept x = {.state = cases[i].state, .situation = 20777};
        struct told told = {.text = text, .len = strlen(text), .definitions = d, .theirs = true};
        snprintf(x.verdict, sizeof x.verdict, "%s", cases[i].verdict);
        told_make(&told);
        json_t *v = depot_view(&x, &told), *effect = json_object_get(json_object_get(v, "tables"), "effet");
        assert_int_equal(flag(v, "refuse"), cases[i].refuse);
        assert_int_equal(flag(v, "retenu"), cases[i].retenu);
        assert_int_equal(flag(v, "accepte"), cases[i].accepte);
        assert_int_equal(flag(v, "envoyable"), cases[i].envoyable);
        assert_int_equal(flag(v, "identite"), cases[i].identite);
        assert_int_equal(flag(v, "en_cours"), cases[i].state == KEPT_SENDING);
        assert_string_equal(json_string_value(json_object_get(v, "situation")), "20/11/2026");
        assert_string_equal(cell(effect, 0, 0), "File active");
        assert_string_equal(cell(effect, 0, 3), "−2");
        assert_string_equal(cell(effect, 1, 1), "–"); /* not known: no difference either */
        assert_string_equal(cell(effect, 1, 3), "–");
        const json_t *files = json_object_get(v, "fichiers");
        assert_string_equal(json_string_value(json_object_get(json_array_get(files, 0), "taille")), "1,4\u00a0Mo");
        assert_string_equal(json_string_value(json_object_get(json_array_get(files, 1), "taille")), "12\u00a0octets");
        json_decref(v);
        told_deinit(&told);
    }
    definitions_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_whose),         cmocka_unit_test(test_how_long),
                                       cmocka_unit_test(test_of_one_person), cmocka_unit_test(test_of_all),
                                       cmocka_unit_test(test_what_is_said),  cmocka_unit_test(test_token),
                                       cmocka_unit_test(test_view)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
