/* How a chantier's tool writes an export: ten tools, each of them right by the contract and none like another. */
#include "cvg/simulate_dialect.h"

#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "cvg/simulate_night.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const struct dialect {
    const char *outil;
    char separator;
    const char *end;      /* of a line */
    const char *yes, *no; /* booleans */
    const char *rsa;      /* what stands for yes in `rsa`, the ASP's spelling; NULL as the others */
    const char *unknown;  /* an optional cell that is not known */
    bool bom, cp1252;
    bool french_dates, french_months; /* JJ/MM/AAAA, MM/AAAA */
    bool comma;                       /* decimals */
    bool written_headers;             /* "Date entrée" */
    bool quoted;                      /* every cell */
    bool notes;                       /* a column of its own, free text */
    bool asp;                         /* exit reasons by number */
    bool lower, accents;              /* codes */
    bool blanks;                      /* around ids and codes */
    int empty_lines;                  /* at the end, of separators */
    int order;                        /* 0 as in the contract; else the step from one column to the next */
} dialects[SIMULATE_DIALECTS_N] = {
    {.outil = "Export standard", .separator = ';', .end = "\n", .yes = "O", .no = "N", .unknown = ""},
    {.outil = "Suivi Insertion",
     .separator = ';',
     .end = "\r\n",
     .yes = "OUI",
     .no = "NON",
     .unknown = "NR",
     .bom = true},
    {.outil = "Tableur",
     .separator = ';',
     .end = "\r\n",
     .yes = "Oui",
     .no = "Non",
     .unknown = "",
     .cp1252 = true,
     .french_dates = true,
     .french_months = true,
     .comma = true,
     .written_headers = true,
     .accents = true,
     .empty_lines = 4},
    {.outil = "Parcours IAE",
     .separator = ',',
     .end = "\r\n",
     .yes = "true",
     .no = "false",
     .unknown = "",
     .quoted = true,
     .notes = true},
    {.outil = "Base locale",
     .separator = '\t',
     .end = "\n",
     .yes = "1",
     .no = "0",
     .unknown = "NR",
     .french_dates = true,
     .order = 7},
    {.outil = "Extranet ASP",
     .separator = ';',
     .end = "\r\n",
     .yes = "OUI",
     .no = "NON",
     .rsa = "OUI-M",
     .unknown = "",
     .french_dates = true,
     .comma = true,
     .asp = true},
    {.outil = "Script maison",
     .separator = ',',
     .end = "\n",
     .yes = "1",
     .no = "0",
     .unknown = "nr",
     .lower = true,
     .order = 11},
    {.outil = "Tableur en ligne",
     .separator = ';',
     .end = "\n",
     .yes = "oui",
     .no = "non",
     .unknown = "",
     .bom = true,
     .french_months = true,
     .comma = true,
     .written_headers = true,
     .notes = true,
     .order = 5,
     .empty_lines = 2},
    {.outil = "Ancienne base",
     .separator = ';',
     .end = "\r",
     .yes = "o",
     .no = "n",
     .unknown = "",
     .cp1252 = true,
     .french_dates = true,
     .comma = true,
     .written_headers = true,
     .asp = true,
     .lower = true,
     .blanks = true},
    {.outil = "Entrepôt de données",
     .separator = '\t',
     .end = "\n",
     .yes = "True",
     .no = "False",
     .unknown = "",
     .bom = true,
     .quoted = true,
     .french_months = true,
     .accents = true,
     .order = 13},
};

static const struct simulate_column salaries[] = {
#define COLUMN(name, text, written, kind) {text, written, SIMULATE_##kind},
    SIMULATE_SALARIES(COLUMN)};
static const struct simulate_column accompagnants[] = {SIMULATE_ACCOMPAGNANTS(COLUMN)};
#undef COLUMN

/* Codes as a person writes them: the contract puts accents and case aside. */
static const char *const spelled[][2] = {
    {"HOTEL", "Hôtel"},
    {"DECES", "Décès"},
    {"CREATION", "Création"},
    {"DEMENAGEMENT", "Déménagement"},
    {"RESOLU", "Résolu"},
    {"REFUGIE", "Réfugié"},
    {"SPONTANEE", "Spontanée"},
    {"SENIOR_50", "Sénior_50"},
    {"DETENTION", "Détention"},
    {"COMMUNAUTE", "Communauté"},
    {"DIFFICULTES_CVG", "Difficultés_CVG"},
    {"RESIDENCE_SOCIALE", "Résidence_sociale"},
    {"INTERMEDIATION_LOCATIVE", "Intermédiation_locative"},
};

/* Free text as tools hold it: quotes, separators and line breaks, and nothing that tells who somebody is. */
static const char *const notes[] = {
    "",
    "",
    "RDV à refaire",
    "suivi ; en cours, \"à revoir\"",
    "bilan d'étape fait ;\nà relire en équipe",
    "\"prioritaire\"",
    "voir dossier, pièce 2",
    "atelier\tpratique",
    "",
    "renouvellement demandé",
};

const char *simulate_dialect_tool(int dialect)
{
    return dialects[dialect].outil;
}

static const char *spell(const struct dialect *d, const char *code, char out[48])
{
    must(code);
    if (d->accents)
        for (size_t i = 0; i < COUNT(spelled); i++)
            if (strcmp(code, spelled[i][0]) == 0)
                return spelled[i][1];
    if (!d->lower)
        return code;
    size_t n = 0;
    for (; code[n] && n < 47; n++)
        out[n] = (char)(code[n] >= 'A' && code[n] <= 'Z' ? code[n] + 32 : code[n]);
    out[n] = 0;
    return out;
}

static char *put_digits(char *p, int value, int width)
{
    for (int i = width - 1; i >= 0; i--, value /= 10)
        p[i] = (char)('0' + value % 10);
    return p + width;
}

static void write_date(const struct dialect *d, int32_t day, bool month, char out[48])
{
    int y, m, md;
    cal_date(day, &y, &m, &md);
    char *p = out;
    if (month ? d->french_months : d->french_dates) {
        if (!month) {
            p = put_digits(p, md, 2);
            *p++ = '/';
        }
        p = put_digits(p, m, 2);
        *p++ = '/';
        p = put_digits(p, y, 4);
    } else {
        p = put_digits(p, y, 4);
        *p++ = '-';
        p = put_digits(p, m, 2);
        if (!month) {
            *p++ = '-';
            p = put_digits(p, md, 2);
        }
    }
    *p = 0;
}

/* Hundredths with as many digits as it takes: 26, 17.5, 0.85. */
static void write_decimal(const struct dialect *d, int32_t hundredths, char out[48])
{
    int whole = hundredths / 100, rest = hundredths % 100;
    char point = d->comma ? ',' : '.';
    if (rest == 0)
        snprintf(out, 48, "%d", whole);
    else if (rest % 10 == 0)
        snprintf(out, 48, "%d%c%d", whole, point, rest / 10);
    else
        snprintf(out, 48, "%d%c%02d", whole, point, rest);
}

/* The text of a cell; `out` is room for it. */
static const char *write_cell(const struct dialect *d, const struct simulate_column *column,
                              const struct simulate_cell *cell, char out[48])
{
    if (!cell->text && cell->number == SIMULATE_EMPTY)
        return "";
    if (!cell->text && cell->number == SIMULATE_UNKNOWN)
        return d->unknown;
    switch (column->kind) {
    case SIMULATE_ID:
        return cell->text;
    case SIMULATE_CODE:
        if (d->asp && cell->number > 0) {
            snprintf(out, 48, "%02d", cell->number);
            return out;
        }
        return spell(d, cell->text, out);
    case SIMULATE_BOOL:
        if (cell->number && d->rsa && strcmp(column->nom, "rsa") == 0)
            return d->rsa;
        return cell->number ? d->yes : d->no;
    case SIMULATE_DAY:
    case SIMULATE_MONTH:
        write_date(d, cell->number, column->kind == SIMULATE_MONTH, out);
        return out;
    case SIMULATE_DECIMAL:
        write_decimal(d, cell->number, out);
        return out;
    }
    return "";
}

static void put_quoted(struct buf *out, const char *s)
{
    buf_addc(out, '"');
    for (; *s; s++) {
        if (*s == '"')
            buf_addc(out, '"');
        buf_addc(out, *s);
    }
    buf_addc(out, '"');
}

static void put_cell(const struct dialect *d, const char *s, struct buf *out)
{
    size_t plain = strcspn(s, "\"\r\n;,\t");
    if (d->quoted ||
        (s[plain] && (s[plain] == '"' || s[plain] == '\r' || s[plain] == '\n' || strchr(s, d->separator)))) {
        put_quoted(out, s);
    } else {
        buf_add(out, s, strlen(s));
    }
}

/* The column that stands i-th. The steps are prime to the numbers of columns (48 and 6), so every column comes once. */
static int column_at(const struct dialect *d, int i, int n)
{
    return d->order ? (i * d->order + 3) % n : i;
}

static void put_header(const struct dialect *d, const struct simulate_column *columns, int n, struct buf *out)
{
    if (d->bom)
        buf_adds(out, "\xef\xbb\xbf");
    for (int i = 0; i < n; i++) {
        const struct simulate_column *c = &columns[column_at(d, i, n)];
        if (i)
            buf_addc(out, d->separator);
        put_cell(d, d->written_headers ? c->ecrit : c->nom, out);
    }
    if (d->notes) {
        buf_addc(out, d->separator);
        put_cell(d, "Observations internes", out);
    }
    buf_adds(out, d->end);
}

static void put_row(const struct dialect *d, const struct simulate_column *columns, int n,
                    const struct simulate_row *row, size_t number, struct buf *out)
{
    char room[48];
    for (int i = 0; i < n; i++) {
        int c = column_at(d, i, n);
        if (i)
            buf_addc(out, d->separator);
        bool blank = d->blanks && columns[c].kind <= SIMULATE_CODE && row->cells[c].text;
        if (blank)
            buf_addc(out, ' ');
        put_cell(d, write_cell(d, &columns[c], &row->cells[c], room), out);
        if (blank)
            buf_addc(out, ' ');
    }
    if (d->notes) {
        buf_addc(out, d->separator);
        put_cell(d, notes[number % COUNT(notes)], out);
    }
    buf_adds(out, d->end);
}

static void put_end(const struct dialect *d, struct buf *out)
{
    for (int i = 0; i < d->empty_lines; i++) {
        for (int k = 0; k < 4; k++)
            buf_addc(out, d->separator);
        buf_adds(out, d->end);
    }
}

/* In place from `start` on: UTF-8 within Latin-1 becomes Windows-1252, which is shorter. */
static void to_cp1252(struct buf *out, size_t start)
{
    size_t to = start;
    for (size_t i = start; i < out->len; i++) {
        unsigned char c = (unsigned char)out->data[i];
        if (c < 0x80) {
            out->data[to++] = (char)c;
            continue;
        }
        must((c == 0xc2 || c == 0xc3) && i + 1 < out->len);
        out->data[to++] = (char)((c & 3) << 6 | ((unsigned char)out->data[++i] & 0x3f));
    }
    out->len = to;
    out->data[to] = 0;
}

void simulate_dialect_salaries(int dialect, const struct simulate_lives *l, int32_t date, struct buf *out)
{
    must(dialect >= 0 && dialect < SIMULATE_DIALECTS_N);
    const struct dialect *d = &dialects[dialect];
    size_t start = out->len;
    put_header(d, salaries, SIMULATE_SALARIES_N, out);
    struct simulate_row row = {0};
    for (size_t i = 0; i < l->n; i++)
        if (simulate_night_salarie(l, i, date, &row))
            put_row(d, salaries, SIMULATE_SALARIES_N, &row, i, out);
    put_end(d, out);
    if (d->cp1252)
        to_cp1252(out, start);
}

void simulate_dialect_accompagnants(int dialect, const struct simulate_lives *l, int32_t date, struct buf *out)
{
    must(dialect >= 0 && dialect < SIMULATE_DIALECTS_N);
    const struct dialect *d = &dialects[dialect];
    size_t start = out->len;
    put_header(d, accompagnants, SIMULATE_ACCOMPAGNANTS_N, out);
    struct simulate_row row = {0};
    for (size_t i = 0; i < l->postes_n; i++)
        if (simulate_night_accompagnant(l, i, date, &row))
            put_row(d, accompagnants, SIMULATE_ACCOMPAGNANTS_N, &row, i, out);
    put_end(d, out);
    if (d->cp1252)
        to_cp1252(out, start);
}
