/* Any Content-Type (the first line) with any body as the form of a deposit: no crash, every file lies within the body
 * and bears a name without a path, every field ends. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dashboard/depot_form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct depot_form *f)
{
    const char *const fields[] = {f->jeton, f->action, f->date, f->confirmer};
    size_t bytes = 0;
    must(f->files_n <= FILES_MAX);
    for (size_t i = 0; i < f->files_n; i++) {
        must(f->files[i].bytes >= f->body && f->files[i].bytes + f->files[i].len <= f->body + f->len);
        must(!strpbrk(f->files[i].name, "/\\"));
        bytes += f->files[i].len;
    }
    must(bytes == f->bytes && bytes <= f->len);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        must(strnlen(fields[i], DEPOT_FIELD_MAX + 1) <= DEPOT_FIELD_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *lf = size ? memchr(data, '\n', size) : NULL;
    size_t type_len = lf ? (size_t)(lf - data) : 0, len = lf ? size - type_len - 1 : size;
    char *type = lf ? mem_text_n((const char *)data, type_len) : mem_text("multipart/form-data; boundary=B");
    char *body = malloc(len ? len : 1); /* exactly as long as it is, so that reading over the end is seen */
    struct depot_form f;
    struct err e = {0};
    must(body);
    if (len)
        memcpy(body, data + size - len, len);
    if (depot_form_read(&f, type, body, len, &e) == 0)
        check(&f);
    else
        must(e.code == ERR_FORMAT || e.code == ERR_LIMIT);
    depot_form_wipe(&f);
    free(type);
    return 0;
}
