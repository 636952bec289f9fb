/* One file of one dataset, read: its rows as typed cells, what is wrong with each, nothing decided beyond the row. */
#ifndef CVG_PROGRAMME_SHEET_H
#define CVG_PROGRAMME_SHEET_H

#include "programme/finding.h"
#include "programme/table.h"

#define CELL_BYTES_MAX 4096
#define HEADER_COLUMNS_MAX 2000

enum row_status {
    ROW_NONE,
    ROW_TAKEN,
    ROW_ASIDE, /* an E finding: its version in force goes on counting */
    ROW_LEFT,  /* I-A-VENIR, I-EFFACE: neither taken nor set aside */
    ROW_STATUS_COUNT
};

struct row {
    uint32_t line;
    uint8_t status;    /* enum row_status */
    bool exit_fault;   /* date_sortie or motif_sortie has an E finding of its own */
    bool line_fault;   /* E-LIGNE, the only finding of its line: its cells may have shifted */
    int32_t key;       /* string of the key as text; CELL_NULL where it cannot be read */
    int32_t exit_sent; /* salaries: date_sortie as sent, also a future one */
};

struct correspondance;

/* What a former reading of the same reporter knew: raw rows (by hash) whose cells need no reading again. Opaque; see
 * memo.h. */
struct memo;

struct sheet {
    size_t dataset;
    struct table table; /* one row for each line read, in order */
    struct row *rows;   /* [table.rows_n] */
    size_t rows_cap;
    bool refused;        /* the file cannot be judged: E-FICHIER, E-COLONNE */
    bool key_unreadable; /* some row's key cannot be read: the snapshot withdraws nothing */
};

struct reading {
    const struct definitions *definitions;
    struct strings *strings;
    struct findings *findings;
    const char *file; /* name as sent, for messages about the file */
    int32_t situation;
    size_t rows_max;                      /* of the submission; 0: no limit */
    size_t rows_before;                   /* rows of its files read before this one */
    struct memo *memo;                    /* NULL: none */
    const struct correspondance *profile; /* of the reporter's tool; NULL: none */
};

/* Reads a file. Whatever its bytes, it ends with a sheet and findings; the sheet is empty where the file is refused. */
void sheet_read(struct sheet *s, size_t dataset, const char *bytes, size_t len, const struct reading *r);
void sheet_deinit(struct sheet *s);

const char *sheet_key(const struct sheet *s, size_t row); /* NULL where it cannot be read */
/* Adds a finding about a row; an E sets it aside. field -1: about the row as a whole. */
void sheet_find(struct sheet *s, const struct reading *r, size_t row, const char *code, const char *variant, int field,
                struct finding_about about);

#endif
