/* A mapping profile: how the export of another tool is read as ours; see docs/definitions.md.
 *
 * It only adds: our own headers, codes and dates go on being read as they are, and it is refused at load where it would
 * give one of them another meaning. What it does not know stays as it stands, and is a finding like any other. */
#ifndef CVG_PROGRAMME_CORRESPONDANCE_H
#define CVG_PROGRAMME_CORRESPONDANCE_H

#include "base/map.h"
#include "programme/cell.h"

#define CORRESPONDANCE_FORMS_MAX 16
#define CORRESPONDANCE_FORM_LEN 24 /* bytes of a form, NUL counted */

/* What one of their cells stands for. */
struct correspondance_value {
    char *ours;  /* our own spelling of it: "SPONTANEE", "O", "NR"; NULL where it is in doubt */
    char *doubt; /* the codes between which it hesitates, as shown: "A, B ou C" */
};

struct correspondance_set {
    const struct dataset *dataset;
    struct map headers; /* their header, normalised → field */
    struct map *spelt;  /* [fields_n]: their cell, as codes_fold() makes it → index into values */
    char **shown;       /* [fields_n]: their header as the profile writes it, the first one; NULL: none */
};

struct correspondance {
    char *name, *label;
    struct correspondance_set *sets; /* one a dataset of the definitions, in their order */
    size_t sets_n;
    struct correspondance_value *values;
    size_t values_n, values_cap;
    struct {
        char text[CORRESPONDANCE_FORM_LEN]; /* "JJ.MM.AAAA": JJ, MM and AAAA are digits, the rest stands for itself */
        bool month;
    } forms[CORRESPONDANCE_FORMS_MAX];
    size_t forms_n;
};

/* Field of a header that is normalised: ours, or else one that the profile (NULL: none) knows; -1: neither. */
int correspondance_find_field(const struct correspondance *c, const struct dataset *d, size_t dataset,
                              const char *header);
/* cell_parse() of a cell in the tool's spelling or in ours; CELL_DOUBT where the profile hesitates. */
enum cell_result correspondance_parse(const struct correspondance *c, size_t dataset, size_t field, const char *s,
                                      size_t len, struct strings *strings, int32_t *out);
/* The same with its forms of dates alone (c NULL: ours alone): identity data are looked for in what was sent, whatever
 * it stands for. */
enum cell_result correspondance_parse_form(const struct correspondance *c, const struct field *f, const char *s,
                                           size_t len, struct strings *strings, int32_t *out);
/* Between which codes the profile hesitates about a cell; NULL where it does not. */
const char *correspondance_doubt(const struct correspondance *c, size_t dataset, size_t field, const char *s,
                                 size_t len);
void correspondance_free(struct correspondance **c);

#endif
