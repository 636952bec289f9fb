/* Archives that tests make, by libzip. */
#ifndef CVG_TESTS_ZIP_FIXTURE_H
#define CVG_TESTS_ZIP_FIXTURE_H

#include <stdlib.h>
#include <zip.h>

#include "base/buf.h"
#include "base/mem.h"

struct entry {
    const char *name, *bytes;
    size_t len;
    zip_flags_t encoding;
    const char *password;
};

/* An archive of these entries, made by libzip. */
static inline struct buf make_zip(const struct entry *entries, size_t n)
{
    struct buf out = {0};
    zip_source_t *src = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *z = zip_open_from_source(src, ZIP_TRUNCATE, NULL);
    must(z);
    zip_source_keep(src);
    for (size_t i = 0; i < n; i++) {
        zip_int64_t at;
        if (!entries[i].bytes) {
            must(zip_dir_add(z, entries[i].name, 0) >= 0);
            continue;
        }
        zip_source_t *data = zip_source_buffer(z, entries[i].bytes, entries[i].len, 0);
        at = zip_file_add(z, entries[i].name, data, entries[i].encoding);
        must(at >= 0);
        if (entries[i].password)
            must(zip_file_set_encryption(z, (zip_uint64_t)at, ZIP_EM_AES_128, entries[i].password) == 0);
    }
    must(zip_close(z) == 0);
    zip_stat_t st;
    must(zip_source_stat(src, &st) == 0);
    char *p = mem_new(st.size);
    must(zip_source_open(src) == 0);
    must(zip_source_read(src, p, st.size) == (zip_int64_t)st.size);
    zip_source_close(src);
    zip_source_free(src);
    buf_add(&out, p, st.size);
    free(p);
    return out;
}

#endif
