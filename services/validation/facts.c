/* Rows of facts between PostgreSQL and memory. Decimals travel as hundredths; PostgreSQL keeps them as numeric. */
#include "validation/facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static const struct {
    enum db_type type;
    const char *array; /* of the parameter */
} types[FIELD_TYPE_COUNT] = {
    [FIELD_ID] = {DB_TEXT, "text[]"},      [FIELD_TEXT] = {DB_TEXT, "text[]"},    [FIELD_CODE] = {DB_TEXT, "text[]"},
    [FIELD_BOOLEAN] = {DB_BOOL, "bool[]"}, [FIELD_DATE] = {DB_DATE, "date[]"},    [FIELD_MONTH] = {DB_DATE, "date[]"},
    [FIELD_DECIMAL] = {DB_INT8, "int8[]"}, [FIELD_INTEGER] = {DB_INT4, "int4[]"},
};

static char *print_load(const struct dataset *d)
{
    struct buf b = {0};
    buf_adds(&b, "SELECT chantier_id, last_good");
    for (size_t i = 0; i < d->fields_n; i++)
        if (!d->fields[i].off)
            buf_addf(&b, d->fields[i].type == FIELD_DECIMAL ? ", (%s * 100)::int8" : ", %s", d->fields[i].name);
    buf_addf(&b, " FROM faits.%s WHERE chantier_id = ANY($1) AND known_to = 'infinity'", d->name);
    return buf_take(&b);
}

static char *print_close(const struct dataset *d)
{
    struct buf b = {0};
    buf_addf(&b,
             "UPDATE faits.%s f SET known_to = c.known_at, n_to = u.n"
             " FROM unnest($1::text[], $2::text[], $3::int8[]) AS u(chantier_id, row_key, n)"
             " JOIN chantier_state c ON c.chantier_id = u.chantier_id"
             " WHERE f.chantier_id = u.chantier_id AND f.row_key = u.row_key AND f.known_to = 'infinity'",
             d->name);
    return buf_take(&b);
}

static char *print_insert(const struct dataset *d)
{
    struct buf names = {0}, values = {0}, arrays = {0}, b = {0};
    size_t n = 4;
    for (size_t i = 0; i < d->fields_n; i++) {
        const struct field *f = &d->fields[i];
        if (f->off)
            continue;
        buf_addf(&names, ", %s", f->name);
        buf_addf(&values, f->type == FIELD_DECIMAL ? ", u.%s::numeric / 100" : ", u.%s", f->name);
        buf_addf(&arrays, ", $%zu::%s", ++n, types[f->type].array);
    }
    buf_addf(&b,
             "INSERT INTO faits.%s (chantier_id, row_key, known_from, known_to, n_from, last_good%s)"
             " SELECT u.chantier_id, u.row_key, c.known_at, 'infinity', u.n, u.last_good%s"
             " FROM unnest($1::text[], $2::text[], $3::int8[], $4::bool[]%s) AS u(chantier_id, row_key, n, last_good%s)"
             " JOIN chantier_state c ON c.chantier_id = u.chantier_id",
             d->name, buf_text(&names), buf_text(&values), buf_text(&arrays), buf_text(&names));
    buf_deinit(&names);
    buf_deinit(&values);
    buf_deinit(&arrays);
    return buf_take(&b);
}

void facts_init(struct facts *f, const struct dataset *d)
{
    *f = (struct facts){.load = print_load(d), .close = print_close(d), .insert = print_insert(d)};
}

void facts_deinit(struct facts *f)
{
    free(f->load);
    free(f->close);
    free(f->insert);
    *f = (struct facts){0};
}

static int32_t read_cell(const struct db_result *r, int row, int col, const struct field *f, struct strings *strings)
{
    if (db_is_null(r, row, col))
        return CELL_NULL;
    switch (f->type) {
    case FIELD_ID:
    case FIELD_TEXT:
        return strings_add(strings, db_text(r, row, col), db_len(r, row, col));
    case FIELD_CODE: {
        int32_t i = codes_find_exact(f->codes, db_text(r, row, col), db_len(r, row, col));
        return i < 0 ? CELL_NULL
                     : f->codes->items[i].instead; /* a code that definitions have dropped since is not known */
    }
    case FIELD_BOOLEAN:
        return db_bool(r, row, col);
    case FIELD_DATE:
    case FIELD_MONTH:
        return db_day(r, row, col);
    case FIELD_DECIMAL:
    case FIELD_INTEGER:
        return (int32_t)db_int64(r, row, col);
    case FIELD_NONE:
    case FIELD_TYPE_COUNT:
        break;
    }
    must(false);
    return CELL_NULL;
}

void facts_read(const struct db_result *r, int row, struct state *s, size_t dataset)
{
    const struct dataset *d = s->definitions->datasets[dataset];
    size_t at = state_add(s, dataset, db_bool(r, row, 1));
    int col = 2;
    for (size_t i = 0; i < d->fields_n; i++)
        if (!d->fields[i].off)
            s->sets[dataset].table.cells[i][at] = read_cell(r, row, col++, &d->fields[i], &s->strings);
    state_index(s, dataset, at);
}

/* ---- writing ---- */

void facts_batch_begin(struct facts_batch *b, const struct dataset *d)
{
    static const enum db_type close[3] = {DB_TEXT, DB_TEXT, DB_INT8}, insert[4] = {DB_TEXT, DB_TEXT, DB_INT8, DB_BOOL};
    *b = (struct facts_batch){.dataset = d, .columns = mem_new_n(d->fields_n, sizeof *b->columns)};
    for (size_t i = 0; i < 3; i++)
        db_array_begin(&b->close[i], close[i]);
    for (size_t i = 0; i < 4; i++)
        db_array_begin(&b->insert[i], insert[i]);
    for (size_t i = 0; i < d->fields_n; i++)
        db_array_begin(&b->columns[i], types[d->fields[i].type].type);
}

static void add_key(struct db_array *a, const struct table *t, size_t row)
{
    struct buf key = {0};
    must(table_key(t, row, &key));
    db_array_add_bytes(a, buf_text(&key), key.len);
    buf_deinit(&key);
}

void facts_batch_close(struct facts_batch *b, const char *reporter, int64_t n, const struct table *t, size_t row)
{
    db_array_add_text(&b->close[0], reporter);
    add_key(&b->close[1], t, row);
    db_array_add_int(&b->close[2], n);
    b->closed++;
}

static void add_cell(struct db_array *a, const struct field *f, const struct table *t, int32_t v)
{
    if (v == CELL_NULL)
        db_array_add_null(a);
    else if (f->type == FIELD_ID || f->type == FIELD_TEXT)
        db_array_add_text(a, strings_get(t->strings, v, NULL));
    else if (f->type == FIELD_CODE)
        db_array_add_text(a, f->codes->items[v].code);
    else
        db_array_add_int(a, v);
}

void facts_batch_insert(struct facts_batch *b, const char *reporter, int64_t n, bool last_good, const struct table *t,
                        size_t row)
{
    db_array_add_text(&b->insert[0], reporter);
    add_key(&b->insert[1], t, row);
    db_array_add_int(&b->insert[2], n);
    db_array_add_int(&b->insert[3], last_good);
    for (size_t i = 0; i < b->dataset->fields_n; i++)
        if (!b->dataset->fields[i].off)
            add_cell(&b->columns[i], &b->dataset->fields[i], t, t->cells[i][row]);
    b->inserted++;
}

void facts_batch_end(struct facts_batch *b, const struct facts *f, struct db_request *r)
{
    if (b->closed) {
        struct db_params p = {0};
        for (size_t i = 0; i < 3; i++)
            db_add_array(&p, &b->close[i]);
        db_request_add(r, f->close, &p, DB_BINARY);
    }
    if (b->inserted) {
        struct db_params p = {0};
        for (size_t i = 0; i < 4; i++)
            db_add_array(&p, &b->insert[i]);
        for (size_t i = 0; i < b->dataset->fields_n; i++)
            if (!b->dataset->fields[i].off)
                db_add_array(&p, &b->columns[i]);
        db_request_add(r, f->insert, &p, DB_BINARY);
    }
    for (size_t i = 0; i < 3; i++)
        db_array_deinit(&b->close[i]);
    for (size_t i = 0; i < 4; i++)
        db_array_deinit(&b->insert[i]);
    for (size_t i = 0; i < b->dataset->fields_n; i++)
        db_array_deinit(&b->columns[i]);
    mem_free(&b->columns);
    *b = (struct facts_batch){0};
}
