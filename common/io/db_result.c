/* Readers of PostgreSQL results, text or binary, and what a refusal means. */
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"
#include "io/db_private.h"

static void check_place(const struct db_result *r, int row, int col)
{
    must(r->pg && row >= 0 && row < PQntuples(r->pg) && col >= 0 && col < PQnfields(r->pg));
}

int db_rows(const struct db_result *r)
{
    return PQntuples(r->pg);
}

int64_t db_affected(const struct db_result *r)
{
    return strtoll(PQcmdTuples(r->pg), NULL, 10);
}

int db_column(const struct db_result *r, const char *name)
{
    for (int i = 0; i < PQnfields(r->pg); i++)
        if (strcmp(PQfname(r->pg, i), name) == 0)
            return i;
    return -1;
}

bool db_is_null(const struct db_result *r, int row, int col)
{
    check_place(r, row, col);
    return PQgetisnull(r->pg, row, col);
}

const char *db_text(const struct db_result *r, int row, int col)
{
    check_place(r, row, col);
    return PQgetvalue(r->pg, row, col);
}

size_t db_len(const struct db_result *r, int row, int col)
{
    check_place(r, row, col);
    return (size_t)PQgetlength(r->pg, row, col);
}

/* An integer of 1, 2, 4 or 8 bytes as it lies in a binary result. */
static int64_t get_int(const void *p, int len)
{
    uint64_t u8;
    uint32_t u4;
    uint16_t u2;
    switch (len) {
    case 1:
        return *(const signed char *)p;
    case 2:
        memcpy(&u2, p, sizeof u2);
        return (int16_t)be16toh(u2);
    case 4:
        memcpy(&u4, p, sizeof u4);
        return (int32_t)be32toh(u4);
    case 8:
        memcpy(&u8, p, sizeof u8);
        return (int64_t)be64toh(u8);
    default:
        must(!"a binary value that is not an integer");
        return 0;
    }
}

int64_t db_int64(const struct db_result *r, int row, int col)
{
    if (db_is_null(r, row, col))
        return 0;
    const char *s = PQgetvalue(r->pg, row, col);
    if (PQfformat(r->pg, col))
        return get_int(s, PQgetlength(r->pg, row, col));
    if (*s == 't' || *s == 'f')
        return *s == 't';
    return strtoll(s, NULL, 10);
}

double db_double(const struct db_result *r, int row, int col)
{
    if (db_is_null(r, row, col))
        return 0;
    const char *s = PQgetvalue(r->pg, row, col);
    if (!PQfformat(r->pg, col))
        return strtod(s, NULL);
    if (PQftype(r->pg, col) != DB_FLOAT8)
        return (double)get_int(s, PQgetlength(r->pg, row, col));
    uint64_t bits;
    double v;
    memcpy(&bits, s, sizeof bits);
    bits = be64toh(bits);
    memcpy(&v, &bits, sizeof v);
    return v;
}

bool db_bool(const struct db_result *r, int row, int col)
{
    return db_int64(r, row, col) != 0;
}

int32_t db_day(const struct db_result *r, int row, int col)
{
    if (db_is_null(r, row, col))
        return 0;
    const char *s = PQgetvalue(r->pg, row, col);
    int32_t day = 0;
    must(PQftype(r->pg, col) == DB_DATE);
    if (PQfformat(r->pg, col))
        return (int32_t)get_int(s, 4) + DB_EPOCH_DAYS;
    must(cal_parse_iso(s, strlen(s), &day));
    return day;
}

int64_t db_instant(const struct db_result *r, int row, int col)
{
    if (db_is_null(r, row, col))
        return 0;
    must(PQfformat(r->pg, col) && PQftype(r->pg, col) == DB_TIMESTAMPTZ);
    return get_int(PQgetvalue(r->pg, row, col), 8) + DB_EPOCH_US;
}

const void *db_bytea(const struct db_result *r, int row, int col, size_t *len_out)
{
    must(PQfformat(r->pg, col));
    *len_out = db_len(r, row, col);
    return db_is_null(r, row, col) ? NULL : PQgetvalue(r->pg, row, col);
}

void db_result_deinit(struct db_result *r)
{
    PQclear(r->pg);
    r->pg = NULL;
}

/* SQLSTATEs whose cause passes by itself: the same request may succeed later. Two characters stand for a class. */
static const char *const passing[] = {
    "08",                               /* connection exceptions */
    "40",                               /* serialisation, deadlock */
    "53",                               /* out of memory, disk or connections */
    "55P03",                            /* a lock that was not available in time */
    "57P01", "57P02", "57P03", "57P05", /* shutting down, crashed, starting, idle for too long */
    "58",                               /* input and output */
    "25006",                            /* read only: a standby, until the next connection finds the primary */
};

static bool is_passing(const char *state)
{
    for (size_t i = 0; i < sizeof passing / sizeof *passing; i++)
        if (strncmp(state, passing[i], strlen(passing[i])) == 0)
            return true;
    return false;
}

bool db_is_stale(const PGresult *r)
{
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
    return state && (strcmp(state, "26000") == 0 ||
                     (strcmp(state, "0A000") == 0 && text && strstr(text, "cached plan must not change")));
}

int db_refused(const PGresult *r, const char *what, char sqlstate_out[6], struct err *e)
{
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
    char line[512];
    if (!text || !*text)
        text = PQresultErrorMessage(r);
    db_one_line(text, line, sizeof line);
    snprintf(sqlstate_out, 6, "%.5s", state ? state : "");
    if (!state) /* libpq's own: the connection broke under it */
        return err_set(e, ERR_AWAY, "%s: %s", what, line);
    return err_set(e, is_passing(state) || db_is_stale(r) ? ERR_AWAY : ERR_DATABASE, "%s: %s (SQLSTATE %.5s)", what,
                   line, state);
}

void db_one_line(const char *text, char *out, size_t size)
{
    snprintf(out, size, "%s", text && *text ? text : "no reason given");
    size_t len = strlen(out);
    while (len && (out[len - 1] == '\n' || out[len - 1] == ' '))
        out[--len] = 0;
    for (char *p = out; *p; p++)
        if (*p == '\n' || *p == '\r' || *p == '\t')
            *p = ' ';
}

int db_keywords(const char *conninfo, const char *password_file, const char *name, struct arena *a,
                struct db_keywords *out, struct err *e)
{
    int n = 0;
    *out = (struct db_keywords){0};
    if (conninfo && *conninfo) {
        out->keys[n] = "dbname"; /* expanded by libpq; the keys that follow win */
        out->values[n++] = arena_text(a, conninfo, strlen(conninfo));
    }
    if (password_file && *password_file) {
        struct buf b = {0};
        if (buf_read_file(&b, password_file, 4096, e) < 0) {
            buf_deinit(&b);
            return -1;
        }
        size_t len = strcspn(buf_text(&b), "\r\n");
        out->keys[n] = "password";
        out->values[n++] = arena_text(a, buf_text(&b), len);
        explicit_bzero(b.data, b.len);
        buf_deinit(&b);
    }
    out->keys[n] = "fallback_application_name";
    out->values[n++] = arena_text(a, name ? name : "cvg", strlen(name ? name : "cvg"));
    out->keys[n] = "client_encoding";
    out->values[n++] = "UTF8";
    return 0;
}
