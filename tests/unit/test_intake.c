/* Tests of what intake decides: contents and their digests, the rate of a reporter, published schemas, refusals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/mem.h"
#include "intake/callers.h"
#include "intake/content.h"
#include "intake/limits.h"
#include "intake/schemas.h"
#include "intake/shares.h"
#include "programme/bundle.h"

/* ---- contents ---- */

static struct content make(const char *type, const char *body, size_t len, size_t files_max)
{
    struct content c = {.type = mem_text(type), .body = mem_copy(body, len), .len = len, .files_max = files_max};
    content_make(&c);
    assert_null(c.body);
    return c;
}

static void test_kinds(void **state)
{
    (void)state;
    static const struct {
        const char *type;
        enum content_kind kind;
    } all[] = {
        {NULL, CONTENT_NONE},
        {"", CONTENT_NONE},
        {"multipart/form-data; boundary=x", CONTENT_FORM},
        {"Multipart/Form-Data;boundary=x", CONTENT_FORM},
        {"multipart/mixed; boundary=x", CONTENT_NONE},
        {"application/zip", CONTENT_FILE},
        {"Application/ZIP; name=x", CONTENT_FILE},
        {"application/zip-compressed", CONTENT_NONE},
        {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", CONTENT_FILE},
        {"text/csv", CONTENT_NONE},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        assert_int_equal(content_kind(all[i].type), all[i].kind);
}

#define FORM "multipart/form-data; boundary=b"
#define PART(name, data) "--b\r\nContent-Disposition: form-data; " name "\r\n\r\n" data "\r\n"

/* What is stored is what was sent, under its names; the digest is that of the contract. */
static void test_sealed(void **state)
{
    (void)state;
    static const char body[] = PART("name=\"f\"; filename=\"z/salaries.csv\"", "a;b") PART("name=\"accompagnants\"", "")
        PART("name=f; filename=v1.2/Export", "PK\003\004x") "--b--";
    struct content c = make(FORM, body, sizeof body - 1, 8);
    struct buf plain = {0};
    struct bundle b;
    struct err e;
    assert_int_equal(c.refusal, REFUSAL_NONE);
    assert_int_equal(c.bytes, 8);
    assert_int_equal(seal_open(c.sealed.data, c.sealed.len, c.key, 1000, &plain, &e), 0);
    assert_int_equal(bundle_decode(plain.data, plain.len, &b, &e), 0);
    assert_int_equal(b.n, 3);
    assert_string_equal(b.files[0].name, "z/salaries.csv");
    assert_memory_equal(b.files[0].bytes, "a;b", 3);
    assert_string_equal(b.files[1].name, "accompagnants");
    assert_int_equal(b.files[1].len, 0);
    assert_string_equal(b.files[2].name, "v1.2/Export"); /* kept for people, but not in the digest */
    static const struct submission_file as_counted[] = {{.name = "", .bytes = "PK\003\004x", .len = 5},
                                                        {.name = "accompagnants", .bytes = "", .len = 0},
                                                        {.name = "z/salaries.csv", .bytes = "a;b", .len = 3}};
    unsigned char digest[CONTENT_DIGEST_LEN];
    submission_digest(as_counted, 3, digest);
    assert_memory_equal(c.digest, digest, sizeof digest);
    bundle_deinit(&b);
    buf_deinit(&plain);
    content_deinit(&c);
}

static void test_contents_refused(void **state)
{
    (void)state;
    static const char one[] = PART("name=f; filename=a.csv", "12345678") "--b--";
    static const char nul[] = PART("name=f; filename=\"a\0b\"", "1") "--b--";
    const struct {
        const char *type, *body;
        size_t len, files_max;
        enum refusal refusal;
    } all[] = {
        {FORM, one, sizeof one - 1, 8, REFUSAL_NONE},
        {FORM, one, sizeof one - 1, 7, REFUSAL_SIZE},
        {FORM, one, sizeof one - 6, 8, REFUSAL_FORM},
        {FORM, nul, sizeof nul - 1, 8, REFUSAL_FORM},
        {FORM, "--b--", 5, 8, REFUSAL_NO_FILE},
        {FORM, "", 0, 8, REFUSAL_FORM},
        {"multipart/form-data", one, sizeof one - 1, 8, REFUSAL_FORM},
        {"application/zip", "PK", 2, 2, REFUSAL_NONE},
        {"application/zip", "PK", 2, 1, REFUSAL_SIZE},
        {"application/zip", "", 0, 8, REFUSAL_NO_FILE},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct content c = make(all[i].type, all[i].body, all[i].len, all[i].files_max);
        assert_int_equal(c.refusal, all[i].refusal);
        assert_int_equal(c.sealed.len == 0, all[i].refusal != REFUSAL_NONE);
        content_deinit(&c);
    }
}

/* ---- rates ---- */

static void test_limits(void **state)
{
    (void)state;
    struct limits l;
    unsigned retry = 0;
    limits_init(&l, 120, 5); /* one each half second, five at once */
    for (int i = 0; i < 5; i++)
        assert_true(limits_take(&l, "A", 1000, &retry));
    assert_false(limits_take(&l, "A", 1000, &retry));
    assert_int_equal(retry, 1);
    assert_true(limits_take(&l, "B", 1000, &retry));
    assert_false(limits_take(&l, "A", 1499, &retry));
    assert_true(limits_take(&l, "A", 1501, &retry));
    assert_false(limits_take(&l, "A", 1502, &retry));
    for (int i = 0; i < 5; i++) /* full again, and no fuller */
        assert_true(limits_take(&l, "A", 1000000, &retry));
    assert_false(limits_take(&l, "A", 1000000, &retry));
    for (int i = 0; i < 1000; i++) { /* every reporter its own */
        char name[16];
        snprintf(name, sizeof name, "R%d", i);
        assert_true(limits_take(&l, name, 1000000, &retry));
    }
    limits_deinit(&l);
    limits_init(&l, 1, 1);
    assert_true(limits_take(&l, "A", 0, &retry));
    assert_false(limits_take(&l, "A", 0, &retry));
    assert_true(retry == 60 || retry == 61);
    assert_false(limits_take(&l, "A", 30000, &retry));
    assert_true(retry == 30 || retry == 31);
    limits_deinit(&l);
}

/* Slow pieces do not prolong an upload beyond its whole time. */
static void test_patience(void **state)
{
    (void)state;
    assert_int_equal(limits_patience(5000, 5000, 60000), 60000);
    assert_int_equal(limits_patience(5000, 5000 + LIMITS_UPLOAD_MS - 60001, 60000), 60000);
    assert_int_equal(limits_patience(5000, 5000 + LIMITS_UPLOAD_MS - 100, 60000), 100);
    assert_int_equal(limits_patience(5000, 5000 + LIMITS_UPLOAD_MS, 60000), 0);
    assert_int_equal(limits_patience(5000, 5000 + 2 * LIMITS_UPLOAD_MS, 60000), 0);
    assert_int_equal(limits_patience(5000, 5000, 3600000), LIMITS_UPLOAD_MS);
}

static void test_shares(void **state)
{
    (void)state;
    struct shares s;
    shares_init(&s, 400, 65); /* a quarter */
    size_t a = shares_of(&s, "A"), b = shares_of(&s, "B");
    assert_true(a != b && shares_of(&s, "A") == a);
    assert_true(shares_take(&s, a, 60) && shares_take(&s, a, 40));
    assert_false(shares_take(&s, a, 1));
    assert_true(shares_take(&s, a, 0));
    assert_true(shares_take(&s, b, 100)); /* another's is another's */
    shares_give(&s, a, 40);
    assert_false(shares_take(&s, a, 41)); /* and takes nothing */
    assert_true(shares_take(&s, a, 40));
    assert_false(shares_take(&s, b, SIZE_MAX));
    shares_deinit(&s);
    shares_give(&s, a, 40);   /* too late, and no harm */
    shares_init(&s, 100, 65); /* one push always has room */
    a = shares_of(&s, "A");
    assert_true(shares_take(&s, a, 65));
    assert_false(shares_take(&s, a, 1));
    shares_deinit(&s);
}

/* ---- schemas ---- */

static const json_t *find_field(const json_t *root, const char *name)
{
    const json_t *fields = json_object_get(root, "fields");
    for (size_t i = 0; i < json_array_size(fields); i++) {
        const json_t *field = json_array_get(fields, i);
        if (strcmp(json_string_value(json_object_get(field, "name")), name) == 0)
            return field;
    }
    return NULL;
}

static void test_schemas(void **state)
{
    (void)state;
    struct definitions *d;
    struct schemas *s;
    struct err e;
    if (definitions_load(definitions_folder(), &d, &e) < 0)
        fail_msg("%s", e.text);
    assert_int_equal(schemas_make(d, &s, &e), 0);
    assert_int_equal(s->n, d->datasets_n);
    assert_null(schemas_find(s, "salaries"));
    assert_null(schemas_find(s, ""));
    for (size_t i = 0; i < d->datasets_n; i++) {
        const struct dataset *ds = d->datasets[i];
        char name[100];
        snprintf(name, sizeof name, "%s.json", ds->name);
        const struct buf *json = schemas_find(s, name);
        assert_non_null(json);
        json_t *root = json_loadb(json->data, json->len, 0, NULL);
        assert_string_equal(json_string_value(json_object_get(root, "name")), ds->name);
        assert_non_null(json_object_get(root, "cvg:reporter"));
        for (size_t k = 0; k < ds->fields_n; k++) {
            const struct field *f = &ds->fields[k];
            const json_t *field = find_field(root, f->name);
            assert_int_equal(field == NULL, f->off);
            const json_t *values = json_object_get(json_object_get(field, "constraints"), "enum");
            assert_int_equal(json_array_size(values), field && f->codes ? f->codes->items_n : 0);
            for (size_t c = 0; c < json_array_size(values); c++)
                assert_string_equal(json_string_value(json_array_get(values, c)), f->codes->items[c].code);
        }
        json_decref(root);
    }
    assert_null(strstr(buf_text(schemas_find(s, "salaries.json")), "frein_justice"));
    schemas_free(&s);
    definitions_free(&d);
}

/* ---- uploads ---- */

/* The files of an upload are those of a form: the same digest, the same bundle. */
static void test_upload(void **state)
{
    (void)state;
    const struct submission_file files[] = {{.name = "b.csv", .bytes = "hello", .len = 5},
                                            {.name = "a.csv", .bytes = "xy", .len = 2},
                                            {.name = "vide.csv", .bytes = ""}};
    for (int turn = 0; turn < 2; turn++) {
        struct content c = {.body = mem_text("helloxy"), .len = 7, .files_max = 100, .digest_told = true};
        c.files = mem_new_n(3, sizeof *c.files);
        for (; c.files_n < 3; c.files_n++)
            c.files[c.files_n] =
                (struct content_file){.name = mem_text(files[c.files_n].name), .len = files[c.files_n].len};
        submission_digest(files, turn ? 2 : 3, c.told);
        content_make(&c);
        assert_int_equal(c.refusal, turn ? REFUSAL_DIGEST : REFUSAL_NONE);
        assert_int_equal(memcmp(c.digest, c.told, sizeof c.told) == 0, !turn);
        assert_int_equal(c.bytes, 7);
        assert_int_equal(c.sealed.len > 0, !turn);
        content_deinit(&c);
    }
}

static bool uploads(const struct caller *k)
{
    return k->uploads;
}

static void test_callers(void **state)
{
    (void)state;
    static const unsigned char peer[CALLER_PEER_LEN] = {0, 1, 2, 3, 4}, other[CALLER_PEER_LEN] = {0, 1, 2, 3, 5};
    struct callers c = {0};
    struct caller *k = callers_add(&c, peer, 7, "A", true);
    assert_ptr_equal(callers_find(&c, peer, 7), k);
    assert_null(callers_find(&c, other, 7));
    assert_null(callers_find(&c, peer, 8));
    for (uint64_t i = 1; i < 8; i++)
        assert_non_null(callers_add(&c, other, i, "A", true));
    assert_null(callers_add(&c, other, 8, "A", true)); /* eight uploads */
    for (uint64_t i = 8; i < 64; i++)
        assert_non_null(callers_add(&c, other, i, "A", false));
    assert_null(callers_add(&c, other, 64, "A", false)); /* 64 calls */
    assert_non_null(callers_add(&c, other, 64, "B", true));
    assert_true(c.n == 65 && c.uploads_n == 9);
    callers_remove(k);
    assert_null(callers_find(&c, peer, 7));
    assert_non_null(callers_add(&c, peer, 7, "A", true));
    while ((k = callers_any(&c, uploads)))
        callers_remove(k);
    assert_true(c.n == 56 && !c.uploads_n);
    for (uint64_t i = 8; i < 64; i++)
        callers_remove(callers_find(&c, other, i));
    callers_deinit(&c);
}

/* ---- refusals ---- */

static void test_refusals(void **state)
{
    (void)state;
    for (enum refusal r = REFUSAL_NONE + 1; r < REFUSAL_COUNT; r++) {
        const struct refusal_text *t = refusal_text(r);
        struct buf b = {0};
        assert_true(t->status >= 400 && t->status < 600);
        assert_int_equal(t->retry_after_s > 0, t->status == 429 || t->status == 503);
        refusal_body(t, &b);
        json_t *root = json_loadb(b.data, b.len, 0, NULL);
        assert_int_equal(json_object_size(root), 2);
        assert_string_equal(json_string_value(json_object_get(root, "error")), t->error);
        assert_string_equal(json_string_value(json_object_get(root, "message")), t->message);
        for (enum refusal q = REFUSAL_NONE + 1; q < r; q++)
            assert_string_not_equal(refusal_text(q)->error, t->error);
        json_decref(root);
        buf_deinit(&b);
    }
    static const int by_server[] = {400, 404, 405, 411, 413};
    struct buf b = {0};
    for (size_t i = 0; i < sizeof by_server / sizeof *by_server; i++) {
        buf_reset(&b);
        refusal_of_status(by_server[i], &b);
        assert_true(b.len > 0);
    }
    buf_reset(&b);
    refusal_of_status(200, &b);
    assert_int_equal(b.len, 0);
    buf_deinit(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),    cmocka_unit_test(test_sealed),   cmocka_unit_test(test_contents_refused),
        cmocka_unit_test(test_limits),   cmocka_unit_test(test_patience), cmocka_unit_test(test_shares),
        cmocka_unit_test(test_schemas),  cmocka_unit_test(test_upload),   cmocka_unit_test(test_callers),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
