/* What a submission's file is, by its name and its first bytes. */
#include "io/unzip_kind.h"

#include <string.h>
#include <strings.h>

bool unzip_is(const char *bytes, size_t len)
{
    return len >= 4 && memcmp(bytes, "PK\003\004", 4) == 0;
}

static bool ends(const char *name, const char *with)
{
    size_t n = strlen(name), w = strlen(with);
    return n >= w && strcasecmp(name + n - w, with) == 0;
}

bool unzip_is_workbook(const struct submission_file *f)
{
    static const char *const always[] = {".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb"}, *const not_always[] = {".ods",
                                                                                                              ".xls"};
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        if (ends(f->name, always[i]))
            return true;
    for (size_t i = 0; i < sizeof not_always / sizeof *not_always; i++)
        if (ends(f->name, not_always[i]))
            return unzip_is(f->bytes, f->len);
    return false;
}

static const char *base_name(const char *name)
{
    for (const char *p = name; *p; p++)
        if (*p == '/' || *p == '\\')
            name = p + 1;
    return name;
}

bool unzip_is_archive(const struct submission_file *f)
{
    const char *base = base_name(f->name);
    return !*base || ends(base, ".zip") || unzip_is_workbook(f) || (!strchr(base, '.') && unzip_is(f->bytes, f->len));
}

bool unzip_is_old_workbook(const struct submission_file *f)
{
    static const char *const names[] = {".xls", ".xlsx", ".xlsm", ".xlsb", ".xlt", ".csv", ".zip"};
    if (f->len < 8 || memcmp(f->bytes, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) != 0)
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (ends(f->name, names[i]))
            return true;
    return !strchr(base_name(f->name), '.');
}

const char *unzip_digest_name(const struct submission_file *f)
{
    return unzip_is(f->bytes, f->len) && unzip_is_archive(f) ? "" : f->name;
}
