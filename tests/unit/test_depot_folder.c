/* A reporter's folder on disk: what is listed, read, written, moved and purged, and what a hostile owner cannot do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cal.h"
#include "depot/answer.h"
#include "depot/folder.h"
#include "depot/trace.h"

static char root[64];
static int folder;

static int setup(void **state)
{
    char path[128];
    struct err e;
    (void)state;
    snprintf(root, sizeof root, "/tmp/cvg-folder-XXXXXX");
    assert_non_null(mkdtemp(root));
    snprintf(path, sizeof path, "%s/R1", root);
    assert_int_equal(mkdir(path, 0755), 0);
    snprintf(path, sizeof path, "%s/R1/depot", root);
    assert_int_equal(mkdir(path, 0755), 0);
    folder = folder_open(root, "R1", &e);
    assert_true(folder >= 0);
    return 0;
}

static int teardown(void **state)
{
    char command[128];
    (void)state;
    close(folder);
    snprintf(command, sizeof command, "rm -rf -- '%s'", root);
    return system(command);
}

static void put_at(int at, const char *name, const char *text)
{
    int fd = openat(at, name, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static void put(const char *name, const char *text)
{
    put_at(folder, name, text);
}

static bool has(int at, const char *name)
{
    struct stat st;
    return fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

/* The mark of a file that is listed. */
static struct mark mark(const char *name)
{
    struct listing l;
    struct mark m = {0};
    struct err e;
    assert_int_equal(folder_list(folder, &l, &e), 0);
    for (size_t i = 0; i < l.n; i++)
        if (strcmp(l.items[i].name, name) == 0)
            m = l.items[i].mark;
    listing_deinit(&l);
    assert_true(m.inode != 0);
    return m;
}

static void test_open(void **state)
{
    struct err e;
    char path[128];
    (void)state;
    assert_int_equal(folder_open(root, "R2", &e), -1);
    snprintf(path, sizeof path, "%s/R2", root);
    assert_int_equal(symlink("R1", path), 0); /* a link to another's is no folder of one's own */
    assert_int_equal(folder_open(root, "R2", &e), -1);
    assert_int_equal(e.code, ERR_IO);
}

static void test_list(void **state)
{
    struct listing l;
    struct err e;
    (void)state;
    put("salaries.csv", "a");
    put("x_retour.csv", ANSWER_BEGIN);
    assert_int_equal(mkdirat(folder, NAME_FOLDER_DONE, 0755), 0);
    assert_int_equal(folder_list(folder, &l, &e), 0);
    assert_int_equal(l.n, 2);
    assert_int_equal(l.notices, 0);
    listing_deinit(&l);
    assert_int_equal(symlinkat("/etc/passwd", folder, "accompagnants.csv"), 0);
    assert_int_equal(linkat(folder, "salaries.csv", folder, "other.csv", 0), 0);
    assert_int_equal(mkfifoat(folder, "pipe.csv", 0600), 0);
    assert_int_equal(mkdirat(folder, "sub", 0755), 0);
    put("mine_retour.csv", "salarie_id;sexe\n"); /* of an answer it has the name only */
    assert_int_equal(folder_list(folder, &l, &e), 0);
    assert_int_equal(l.n, 1); /* a file of two names is none of ours to take */
    assert_string_equal(l.items[0].name, "x_retour.csv");
    assert_int_equal(l.notices,
                     NOTICE_BIT(NOTICE_NOT_A_FILE) | NOTICE_BIT(NOTICE_SUBFOLDER) | NOTICE_BIT(NOTICE_ANSWER_NAME));
    listing_deinit(&l);
}

static void test_read(void **state)
{
    struct buf b = {0};
    struct err e;
    (void)state;
    put("a.csv", "content");
    struct mark m = mark("a.csv");
    assert_int_equal(folder_read(folder, "a.csv", &m, &b, &e), 0);
    assert_string_equal(buf_text(&b), "content");
    buf_reset(&b);
    put("a.csv", "longer content");
    assert_int_equal(folder_read(folder, "a.csv", &m, &b, &e), 1);
    /* replaced by another file, a link, nothing */
    m = mark("a.csv");
    put("b.csv", "longer content");
    assert_int_equal(renameat(folder, "b.csv", folder, "a.csv"), 0);
    assert_int_equal(folder_read(folder, "a.csv", &m, &b, &e), 1);
    assert_int_equal(unlinkat(folder, "a.csv", 0), 0);
    assert_int_equal(folder_read(folder, "a.csv", &m, &b, &e), 1);
    assert_int_equal(symlinkat("/etc/passwd", folder, "a.csv"), 0);
    assert_int_equal(folder_read(folder, "a.csv", &m, &b, &e), 1);
    assert_int_equal(b.len, 0);
    buf_deinit(&b);
}

static void test_write(void **state)
{
    struct buf b = {0};
    struct err e;
    struct stat st;
    char path[128];
    (void)state;
    snprintf(path, sizeof path, "%s/elsewhere", root);
    put_at(AT_FDCWD, path, "untouched");
    assert_int_equal(symlinkat(path, folder, "a_retour.csv"), 0);
    assert_int_equal(symlinkat(path, folder, NAME_TEMPORARY), 0);
    buf_adds(&b, "answer");
    mode_t before = umask(077);
    assert_int_equal(folder_write(folder, "a_retour.csv", &b, &e), 0);
    umask(before);
    assert_int_equal(fstatat(folder, "a_retour.csv", &st, AT_SYMLINK_NOFOLLOW), 0);
    assert_true(S_ISREG(st.st_mode));
    assert_int_equal(st.st_mode & 0777, 0644);
    assert_int_equal(st.st_size, 6);
    assert_false(has(folder, NAME_TEMPORARY));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, 9);
    assert_int_equal(mkdirat(folder, "b_retour.csv", 0755), 0);
    assert_int_equal(folder_write(folder, "b_retour.csv", &b, &e), -1);
    assert_false(has(folder, NAME_TEMPORARY));
    buf_deinit(&b);
}

static void test_move(void **state)
{
    struct err e;
    int32_t day = cal_day(2026, 11, 20);
    (void)state;
    put("a.csv", "content");
    struct mark m = mark("a.csv");
    int to = folder_done(folder, day, "R1.1-aaaa", &e);
    assert_true(to >= 0);
    put("a.csv", "another"); /* since then */
    assert_int_equal(folder_move(folder, "a.csv", &m, to, &e), 0);
    assert_true(has(folder, "a.csv"));
    assert_false(has(to, "a.csv"));
    m = mark("a.csv");
    assert_int_equal(folder_move(folder, "a.csv", &m, to, &e), 0);
    assert_false(has(folder, "a.csv"));
    assert_true(has(to, "a.csv"));
    assert_int_equal(folder_move(folder, "a.csv", &m, to, &e), 0); /* once more, after a kill */
    put("a.csv", "content");
    m = mark("a.csv");
    put("a.csv", "another");
    folder_erase(folder, "a.csv", &m);
    assert_true(has(folder, "a.csv"));
    m = mark("a.csv");
    folder_erase(folder, "a.csv", &m);
    assert_false(has(folder, "a.csv"));
    close(to);
}

static void test_done_is_no_link(void **state)
{
    struct err e;
    (void)state;
    assert_int_equal(symlinkat("/tmp", folder, NAME_FOLDER_DONE), 0);
    assert_int_equal(folder_done(folder, cal_day(2026, 11, 20), "x", &e), -1);
    assert_int_equal(unlinkat(folder, NAME_FOLDER_DONE, 0), 0);
    int to = folder_done(folder, cal_day(2026, 11, 20), "x", &e);
    assert_true(to >= 0);
    close(to);
}

static void test_purge(void **state)
{
    struct err e;
    int32_t day = cal_day(2026, 11, 20);
    int kept = folder_done(folder, day, "kept", &e), old = folder_done(folder, day - 1, "old", &e);
    (void)state;
    put_at(kept, "a.csv", "x");
    put_at(old, "b.csv", "x");
    assert_int_equal(mkdirat(old, "made-by-the-reporter", 0755), 0);
    put("new_retour.csv", ANSWER_BEGIN);
    put("old_retour.csv", ANSWER_BEGIN);
    put("theirs_retour.csv", "x");
    put("old.csv", "x");
    const struct timespec long_ago[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    assert_int_equal(utimensat(folder, "old_retour.csv", long_ago, 0), 0);
    assert_int_equal(utimensat(folder, "theirs_retour.csv", long_ago, 0), 0);
    assert_int_equal(utimensat(folder, "old.csv", long_ago, 0), 0);
    assert_int_equal(symlinkat("/tmp", old, "link"), 0);
    folder_purge(folder, day, 1000000000000L * 1000);
    assert_true(has(folder, "envoyes/2026-11-20/kept/a.csv"));
    assert_false(has(folder, "envoyes/2026-11-19/old/b.csv"));
    assert_true(has(folder, "new_retour.csv"));
    assert_false(has(folder, "old_retour.csv"));
    assert_true(has(folder, "theirs_retour.csv"));
    assert_true(has(folder, "old.csv")); /* not answered: never thrown away */
    assert_true(access("/tmp", W_OK) == 0);
    close(kept);
    close(old);
}

static void test_trace(void **state)
{
    struct trace t = {0}, read = {0};
    struct entry entries[] = {{.name = (char[]){"salari\xe9s \"x\"\n.csv"},
                               .kind = NAME_FILE,
                               .mark = {.inode = UINT64_C(1) << 40, .size = 5, .mtime_ns = 6, .ctime_ns = -7}},
                              {.name = (char[]){"confirmer.txt"}, .kind = NAME_CONFIRM, .mark = {.inode = 8}}};
    size_t items[] = {0, 1};
    const struct pick p = {.items = items, .n = 2, .files_n = 1, .confirm = true};
    struct err e;
    (void)state;
    trace_set(&t, "R1.1-aaaa", "received", entries, &p);
    t.answered = true;
    assert_int_equal(trace_save(&t, root, "R1", &e), 0);
    trace_load(&read, root, "R1");
    assert_string_equal(read.submission, "R1.1-aaaa");
    assert_string_equal(read.told, "received");
    assert_true(read.answered);
    assert_int_equal(read.n, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(read.files[i].name, entries[i].name);
        assert_int_equal(read.files[i].kind, entries[i].kind);
        assert_true(mark_same(&read.files[i].mark, &entries[i].mark));
    }
    trace_forget(&read, root, "R1");
    assert_int_equal(read.n, 0);
    trace_load(&read, root, "R1");
    assert_string_equal(read.submission, "");
    static const char *const broken[] = {"",
                                         "{",
                                         "[]",
                                         "{\"submission\":\"x\"}",
                                         "{\"submission\":\"x\",\"told\":\"y\",\"files\":[{\"name\":\"2e2e2f78\"}]}",
                                         "{\"submission\":\"x\",\"told\":\"y\",\"files\":[{\"name\":\"zz\"}]}"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/R1.json", root);
        put_at(AT_FDCWD, path, broken[i]);
        trace_load(&read, root, "R1");
        assert_string_equal(read.submission, "");
        assert_int_equal(read.n, 0);
    }
    trace_clear(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_open, setup, teardown),
        cmocka_unit_test_setup_teardown(test_list, setup, teardown),
        cmocka_unit_test_setup_teardown(test_read, setup, teardown),
        cmocka_unit_test_setup_teardown(test_write, setup, teardown),
        cmocka_unit_test_setup_teardown(test_move, setup, teardown),
        cmocka_unit_test_setup_teardown(test_done_is_no_link, setup, teardown),
        cmocka_unit_test_setup_teardown(test_purge, setup, teardown),
        cmocka_unit_test_setup_teardown(test_trace, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
