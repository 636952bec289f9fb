/* The growing buffer, its files, and the arena and arrays of mem.c under it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

static void test_growing(void **state)
{
    (void)state;
    struct buf b = {0};
    assert_string_equal(buf_text(&b), "");
    buf_add(&b, "", 0);
    assert_string_equal(buf_text(&b), "");
    buf_adds(&b, "abc");
    buf_addc(&b, 0);
    buf_addf(&b, "%d-%s", 12, "x");
    assert_int_equal(b.len, 8);
    assert_memory_equal(b.data, "abc\00012-x", 9); /* with its NUL */
    buf_reset(&b);
    assert_int_equal(b.len, 0);
    assert_string_equal(buf_text(&b), "");
    for (int i = 0; i < 10000; i++) { /* across every growth, the NUL stands */
        buf_addf(&b, "%d,", i % 10);
        assert_int_equal(b.data[b.len], 0);
    }
    assert_int_equal(b.len, 20000);
    assert_memory_equal(b.data + 19990, "5,6,7,8,9,", 11);
    char *s = buf_take(&b);
    assert_int_equal(strlen(s), 20000);
    assert_null(b.data);
    free(s);
    s = buf_take(&b); /* of an empty one: an empty text */
    assert_string_equal(s, "");
    free(s);
    buf_deinit(&b);
}

static void test_files(void **state)
{
    (void)state;
    char folder[] = "/tmp/test_buf.XXXXXX", path[64];
    struct buf b = {0}, back = {0};
    struct err e = {0};
    struct stat st;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/f", folder);
    for (int i = 0; i < 200000; i++)
        buf_addc(&b, (char)i);
    assert_int_equal(buf_write_file(&b, path, 0640, &e), 0);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640 & ~022);
    buf_adds(&back, "before"); /* what is there already stays */
    assert_int_equal(buf_read_file(&back, path, 0, &e), 0);
    assert_int_equal(back.len, 200006);
    assert_memory_equal(back.data, "before", 6);
    assert_memory_equal(back.data + 6, b.data, 200000);
    buf_reset(&back);
    assert_int_equal(buf_read_file(&back, path, 200000, &e), 0);
    buf_reset(&back);
    assert_int_equal(buf_read_file(&back, path, 199999, &e), -1);
    assert_int_equal(e.code, ERR_LIMIT);
    buf_reset(&b);
    buf_adds(&b, "new");
    assert_int_equal(buf_write_file(&b, path, 0600, &e), 0); /* in place of the old one */
    buf_reset(&back);
    assert_int_equal(buf_read_file(&back, path, 0, &e), 0);
    assert_string_equal(buf_text(&back), "new");
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0); /* nothing else is left in it */
    assert_int_equal(buf_read_file(&back, path, 0, &e), -1);
    assert_int_equal(e.code, ERR_IO);
    assert_non_null(strstr(e.text, path));
    assert_int_equal(buf_write_file(&b, path, 0600, &e), -1);
    assert_int_equal(e.code, ERR_IO);
    buf_deinit(&b);
    buf_deinit(&back);
}

static void test_memory(void **state)
{
    (void)state;
    struct arena a = {0};
    static const size_t sizes[] = {0, 1, 15, 16, 17, 4096, 65535, 65536, 65537, 200000, 1, 70000, 3};
    unsigned char *p[sizeof sizes / sizeof sizes[0]];
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        p[i] = arena_new(&a, sizes[i]);
        assert_int_equal((uintptr_t)p[i] % 16, 0);
        for (size_t k = 0; k < sizes[i]; k++)
            assert_int_equal(p[i][k], 0);
        memset(p[i], (int)i + 1, sizes[i]);
    }
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) /* none lies over another */
        for (size_t k = 0; k < sizes[i]; k++)
            assert_int_equal(p[i][k], i + 1);
    assert_string_equal(arena_text(&a, "abcdef", 3), "abc");
    arena_deinit(&a);
    assert_null(a.head);

    int *list = NULL;
    size_t cap = 0;
    for (size_t n = 0; n < 1000; n++) {
        list = mem_room(list, n, &cap, sizeof *list);
        assert_true(cap > n);
        list[n] = (int)n;
    }
    for (size_t n = 0; n < 1000; n++)
        assert_int_equal(list[n], n);
    free(list);
    assert_null(mem_text(NULL));
    char *s = mem_text_n("abc", 2);
    assert_string_equal(s, "ab");
    mem_free(&s);
    assert_null(s);
}

static void test_errors(void **state)
{
    (void)state;
    struct err e = {0};
    assert_int_equal(err_set(NULL, ERR_IO, "nobody looks"), -1);
    assert_int_equal(err_set(&e, ERR_AWAY, "%s %d", "port", 1), -1);
    assert_int_equal(err_prefix(&e, "try %d", 2), -1);
    assert_string_equal(e.text, "try 2: port 1");
    assert_true(err_transient(&e));
    char long_text[2000];
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = 0;
    err_fill(&e, ERR_FORMAT, "%s", long_text);
    err_prefix(&e, "%s", long_text);
    assert_true(strlen(e.text) < sizeof e.text);
    assert_false(err_transient(&e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_growing),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_errors),
    };
    umask(022);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
