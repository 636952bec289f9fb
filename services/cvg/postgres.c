/* The private PostgreSQL: programs, user, cluster, settings. */
#include "cvg/postgres.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "cvg/french.h"

#define SYSTEM_USER "postgres"
#define STOP_FAST_MS 20000
#define STOP_NOW_MS 5000

static const char TEXT_NO_PROGRAM[] =
    "PostgreSQL%s%s n'est pas installé (paquet postgresql-%s ; CVG_PG_BIN désigne un autre dossier de programmes)";
static const char TEXT_NO_USER[] = "PostgreSQL refuse de tourner sous root et l'utilisateur « " SYSTEM_USER " » manque";
static const char TEXT_OTHER_OWNER[] = "%s appartient à un autre utilisateur (uid %u, attendu %u) : lancez « cvg » "
                                       "sous le même utilisateur que la première fois";
static const char TEXT_DIRECTORY[] = "dossier %s : %s";
static const char TEXT_REMOVE[] = "impossible d'effacer l'essai interrompu %s : %s";

/* fsync and full_page_writes stand on the command line, above every file: what is acknowledged is on the disk. Server
 * messages are terse and without statements because a message about a row would quote it, and no person's row belongs
 * in a log. */
static const char settings_text[] =
    "# Written by cvg at each start. Your own settings: local.conf, one directory above.\n"
    "listen_addresses = ''\n"
    "unix_socket_directories = '%s'\n"
    "unix_socket_permissions = 0700\n"
    "port = 5432\n"
    "max_connections = 64\n"
    "password_encryption = 'scram-sha-256'\n"
    "shared_buffers = 128MB\n"
    "max_wal_size = 4GB\n"
    "wal_compression = lz4\n"
    "checkpoint_timeout = 30min\n"
    "jit = off\n"
    "timezone = 'UTC'\n"
    "log_timezone = 'UTC'\n"
    "lc_messages = 'C'\n"
    "log_line_prefix = '%%m [%%p] %%q%%u '\n"
    "log_error_verbosity = terse\n"
    "log_min_error_statement = panic\n"
    "cluster_name = 'cvg'\n"
    "include_if_exists = '../local.conf'\n";

static const char access_text[] =
    "# Written by cvg at each start: by the private socket, with a password, and in no other way.\n"
    "local all all scram-sha-256\n"
    "local replication postgres scram-sha-256\n"; /* pg_basebackup */

static bool has_programs(const char *dir)
{
    char *server = home_join(dir, "postgres"), *maker = home_join(dir, "initdb");
    bool has = access(server, X_OK) == 0 && access(maker, X_OK) == 0;
    free(server);
    free(maker);
    return has;
}

/* A cluster runs only under the major version that made it; a new one takes the newest. */
static int find_programs(struct postgres *pg, struct err *e)
{
    const char *env = getenv("CVG_PG_BIN");
    char version[16] = "";
    char *path = home_join(pg->data, "PG_VERSION");
    struct buf b = {0};
    glob_t g = {0};
    int best = 0;
    if (buf_read_file(&b, path, 64, NULL) == 0)
        snprintf(version, sizeof version, "%d", atoi(buf_text(&b)));
    buf_deinit(&b);
    free(path);
    if (env && *env) {
        pg->programs = has_programs(env) ? mem_text(env) : NULL;
    } else if (glob("/usr/lib/postgresql/*/bin", 0, NULL, &g) == 0) {
        for (size_t i = 0; i < g.gl_pathc; i++) {
            int major = atoi(g.gl_pathv[i] + strlen("/usr/lib/postgresql/"));
            if (major <= best || (*version && major != atoi(version)) || !has_programs(g.gl_pathv[i]))
                continue;
            best = major;
            free(pg->programs);
            pg->programs = mem_text(g.gl_pathv[i]);
        }
    }
    globfree(&g);
    if (pg->programs)
        return 0;
    return err_set(e, ERR_SETTING, TEXT_NO_PROGRAM, *version ? " " : "", version, *version ? version : "15");
}

/* Asks as the user itself: groups, lists of access and mounts all have their say. */
static bool user_reaches(const struct postgres *pg, const char *path)
{
    pid_t pid = fork();
    if (pid == 0) {
        if (setgroups(0, NULL) < 0 || setresgid(pg->gid, pg->gid, pg->gid) < 0 ||
            setresuid(pg->uid, pg->uid, pg->uid) < 0)
            _exit(2);
        _exit(chdir(path) < 0);
    }
    int status;
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int make_owned(const struct postgres *pg, const char *path, struct err *e)
{
    if (mkdir(path, 0700) < 0 && errno != EEXIST)
        return err_set(e, ERR_IO, TEXT_DIRECTORY, path, french_errno(errno));
    if (pg->drop && chown(path, pg->uid, pg->gid) < 0)
        return err_set(e, ERR_IO, TEXT_DIRECTORY, path, french_errno(errno));
    return 0;
}

static int find_user(struct postgres *pg, struct err *e)
{
    pg->uid = geteuid();
    pg->gid = getegid();
    pg->drop = pg->uid == 0;
    if (!pg->drop)
        return 0;
    const struct passwd *pw = getpwnam(SYSTEM_USER);
    if (!pw || pw->pw_uid == 0)
        return err_set(e, ERR_SETTING, "%s", TEXT_NO_USER);
    pg->uid = pw->pw_uid;
    pg->gid = pw->pw_gid;
    return 0;
}

int postgres_open(struct postgres *pg, const struct home *h, struct err *e)
{
    struct stat st;
    char fresh[64];
    /* a name of our own: the initdb of a supervisor that was killed may still be writing into its */
    snprintf(fresh, sizeof fresh, "data.new.%ld", (long)getpid());
    *pg = (struct postgres){.home = h, .data = home_join(h->pg, "data"), .data_new = home_join(h->pg, fresh)};
    if (find_user(pg, e) < 0 || find_programs(pg, e) < 0)
        goto failed;
    if (stat(pg->data, &st) == 0 && st.st_uid != pg->uid) {
        err_fill(e, ERR_SETTING, TEXT_OTHER_OWNER, pg->data, (unsigned)st.st_uid, pg->uid);
        goto failed;
    }
    if (make_owned(pg, h->pg, e) < 0 || home_make_sockets(h, pg->uid, pg->gid, e) < 0)
        goto failed;
    pg->detour = pg->drop && !user_reaches(pg, h->pg);
    return 0;
failed:
    postgres_close(pg);
    return -1;
}

void postgres_close(struct postgres *pg)
{
    mem_free(&pg->programs);
    mem_free(&pg->data);
    mem_free(&pg->data_new);
}

bool postgres_made(const struct postgres *pg)
{
    return access(pg->data, F_OK) == 0;
}

static int write_file(const struct postgres *pg, const char *dir, const char *name, const struct buf *text,
                      struct err *e)
{
    char *path = home_join(dir, name);
    int rc = buf_write_file(text, path, 0600, e);
    if (rc == 0 && pg->drop && chown(path, pg->uid, pg->gid) < 0)
        rc = err_set(e, ERR_IO, TEXT_DIRECTORY, path, french_errno(errno));
    free(path);
    return rc;
}

/* The server's part of a launch: user, environment, and `-D`. A home below a directory that only root passes (/root,
 * say) is handed over as an open directory: /proc/self/fd/3 leads into it without passing what lies above, for initdb
 * and the server alike. */
static int set_up(const struct postgres *pg, struct launch *l, const char *data, struct err *e)
{
    l->drop = pg->drop;
    l->uid = pg->uid;
    l->gid = pg->gid;
    launch_env(l, "PATH",
               "/usr/bin:/bin"); /* no further: what it finds elsewhere hides what is not where it should be */
    launch_env(l, "LC_ALL", "C.UTF-8");
    launch_arg(l, "-D");
    if (!pg->detour) {
        launch_arg(l, "%s", data);
        return 0;
    }
    launch_arg(l, "/proc/self/fd/3");
    l->pass_fd = open(data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return l->pass_fd < 0 ? err_set(e, ERR_IO, TEXT_DIRECTORY, data, french_errno(errno)) : 0;
}

static void begin_launch(const struct postgres *pg, struct launch *l, const char *program, const char *log)
{
    char *file = home_join(pg->programs, program), *log_path = home_join(pg->home->log, log);
    launch_init(l, file, pg->detour ? "/" : pg->home->pg, log_path);
    free(file);
    free(log_path);
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

int postgres_launch_initdb(struct postgres *pg, struct launch *l, struct err *e)
{
    /* Left by one of our number that was killed while it was made: it bears no name that counts, and is begun anew. */
    if (nftw(pg->data_new, remove_entry, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) < 0 && errno != ENOENT)
        return err_set(e, ERR_IO, TEXT_REMOVE, pg->data_new, french_errno(errno));
    if (make_owned(pg, pg->data_new, e) < 0)
        return -1;
    struct buf b = {0};
    char *secret = home_secret(pg->home, "postgres", true, e);
    if (!secret)
        return -1;
    buf_addf(&b, "%s\n", secret);
    free(secret);
    int rc = write_file(pg, pg->home->pg_sockets, "first", &b, e);
    buf_deinit(&b);
    if (rc < 0)
        return -1;
    begin_launch(pg, l, "initdb", "initdb.log");
    launch_arg(l, "--pwfile=%s/first", pg->home->pg_sockets);
    launch_arg(l, "--username=postgres");
    launch_arg(l, "--encoding=UTF8");
    launch_arg(l, "--locale=C.UTF-8");
    launch_arg(l, "--auth=scram-sha-256");
    launch_arg(l, "--data-checksums");
    return set_up(pg, l, pg->data_new, e);
}

/* What earlier supervisors began and never finished; what cannot be removed now is with the next one. */
static void remove_unfinished(const struct postgres *pg)
{
    glob_t found;
    char *pattern = home_join(pg->home->pg, "data.new*");
    if (glob(pattern, GLOB_NOSORT, NULL, &found) == 0) {
        for (size_t i = 0; i < found.gl_pathc; i++)
            nftw(found.gl_pathv[i], remove_entry, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
        globfree(&found);
    }
    free(pattern);
}

int postgres_adopt(struct postgres *pg, struct err *e)
{
    char *first = home_join(pg->home->pg_sockets, "first");
    unlink(first);
    free(first);
    if (rename(pg->data_new, pg->data) < 0)
        return err_set(e, ERR_IO, TEXT_DIRECTORY, pg->data, french_errno(errno));
    remove_unfinished(pg);
    int dir = open(pg->home->pg, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = dir < 0 || fsync(dir) < 0 ? err_set(e, ERR_IO, TEXT_DIRECTORY, pg->home->pg, french_errno(errno)) : 0;
    if (dir >= 0)
        close(dir);
    return rc;
}

/* With no process of the cluster alive its lock files are stale; the server would believe them if their pid had been
 * given anew. */
static void remove_locks(const struct postgres *pg)
{
    char *pid = home_join(pg->data, "postmaster.pid"), *lock = home_join(pg->home->pg_sockets, ".s.PGSQL.5432.lock");
    unlink(pid);
    unlink(lock);
    free(pid);
    free(lock);
}

int postgres_launch(struct postgres *pg, struct launch *l, struct err *e)
{
    struct buf conf = {0}, hba = {0};
    remove_locks(pg);
    buf_addf(&conf, settings_text, pg->home->pg_sockets);
    buf_adds(&hba, access_text);
    int rc = home_make_sockets(pg->home, pg->uid, pg->gid, e);
    rc = rc < 0 ? rc : write_file(pg, pg->data, "postgresql.conf", &conf, e);
    rc = rc < 0 ? rc : write_file(pg, pg->data, "pg_hba.conf", &hba, e);
    buf_deinit(&conf);
    buf_deinit(&hba);
    if (rc < 0)
        return -1;
    begin_launch(pg, l, "postgres", "postgres.log");
    launch_arg(l, "-c");
    launch_arg(l, "fsync=on");
    launch_arg(l, "-c");
    launch_arg(l, "full_page_writes=on");
    return set_up(pg, l, pg->data, e);
}

/* postmaster.pid: the master's pid on line 1, its status on line 8. */
static pid_t read_master(const struct postgres *pg, char *status, size_t size)
{
    char *path = home_join(pg->data, "postmaster.pid");
    struct buf b = {0};
    pid_t pid = 0;
    *status = 0;
    if (buf_read_file(&b, path, 4096, NULL) == 0) {
        const char *p = buf_text(&b);
        pid = (pid_t)atoi(p);
        for (int line = 1; p && line < 8; line++)
            p = (p = strchr(p, '\n')) ? p + 1 : NULL;
        if (p)
            snprintf(status, size, "%.*s", (int)strcspn(p, " \n"), p);
    }
    buf_deinit(&b);
    free(path);
    return pid;
}

bool postgres_ready(const struct postgres *pg, pid_t pid)
{
    char status[16];
    return read_master(pg, status, sizeof status) == pid && !strcmp(status, "ready");
}

void postgres_find_left(const struct postgres *pg, struct process_list *l)
{
    process_list_add_cwd(l, pg->data, "postgres", pg->uid, pg->gid);
}

void postgres_end_left(const struct postgres *pg)
{
    struct process_list all = {0}, master = {0};
    char status[16];
    pid_t pid = read_master(pg, status, sizeof status);
    postgres_find_left(pg, &all);
    for (size_t i = 0; i < all.n; i++)
        if (all.items[i].pid == pid)
            process_list_add(&master, all.items[i]);
    process_list_end(&master, SIGINT, STOP_FAST_MS);
    if (!process_list_end(&all, SIGQUIT, STOP_NOW_MS))
        process_list_end(&all, SIGKILL, STOP_NOW_MS);
    process_list_deinit(&all);
    process_list_deinit(&master);
}
