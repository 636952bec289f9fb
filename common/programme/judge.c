/* Judging a submission. Order: what refuses it (E-IDENTITE first), superseded, held, accepted. Source: export format,
 * "Findings". */
#include "programme/judge.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cal.h"
#include "base/text.h"
#include "programme/cell.h"
#include "programme/compare.h"
#include "programme/rules.h"

const char *verdict_name(enum verdict v)
{
    static const char *const names[VERDICT_COUNT] = {"", "accepted", "held", "refused", "superseded"};
    return names[v];
}

/* ---- files ---- */

/* The dataset with which a folded name begins, the longest one; -1: none. */
static int dataset_begins(const struct definitions *d, const char *folded)
{
    int best = -1;
    size_t best_len = 0;
    for (size_t i = 0; i < d->datasets_n; i++) {
        size_t len = strlen(d->datasets[i]->name);
        if (len > best_len && strncmp(folded, d->datasets[i]->name, len) == 0) {
            best = (int)i;
            best_len = len;
        }
    }
    return best;
}

int file_dataset(const struct definitions *d, const char *name)
{
    char folded[512];
    const char *base = name;
    if (strstr(name, "__MACOSX"))
        return -2;
    for (const char *p = name; *p; p++)
        if (*p == '/' || *p == '\\')
            base = p + 1;
    if (*base == 0 || *base == '.')
        return -2;
    size_t n = text_fold(base, strlen(base), folded, sizeof folded);
    if (n >= sizeof folded || n < 4 || strcmp(folded + n - 4, ".csv") != 0)
        return -1;
    return dataset_begins(d, folded);
}

int sheet_dataset(const struct definitions *d, const char *name)
{
    static const char *const for_people[] = {SHEET_HELP, SHEET_LISTS};
    char folded[512], own[64];
    size_t len = strlen(name);
    text_trim(&name, &len); /* a blank before a sheet's name is not seen in its tab */
    text_fold(name, len, folded, sizeof folded);
    for (size_t i = 0; i < sizeof for_people / sizeof *for_people; i++)
        if (text_fold(for_people[i], strlen(for_people[i]), own, sizeof own) && text_starts(folded, own))
            return -2;
    return dataset_begins(d, folded);
}

int submission_file_dataset(const struct definitions *d, const struct submission_file *f)
{
    return f->sheet ? sheet_dataset(d, f->sheet) : file_dataset(d, f->name);
}

static int by_name(const void *a, const void *b)
{
    return strcmp((*(const struct submission_file *const *)a)->name, (*(const struct submission_file *const *)b)->name);
}

void submission_digest(const struct submission_file *files, size_t n, unsigned char out[32])
{
    const struct submission_file **sorted = mem_new_n(n, sizeof(const struct submission_file *));
    crypto_hash_sha256_state h;
    must(sodium_init() >= 0);
    crypto_hash_sha256_init(&h);
    for (size_t i = 0; i < n; i++)
        sorted[i] = &files[i];
    if (n > 1)
        qsort(sorted, n, sizeof(const struct submission_file *), by_name);
    for (size_t i = 0; i < n; i++) {
        unsigned char len[8];
        for (int k = 0; k < 8; k++)
            len[k] = (unsigned char)((uint64_t)sorted[i]->len >> (8 * (7 - k)));
        crypto_hash_sha256_update(&h, (const unsigned char *)sorted[i]->name, strlen(sorted[i]->name) + 1);
        crypto_hash_sha256_update(&h, len, sizeof len);
        crypto_hash_sha256_update(&h, (const unsigned char *)sorted[i]->bytes, sorted[i]->len);
    }
    crypto_hash_sha256_final(&h, out);
    free(sorted);
}

/* ---- reading all files ---- */

static enum reporter_kind reporter_of(const struct submission *s)
{
    enum reporter_kind kind = s->reporter;
    for (size_t i = 0; i < s->files_n && s->reporter == REPORTER_NONE; i++) {
        int d = submission_file_dataset(s->definitions, &s->files[i]);
        if (d >= 0 && kind != REPORTER_CHANTIER)
            kind = s->definitions->datasets[d]->reporter;
    }
    return kind == REPORTER_NONE ? REPORTER_CHANTIER : kind;
}

static void find_file(struct judgement *j, const char *code, const char *variant, const char *name, int dataset)
{
    struct finding_about a = ABOUT_NOTHING;
    a.value = *name ? name : NULL;
    a.value_len = strlen(name);
    a.masked = identity_in(name, a.value_len);
    a.dataset = dataset;
    findings_add(&j->findings, code, variant, &a);
}

/* A file that is not of a dataset of this reporter is told and left unread. */
static void read_file(struct judgement *j, const struct submission *s, const struct submission_file *f,
                      enum reporter_kind kind)
{
    if (f->trouble) {
        find_file(j, "E-FICHIER", f->trouble, f->name, -1);
        return;
    }
    int d = submission_file_dataset(s->definitions, f);
    if (d == -2)
        return;
    if (d < 0 || s->definitions->datasets[d]->reporter != kind) {
        find_file(j, "I-FICHIER", f->sheet ? "feuille" : "", f->sheet ? f->sheet : f->name, -1);
        return;
    }
    struct reading r = {.definitions = s->definitions,
                        .strings = &j->strings,
                        .findings = &j->findings,
                        .file = f->name,
                        .situation = s->situation,
                        .rows_max = s->rows_max,
                        .rows_before = j->read,
                        .memo = s->memo,
                        .profile = s->profile};
    if (!j->given[d]) {
        j->given[d] = true;
        sheet_read(&j->sheets[d], (size_t)d, f->bytes, f->len, &r);
        j->read += j->sheets[d].table.rows_n;
        return;
    }
    find_file(j, "E-JEU", "double", f->name, d);
    struct sheet second; /* still looked through for identity data */
    r.memo = NULL;
    sheet_read(&second, (size_t)d, f->bytes, f->len, &r);
    sheet_deinit(&second);
}

/* A table of a form that is not read, and whose name does not say that it is to be: neither a dataset's nor .xlsx. */
static bool is_foreign(const struct definitions *d, const struct submission_file *f)
{
    size_t len = strlen(f->name);
    return f->trouble && (strcmp(f->trouble, "xls") == 0 || strcmp(f->trouble, "tableur") == 0) &&
           file_dataset(d, f->name) == -1 && (len < 5 || strcasecmp(f->name + len - 5, ".xlsx") != 0);
}

static void read_files(struct judgement *j, const struct submission *s)
{
    enum reporter_kind kind = reporter_of(s);
    bool any = false, missing = false;
    for (size_t i = 0; i < s->files_n; i++)
        if (!is_foreign(s->definitions, &s->files[i]))
            read_file(j, s, &s->files[i], kind);
    for (size_t d = 0; d < s->definitions->datasets_n; d++) {
        any = any || j->given[d];
        if (s->definitions->datasets[d]->reporter == kind && s->definitions->datasets[d]->required && !j->given[d]) {
            find_file(j, "E-JEU", "manquant", "", (int)d);
            missing = true;
        }
    }
    if (!any && kind == REPORTER_TERRITOIRE)
        find_file(j, "E-JEU", "aucun", "", -1);
    /* Where something is missing it may be in there, and its sender is told what to do; else it is any other file. */
    for (size_t i = 0; i < s->files_n; i++)
        if (is_foreign(s->definitions, &s->files[i]))
            find_file(j, missing || !any ? "E-FICHIER" : "I-FICHIER", missing || !any ? s->files[i].trouble : "",
                      s->files[i].name, -1);
}

/* ---- refusals ---- */

static void check_submission(struct judgement *j, const struct submission *s)
{
    struct finding_about a = ABOUT_NOTHING;
    char day[CAL_DAY_LEN];
    cal_format_day(s->situation, day);
    a.value = day;
    a.value_len = strlen(day);
    a.date = s->today;
    if (s->situation > s->today + s->definitions->numbers.ahead_days)
        findings_add(&j->findings, "E-SITUATION", NULL, &a);
    if (!s->unknown_reporter && !s->not_member)
        return;
    a.value = s->reporter_id;
    a.value_len = strlen(s->reporter_id);
    a.date = s->situation;
    findings_add(&j->findings, "E-CHANTIER", s->unknown_reporter ? "inconnu" : "non_membre", &a);
}

static bool refused(struct judgement *j)
{
    if (findings_have(&j->findings, "E-IDENTITE")) {
        findings_keep_only(&j->findings, "E-IDENTITE");
        j->wiped = true;
        return true;
    }
    static const char *const codes[] = {"E-SITUATION", "E-CHANTIER", "E-JEU", "E-FICHIER", "E-COLONNE"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (findings_have(&j->findings, codes[i])) {
            findings_keep_files(&j->findings);
            /* what could not be read could not be searched for identity data either */
            j->wiped = findings_have(&j->findings, "E-FICHIER");
            return true;
        }
    return false;
}

/* ---- the verdict ---- */

static void count_rows(struct judgement *j, const struct definitions *d)
{
    j->taken = j->aside = j->left = 0;
    for (size_t k = 0; k < d->datasets_n; k++)
        for (size_t row = 0; row < j->sheets[k].table.rows_n; row++) {
            uint8_t status = j->sheets[k].rows[row].status;
            j->taken += status == ROW_TAKEN;
            j->aside += status == ROW_ASIDE;
            j->left += status == ROW_LEFT;
        }
}

static void apply_rules(struct judgement *j, const struct submission *s, struct reading *r)
{
    const struct definitions *d = s->definitions;
    for (size_t k = 0; k < d->datasets_n; k++)
        if (j->given[k])
            rules_rows(&j->sheets[k], r);
    if (j->given[d->salaries] && j->given[d->accompagnants])
        rules_salaries(&j->sheets[d->salaries], &j->sheets[d->accompagnants], r);
}

static enum verdict decide(struct judgement *j, const struct submission *s)
{
    struct reading r = {.definitions = s->definitions,
                        .strings = &j->strings,
                        .findings = &j->findings,
                        .file = "",
                        .situation = s->situation};
    if (refused(j))
        return VERDICT_REFUSED;
    apply_rules(j, s, &r);
    count_rows(j, s->definitions);
    bool older = s->state && s->state->situation != CELL_NULL && s->situation < s->state->situation;
    if (older || s->outranked)
        return VERDICT_SUPERSEDED;
    compare_with_state(j, s, &r);
    if (!compare_hold(j, s))
        return VERDICT_ACCEPTED;
    if (s->waive_hold) {
        j->hold_waived = true;
        return VERDICT_ACCEPTED;
    }
    compare_tell_hold(j, s);
    return VERDICT_HELD;
}

struct judgement *judge(const struct submission *s)
{
    struct judgement *j = mem_new(sizeof *j);
    findings_init(&j->findings, s->definitions);
    j->profile = s->profile;
    check_submission(j, s);
    read_files(j, s);
    j->verdict = decide(j, s);
    findings_sort(&j->findings);
    return j;
}

void judgement_free(struct judgement **jp)
{
    struct judgement *j = *jp;
    if (!j)
        return;
    for (size_t k = 0; k < DATASETS_MAX; k++)
        if (j->given[k])
            sheet_deinit(&j->sheets[k]);
    findings_deinit(&j->findings);
    strings_deinit(&j->strings);
    free(j->changes);
    mem_free(jp);
}
