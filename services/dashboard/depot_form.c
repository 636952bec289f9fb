/* What the form of a deposit sent. */
#include "dashboard/depot_form.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "io/multipart.h"

static_assert(MULTIPART_PARTS_MAX <= FILES_MAX, "what a form may hold, a submission can");

static void take_field(struct depot_form *f, const struct multipart_part *part)
{
    const struct {
        const char *name;
        char *value;
    } fields[] = {{"jeton", f->jeton}, {"action", f->action}, {"date", f->date}, {"confirmer", f->confirmer}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (part->name_len == strlen(fields[i].name) && memcmp(part->name, fields[i].name, part->name_len) == 0) {
            size_t len = part->len < DEPOT_FIELD_MAX ? part->len : DEPOT_FIELD_MAX;
            memcpy(fields[i].value, part->data, len);
            fields[i].value[len] = 0;
        }
}

/* The last part of a path, as some browsers send one. */
static void take_file(struct depot_form *f, const struct multipart_part *part)
{
    const char *name = part->name, *end = part->name + part->name_len;
    for (const char *p = name; p < end; p++)
        if (*p == '/' || *p == '\\')
            name = p + 1;
    f->files[f->files_n++] = (struct submission_file){
        .name = arena_text(&f->names, name, (size_t)(end - name)), .bytes = part->data, .len = part->len};
    f->bytes += part->len;
}

/* A browser sends a field for files that was left empty as one file without a name; its part then bears the field's. */
static bool left_empty(const struct multipart_part *part)
{
    return part->len == 0 && part->name_len == strlen("fichier") && memcmp(part->name, "fichier", part->name_len) == 0;
}

int depot_form_read(struct depot_form *f, const char *content_type, char *body, size_t len, struct err *e)
{
    struct multipart_part parts[MULTIPART_PARTS_MAX];
    size_t n;
    *f = (struct depot_form){.body = body, .len = len};
    if (multipart_parse(content_type, body, len, parts, &n, e) < 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        if (!parts[i].is_file)
            take_field(f, &parts[i]);
        else if (memchr(parts[i].name, 0, parts[i].name_len))
            return err_set(e, ERR_FORMAT, "a file's name holds a NUL");
        else if (!left_empty(&parts[i]))
            take_file(f, &parts[i]);
    }
    return 0;
}

void depot_form_wipe(struct depot_form *f)
{
    arena_deinit(&f->names);
    if (f->body)
        sodium_memzero(f->body, f->len);
    free(f->body);
    *f = (struct depot_form){0};
}
