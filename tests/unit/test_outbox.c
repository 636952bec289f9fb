/* The outbox: its states, damage that stays with one entry, and a kill at every system call of its writing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cal.h"
#include "cvg/outbox.h"
#include "cvg/outbox_disk.h"

#define DAY_US (24LL * 3600 * 1000000)

struct bench {
    char path[64];
    struct outbox box;
};

static const struct submission_file two_files[] = {{.name = "salaries.csv", .bytes = "a;b\n1;2\n", .len = 8},
                                                   {.name = "accompagnants.csv", .bytes = "c\n3\n", .len = 4}};
static const struct submission_file other_files[] = {{.name = "salaries.csv", .bytes = "a;b\n1;3\n", .len = 8}};

static struct outbox_submission submission(const struct submission_file *files, size_t n, const char *reporter)
{
    struct outbox_submission s = {
        .reporter = reporter, .situation = cal_day(2026, 11, 22), .files = files, .files_n = n};
    submission_digest(files, n, s.digest);
    return s;
}

static int setup(void **state)
{
    struct bench *t = calloc(1, sizeof *t);
    struct err e;
    strcpy(t->path, "/tmp/cvg-outbox-XXXXXX");
    assert_non_null(mkdtemp(t->path));
    strcat(t->path, "/deep/down");
    assert_int_equal(outbox_open(&t->box, t->path, &e), 0);
    *state = t;
    return 0;
}

static void run_shell(const char *command, const char *path)
{
    char line[400];
    snprintf(line, sizeof line, "d=%s; %s", path, command);
    assert_int_equal(system(line), 0);
}

static int teardown(void **state)
{
    struct bench *t = *state;
    outbox_close(&t->box);
    run_shell("rm -r $(dirname $(dirname $d))", t->path);
    free(t);
    return 0;
}

static void add(struct bench *t, const struct outbox_submission *s, char name[OUTBOX_NAME_SIZE])
{
    bool reused;
    struct err e;
    assert_int_equal(outbox_add(&t->box, s, name, &reused, &e), 0);
}

static struct outbox_list list(struct bench *t)
{
    struct outbox_list l;
    struct err e;
    assert_int_equal(outbox_list(&t->box, &l, &e), 0);
    return l;
}

static int acknowledge(struct bench *t, const struct outbox_entry *x, const char *submission, const char *state,
                       int64_t at_us)
{
    const struct outbox_receipt r = {submission, state, "the-centre-s-key", at_us};
    struct err e;
    return outbox_acknowledge(&t->box, x, &r, &e);
}

static size_t count(struct bench *t)
{
    struct outbox_list l = list(t);
    size_t n = l.n;
    outbox_list_deinit(&l);
    return n;
}

static void test_written_and_read(void **state)
{
    struct bench *t = *state;
    char name[OUTBOX_NAME_SIZE];
    struct outbox_submission s = submission(two_files, 2, "LYO0001");
    struct stat st;
    struct err e;
    s.confirm = true;
    add(t, &s, name);
    struct outbox_list l = list(t);
    assert_int_equal(l.n, 1);
    const struct outbox_entry *x = &l.entries[0];
    assert_string_equal(x->name, name);
    assert_string_equal(x->reporter, "LYO0001");
    assert_int_equal(x->situation, s.situation);
    assert_true(x->confirm);
    assert_memory_equal(x->digest, s.digest, sizeof s.digest);
    assert_int_equal(x->acknowledged_us, 0);
    assert_int_equal(x->files_n, 2);
    assert_string_equal(x->files[1].name, "accompagnants.csv");
    assert_int_equal(x->bytes, 12);
    struct buf bytes = {0};
    assert_int_equal(outbox_read(&t->box, x, &bytes, &e), 0);
    assert_string_equal(buf_text(&bytes), "a;b\n1;2\nc\n3\n");
    buf_deinit(&bytes);
    outbox_list_deinit(&l);
    assert_int_equal(fstat(t->box.dir, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700); /* for us alone */
}

static void test_the_same_is_not_written_twice(void **state)
{
    struct bench *t = *state;
    char first[OUTBOX_NAME_SIZE], again[OUTBOX_NAME_SIZE], other[OUTBOX_NAME_SIZE];
    struct outbox_submission s = submission(two_files, 2, "LYO0001"), o = submission(other_files, 1, "LYO0001"),
                             someone = submission(two_files, 2, "LYO0002");
    add(t, &s, first);
    add(t, &someone, other); /* another reporter's */
    add(t, &s, again);
    assert_string_equal(first, again);
    add(t, &o, other);
    add(t, &s, again); /* no longer the newest: it is sent after the other, and wins */
    assert_string_not_equal(first, again);
    s.confirm = true;
    add(t, &s, again);
    assert_int_equal(count(t), 5);
    struct outbox_list l = list(t);
    for (size_t i = 0; i < l.n; i++)
        assert_int_equal(l.entries[i].number, i + 1);
    outbox_list_deinit(&l);
}

static void test_acknowledged_kept_removed(void **state)
{
    struct bench *t = *state;
    char name[OUTBOX_NAME_SIZE];
    struct outbox_submission s = submission(two_files, 2, "LYO0001");
    struct err e;
    add(t, &s, name);
    struct outbox_list l = list(t);
    int64_t now = cal_now_us();
    assert_int_equal(outbox_tidy(&t->box, &l, now + 400 * DAY_US, 14, &e), 0); /* what waits stays */
    assert_int_equal(count(t), 1);
    assert_int_equal(acknowledge(t, &l.entries[0], "LYO0001.4-abcd", "received", now), 0);
    outbox_list_deinit(&l);
    l = list(t);
    assert_string_equal(l.entries[0].submission, "LYO0001.4-abcd");
    assert_string_equal(l.entries[0].state, "received");
    assert_string_equal(l.entries[0].server, "the-centre-s-key");
    assert_true(l.entries[0].acknowledged_us >= now);
    assert_int_equal(outbox_tidy(&t->box, &l, now + 13 * DAY_US, 14, &e), 0);
    assert_int_equal(count(t), 1);
    /* forgotten by the centre and acknowledged anew */
    assert_int_equal(acknowledge(t, &l.entries[0], "LYO0001.2-0000", "received", now), 0);
    outbox_list_deinit(&l);
    l = list(t);
    assert_string_equal(l.entries[0].submission, "LYO0001.2-0000");
    assert_int_equal(outbox_tidy(&t->box, &l, now + 15 * DAY_US, 14, &e), 0);
    outbox_list_deinit(&l);
    assert_int_equal(count(t), 0);
}

static void test_said_again_is_kept_once(void **state)
{
    struct bench *t = *state;
    char name[OUTBOX_NAME_SIZE];
    struct outbox_submission s = submission(two_files, 2, "LYO0001");
    struct err e;
    add(t, &s, name);
    s.confirm = true;
    add(t, &s, name);
    struct outbox_list l = list(t);
    for (size_t i = 0; i < l.n; i++)
        assert_int_equal(acknowledge(t, &l.entries[i], "LYO0001.4-abcd", "held", 0), 0);
    outbox_list_deinit(&l);
    l = list(t);
    assert_int_equal(outbox_tidy(&t->box, &l, cal_now_us(), 14, &e), 0);
    outbox_list_deinit(&l);
    l = list(t);
    assert_int_equal(l.n, 1);
    assert_true(l.entries[0].confirm);
    outbox_list_deinit(&l);
}

/* Damage of one entry is told and set aside; the others are there. */
static void test_damage(void **state)
{
    struct bench *t = *state;
    static const char *const damages[] = {
        "rm $d/0000000001-*/manifest.json",
        "echo '{\"version\":1,' > $(ls -d $d/0000000001-*)/manifest.json",
        ": > $(ls -d $d/0000000001-*)/manifest.json",
        "sed -i 's/\"version\":1/\"version\":9/' $d/0000000001-*/manifest.json",
        "sed -i 's/2026-11-22/2026-13-22/' $d/0000000001-*/manifest.json",
        "rm -r $d/0000000001-*/ && touch $d/0000000001-aaaaaaaa",
    };
    struct err e;
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        char name[OUTBOX_NAME_SIZE];
        struct outbox_submission s = submission(two_files, 2, "LYO0001"), o = submission(other_files, 1, "LYO0001");
        add(t, &s, name);
        add(t, &o, name);
        run_shell(damages[i], t->path);
        struct outbox_list l = list(t);
        assert_int_equal(l.broken_n, 1);
        assert_non_null(strstr(l.broken[0], "/a-part/0000000001-"));
        assert_int_equal(access(l.broken[0], F_OK), 0);
        assert_int_equal(l.n, 1);
        assert_string_equal(l.entries[0].name, name);
        assert_int_equal(outbox_remove(&t->box, &l.entries[0], &e), 0);
        outbox_list_deinit(&l);
        l = list(t); /* it is out of the way now */
        assert_int_equal(l.broken_n, 0);
        assert_int_equal(l.n, 0);
        outbox_list_deinit(&l);
    }
}

/* Bytes that changed on the disk are never sent; a receipt that cannot be read is none. */
static void test_changed_content(void **state)
{
    struct bench *t = *state;
    static const char *const damages[] = {"printf x >> $(ls -d $d/0*)/0", "printf 'a;b\\n1;9\\n' > $(ls -d $d/0*)/0",
                                          ": > $(ls -d $d/0*)/1", "rm $(ls -d $d/0*)/1"};
    struct buf bytes = {0};
    struct err e;
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        char name[OUTBOX_NAME_SIZE];
        struct outbox_submission s = submission(two_files, 2, "LYO0001");
        add(t, &s, name);
        run_shell(damages[i], t->path);
        struct outbox_list l = list(t);
        assert_int_equal(l.n, 1);
        assert_int_equal(outbox_read(&t->box, &l.entries[0], &bytes, &e), -1);
        assert_int_equal(e.code, ERR_FORMAT);
        assert_int_equal(acknowledge(t, &l.entries[0], "LYO0001.4-abcd", "received", 0), 0);
        run_shell("echo '{' > $(ls -d $d/0*)/receipt.json", t->path);
        outbox_list_deinit(&l);
        l = list(t);
        assert_int_equal(l.entries[0].acknowledged_us, 0);
        assert_int_equal(outbox_remove(&t->box, &l.entries[0], &e), 0);
        outbox_list_deinit(&l);
    }
    buf_deinit(&bytes);
}

static void test_locks(void **state)
{
    struct bench *t = *state;
    struct outbox second;
    struct err e;
    assert_int_equal(outbox_open(&second, t->path, &e), 0);
    assert_int_equal(outbox_lock(&t->box, OUTBOX_SEND, 0, &e), 1);
    assert_int_equal(outbox_lock(&second, OUTBOX_SEND, 30, &e), 0);
    assert_int_equal(outbox_lock(&second, OUTBOX_WRITE, 0, &e), 1); /* who sends does not hinder who writes */
    outbox_unlock(&second, OUTBOX_WRITE);
    outbox_unlock(&t->box, OUTBOX_SEND);
    assert_int_equal(outbox_lock(&second, OUTBOX_SEND, 0, &e), 1);
    outbox_close(&second); /* as a process that ends does */
    assert_int_equal(outbox_lock(&t->box, OUTBOX_SEND, 0, &e), 1);
}

/* ---- what is synced ---- */

static struct {
    ino_t synced[16];
    size_t n;
} told;

/* In the place of the C library's. */
int fsync(int fd)
{
    struct stat st;
    if (fstat(fd, &st) == 0 && told.n < sizeof told.synced / sizeof *told.synced)
        told.synced[told.n++] = st.st_ino;
    return (int)syscall(SYS_fsync, fd);
}

static ino_t inode(const char *path)
{
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    return st.st_ino;
}

/* A directory outlives a loss of power once the one above it is synced: each that is made, and no other. */
static void test_made_directories_are_synced(void **state)
{
    struct bench *t = *state;
    char path[128];
    struct err e;
    snprintf(path, sizeof path, "%s/one/two", t->path);
    const char *const made[] = {path, "here/two"}; /* the second from where we are */
    assert_int_equal(chdir(t->path), 0);
    for (size_t i = 0; i < 2; i++) {
        told.n = 0;
        assert_int_equal(disk_make_path(made[i], &e), 0);
        assert_int_equal(told.n, 2);
        assert_int_equal(told.synced[0], inode("."));
        assert_int_equal(told.synced[1], inode(i ? "here" : "one"));
        assert_int_equal(disk_make_path(made[i], &e), 0);
        assert_int_equal(told.n, 2);
    }
    assert_int_equal(chdir("/"), 0);
}

/* ---- a kill at each system call ---- */

/* Runs `act` in a child that is killed before its nth system call; false where it came to its end before. */
static bool killed_at(struct bench *t, void (*act)(struct bench *t), int n)
{
    int status;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        raise(SIGSTOP);
        act(t);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    for (int i = 0; WIFSTOPPED(status) && i < 2 * n; i++) { /* each call stops twice: before and after */
        ptrace(PTRACE_SYSCALL, child, NULL, NULL);
        assert_int_equal(waitpid(child, &status, 0), child);
    }
    if (!WIFSTOPPED(status)) {
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        return false;
    }
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    return true;
}

static void act_add(struct bench *t)
{
    struct outbox_submission s = submission(two_files, 2, "LYO0001");
    struct outbox own; /* a lock belongs to who opened it */
    char name[OUTBOX_NAME_SIZE];
    bool reused;
    struct err e;
    if (outbox_open(&own, t->path, &e) < 0 || outbox_add(&own, &s, name, &reused, &e) < 0)
        _exit(1);
}

static void act_acknowledge(struct bench *t)
{
    struct outbox_list l;
    struct err e;
    if (outbox_list(&t->box, &l, &e) < 0 || l.n != 1 ||
        acknowledge(t, &l.entries[0], "LYO0001.4-abcd", "received", 0) < 0)
        _exit(1);
}

static void act_remove(struct bench *t)
{
    struct outbox_list l;
    struct err e;
    if (outbox_list(&t->box, &l, &e) < 0 || l.n != 1 || outbox_remove(&t->box, &l.entries[0], &e) < 0)
        _exit(1);
}

/* Whole or not there; and whoever comes next ends with exactly one. */
static void check_one(struct bench *t, bool may_be_gone)
{
    struct outbox_list l = list(t);
    struct buf bytes = {0};
    struct err e;
    assert_int_equal(l.broken_n, 0);
    assert_true(l.n == 1 || (l.n == 0 && may_be_gone));
    if (l.n)
        assert_int_equal(outbox_read(&t->box, &l.entries[0], &bytes, &e), 0);
    buf_deinit(&bytes);
    outbox_list_deinit(&l);
}

static void remove_all(struct bench *t)
{
    struct outbox_list l = list(t);
    struct err e;
    for (size_t i = 0; i < l.n; i++)
        assert_int_equal(outbox_remove(&t->box, &l.entries[i], &e), 0);
    outbox_list_deinit(&l);
}

static void test_killed_anywhere(void **state)
{
    struct bench *t = *state;
    static const struct {
        void (*act)(struct bench *t);
        bool from_nothing;
        int least; /* system calls that it makes at least */
    } cases[] = {{act_add, true, 20}, {act_acknowledge, false, 10}, {act_remove, false, 10}};
    struct outbox_submission s = submission(two_files, 2, "LYO0001");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int n = 1;
        for (bool killed = true; killed; n++) {
            char name[OUTBOX_NAME_SIZE];
            struct err e;
            if (!cases[i].from_nothing)
                add(t, &s, name);
            killed = killed_at(t, cases[i].act, n);
            check_one(t, cases[i].act != act_acknowledge);
            add(t, &s, name); /* the next push of the same */
            check_one(t, false);
            struct outbox_list l = list(t);
            assert_int_equal(acknowledge(t, &l.entries[0], "LYO0001.5-abcd", "received", 0), 0);
            assert_int_equal(outbox_tidy(&t->box, &l, cal_now_us(), 14, &e), 0);
            outbox_list_deinit(&l);
            assert_int_equal(count(t), 1);
            remove_all(t);
        }
        assert_true(n > cases[i].least);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_written_and_read, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_same_is_not_written_twice, setup, teardown),
        cmocka_unit_test_setup_teardown(test_acknowledged_kept_removed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_said_again_is_kept_once, setup, teardown),
        cmocka_unit_test_setup_teardown(test_damage, setup, teardown),
        cmocka_unit_test_setup_teardown(test_changed_content, setup, teardown),
        cmocka_unit_test_setup_teardown(test_locks, setup, teardown),
        cmocka_unit_test_setup_teardown(test_made_directories_are_synced, setup, teardown),
        cmocka_unit_test_setup_teardown(test_killed_anywhere, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
