/* The rules between cells and between rows of one submission. Source: export format, "Findings". */
#include "programme/rules.h"

#include <stdlib.h>
#include <string.h>

/* ---- E-DOUBLON ---- */

static void find_doubles(struct sheet *s, const struct reading *r)
{
    size_t n = s->table.rows_n;
    uint32_t *bearers = mem_new_n(s->table.strings->map.n, sizeof *bearers);
    for (size_t i = 0; i < n; i++)
        if (s->rows[i].key != CELL_NULL)
            bearers[s->rows[i].key]++;
    for (size_t i = 0; i < n; i++) {
        const struct row *row = &s->rows[i];
        if (row->key == CELL_NULL || bearers[row->key] < 2 || row->status == ROW_LEFT || row->line_fault)
            continue;
        struct finding_about a = ABOUT_NOTHING;
        a.value = sheet_key(s, i);
        a.value_len = strlen(a.value);
        a.number = (long)bearers[row->key];
        sheet_find(s, r, i, "E-DOUBLON", s->dataset == r->definitions->salaries ? "parcours" : NULL,
                   (int)s->table.dataset->key[0], a);
    }
    free(bearers);
}

/* ---- between the cells of a row ---- */

static struct finding_about about_date(const struct table *t, size_t row, size_t field, struct buf *text, int32_t other)
{
    struct finding_about a = ABOUT_NOTHING;
    buf_reset(text);
    table_cell_text(t, row, field, text);
    a.value = buf_text(text);
    a.value_len = text->len;
    a.date = other;
    return a;
}

static void check_exit(struct sheet *s, const struct reading *r, size_t row)
{
    const struct known_columns *at = &r->definitions->at;
    bool date = s->table.cells[at->date_sortie][row] != CELL_NULL,
         reason = s->table.cells[at->motif_sortie][row] != CELL_NULL;
    if (date == reason || s->rows[row].exit_fault)
        return;
    sheet_find(s, r, row, "E-SORTIE", date ? "date_sans_motif" : "motif_sans_date",
               (int)(date ? at->motif_sortie : at->date_sortie), ABOUT_NOTHING);
}

static void check_planned_end(struct sheet *s, const struct reading *r, size_t row, struct buf *text)
{
    const struct known_columns *at = &r->definitions->at;
    int32_t *end = &s->table.cells[at->date_fin_prevue][row], entry = s->table.cells[at->date_entree][row];
    if (*end == CELL_NULL || entry == CELL_NULL || *end >= entry)
        return;
    sheet_find(s, r, row, "W-CELLULE", "fin_prevue", (int)at->date_fin_prevue,
               about_date(&s->table, row, at->date_fin_prevue, text, entry));
    *end = CELL_NULL;
}

static void check_cells(struct sheet *s, const struct reading *r)
{
    const struct dataset *d = s->table.dataset;
    bool salaries = s->dataset == r->definitions->salaries;
    struct buf text = {0};
    for (size_t row = 0; row < s->table.rows_n; row++) {
        if (s->rows[row].status == ROW_LEFT)
            continue;
        if (salaries) {
            check_exit(s, r, row);
            check_planned_end(s, r, row, &text);
        }
        if (d->interval_to < 0)
            continue;
        int32_t from = s->table.cells[d->interval_from][row], to = s->table.cells[d->interval_to][row];
        if (from != CELL_NULL && to != CELL_NULL && to < from)
            sheet_find(s, r, row, "E-DATES", NULL, d->interval_to,
                       about_date(&s->table, row, (size_t)d->interval_to, &text, from));
    }
    buf_deinit(&text);
}

static void drop_future_exits(struct sheet *s, const struct reading *r)
{
    const struct known_columns *at = &r->definitions->at;
    struct buf text = {0};
    for (size_t row = 0; row < s->table.rows_n; row++) {
        int32_t *exit = &s->table.cells[at->date_sortie][row];
        if (s->rows[row].status != ROW_TAKEN || *exit == CELL_NULL || *exit <= r->situation)
            continue;
        sheet_find(s, r, row, "W-SORTIE-A-VENIR", NULL, (int)at->date_sortie,
                   about_date(&s->table, row, at->date_sortie, &text, r->situation));
        *exit = CELL_NULL;
        s->table.cells[at->motif_sortie][row] = CELL_NULL;
    }
    buf_deinit(&text);
}

/* ---- E-CHEVAUCHEMENT ---- */

struct stay {
    int32_t person, programme, entry, exit; /* exit INT32_MAX where none */
    uint32_t row;
};

static int by_person(const void *pa, const void *pb)
{
    const struct stay *a = pa, *b = pb;
    if (a->person != b->person)
        return a->person < b->person ? -1 : 1;
    if (a->programme != b->programme)
        return a->programme < b->programme ? -1 : 1;
    if (a->entry != b->entry)
        return a->entry < b->entry ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

/* Marks the stays of one person and programme, sorted by entry, that overlap another: A.entry < B.exit and B.entry <
 * A.exit. Linear, since a hostile file may give one person a million stays. Stays that begin on one day overlap when
 * neither ends that very day. */
static void mark_overlaps(const struct stay *list, size_t n, bool *overlaps)
{
    int32_t latest = INT32_MIN; /* the latest exit among stays that began on an earlier day */
    for (size_t i = 0; i < n;) {
        size_t end = i, lasting = 0;
        int32_t day = list[i].entry, group_latest = INT32_MIN;
        for (; end < n && list[end].entry == day; end++) {
            lasting += list[end].exit > day;
            if (list[end].exit > group_latest)
                group_latest = list[end].exit;
        }
        int32_t next = end < n ? list[end].entry : INT32_MAX;
        for (size_t k = i; k < end; k++) {
            bool before = latest > day;
            bool same = lasting > 1 && list[k].exit > day;
            bool after = end < n && next < list[k].exit;
            overlaps[k] = before || same || after;
        }
        if (group_latest > latest)
            latest = group_latest;
        i = end;
    }
}

static void find_overlaps(struct sheet *s, const struct reading *r)
{
    const struct known_columns *at = &r->definitions->at;
    size_t n = 0;
    struct stay *list = mem_new_n(s->table.rows_n, sizeof *list);
    bool *overlaps = mem_new_n(s->table.rows_n, sizeof *overlaps);
    for (size_t row = 0; row < s->table.rows_n; row++)
        if (s->rows[row].status == ROW_TAKEN)
            list[n++] = (struct stay){.person = s->table.cells[at->salarie_id][row],
                                      .programme = s->table.cells[at->programme][row],
                                      .entry = s->table.cells[at->date_entree][row],
                                      .exit = s->rows[row].exit_sent == CELL_NULL ? INT32_MAX : s->rows[row].exit_sent,
                                      .row = (uint32_t)row};
    if (n > 1)
        qsort(list, n, sizeof *list, by_person);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && list[end].person == list[i].person && list[end].programme == list[i].programme; end++)
            ;
        if (end - i > 1)
            mark_overlaps(list + i, end - i, overlaps + i);
    }
    for (size_t i = 0; i < n; i++)
        if (overlaps[i]) {
            struct finding_about a = ABOUT_NOTHING;
            a.value = strings_get(s->table.strings, list[i].person, &a.value_len);
            sheet_find(s, r, list[i].row, "E-CHEVAUCHEMENT", NULL, (int)at->salarie_id, a);
        }
    free(list);
    free(overlaps);
}

void rules_rows(struct sheet *s, const struct reading *r)
{
    find_doubles(s, r);
    check_cells(s, r);
    if (s->dataset != r->definitions->salaries)
        return;
    find_overlaps(s, r);
    drop_future_exits(s, r);
}

/* ---- warnings on taken rows ---- */

static bool in_post(const struct definitions *d, const struct table *t, size_t row, int32_t day)
{
    int32_t from = t->cells[d->at.acc_date_debut][row], to = t->cells[d->at.acc_date_fin][row];
    return from != CELL_NULL && from <= day && (to == CELL_NULL || to >= day);
}

int64_t rules_etp(const struct definitions *d, const struct table *t, int32_t day, bool (*counts)(const void *, size_t),
                  const void *arg)
{
    int64_t sum = 0;
    for (size_t row = 0; row < t->rows_n; row++)
        if ((!counts || counts(arg, row)) && in_post(d, t, row, day) && t->cells[d->at.acc_etp][row] != CELL_NULL)
            sum += t->cells[d->at.acc_etp][row];
    return sum;
}

enum { CIP_UNKNOWN, CIP_KNOWN, CIP_IN_POST };

/* What accompagnants says of each cip_ref (strings are shared by the sheets of a submission). */
static uint8_t *read_cips(const struct sheet *accompagnants, const struct reading *r, const struct strings *strings)
{
    uint8_t *cips = mem_new_n(strings->map.n, 1);
    const struct definitions *d = r->definitions;
    for (size_t row = 0; row < accompagnants->table.rows_n; row++) {
        if (accompagnants->rows[row].status != ROW_TAKEN)
            continue;
        uint8_t *cip = &cips[accompagnants->table.cells[d->at.acc_cip_ref][row]];
        if (in_post(d, &accompagnants->table, row, r->situation))
            *cip = CIP_IN_POST;
        else if (*cip == CIP_UNKNOWN)
            *cip = CIP_KNOWN;
    }
    return cips;
}

static void check_cip(struct sheet *s, const struct reading *r, size_t row, const uint8_t *cips)
{
    size_t field = r->definitions->at.cip_ref;
    int32_t cip = s->table.cells[field][row];
    if (cip == CELL_NULL || cips[cip] == CIP_IN_POST)
        return;
    struct finding_about a = ABOUT_NOTHING;
    a.value = strings_get(s->table.strings, cip, &a.value_len);
    a.date = r->situation;
    sheet_find(s, r, row, "W-CIP", cips[cip] == CIP_KNOWN ? "hors_poste" : "inconnu", (int)field, a);
}

static void check_open(struct sheet *s, const struct reading *r, size_t row)
{
    const struct known_columns *at = &r->definitions->at;
    int32_t end = s->table.cells[at->date_fin_prevue][row];
    long over = (long)r->situation - end;
    if (end == CELL_NULL || over <= r->definitions->numbers.overdue_days)
        return;
    struct buf text = {0};
    struct finding_about a = about_date(&s->table, row, at->date_fin_prevue, &text, r->situation);
    a.number = over;
    a.threshold = r->definitions->numbers.overdue_days;
    sheet_find(s, r, row, "W-FIN-DEPASSEE", NULL, (int)at->date_fin_prevue, a);
    buf_deinit(&text);
}

static void check_ended(struct sheet *s, const struct reading *r, size_t row)
{
    const struct known_columns *at = &r->definitions->at;
    if (s->table.cells[at->habitat_sortie][row] != CELL_NULL)
        return;
    for (size_t i = 0; i < sizeof at->health / sizeof at->health[0]; i++)
        if (s->table.cells[at->health[i]][row] != CELL_NULL)
            return;
    sheet_find(s, r, row, "W-EXIT-VIDE", NULL, (int)at->habitat_sortie, ABOUT_NOTHING);
}

void rules_salaries(struct sheet *s, const struct sheet *accompagnants, const struct reading *r)
{
    size_t exit = r->definitions->at.date_sortie;
    uint8_t *cips = read_cips(accompagnants, r, s->table.strings);
    for (size_t row = 0; row < s->table.rows_n; row++) {
        if (s->rows[row].status != ROW_TAKEN)
            continue;
        if (s->table.cells[exit][row] != CELL_NULL) {
            check_ended(s, r, row);
            continue;
        }
        check_cip(s, r, row, cips);
        check_open(s, r, row);
    }
    free(cips);
}

void rules_extension(struct sheet *s, const struct reading *r, size_t row)
{
    const struct known_columns *at = &r->definitions->at;
    const struct numbers *n = &r->definitions->numbers;
    int32_t exit = s->table.cells[at->date_sortie][row], reason = s->table.cells[at->prolongation][row];
    const struct codes *codes = s->table.dataset->fields[at->prolongation].codes;
    long days = (long)(exit == CELL_NULL ? r->situation : exit) - s->table.cells[at->date_entree][row];
    bool none = reason == CELL_NULL || reason == codes_find_exact(codes, "AUCUNE", 6);
    if (days <= n->extension_days || (days <= n->extension_days_max && !none))
        return;
    bool maximum = days > n->extension_days_max;
    struct finding_about a = ABOUT_NOTHING;
    a.number = days;
    a.threshold = maximum ? n->extension_days_max : n->extension_days;
    sheet_find(s, r, row, "W-PROLONGATION", maximum ? "maximum" : NULL, (int)at->prolongation, a);
}
