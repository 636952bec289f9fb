/* An Office package: libzip unpacks a part, expat parses it, piece by piece.
 *
 * Nothing is believed: what is unpacked is counted, a part that is packed beyond measure is not unpacked at all, and
 * expat, which keeps every new name, every open element and every token whole, gets only so much memory. */
#include "io/package.h"

#include <expat.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/err.h"
#include "base/mem.h"

#define PIECE 65536
#define RATIO_MAX 200            /* unpacked to packed: XML made by machines reaches some 50 */
#define RATIO_FREE (1u << 20)    /* bytes to which the ratio does not matter */
#define PARSER_MEMORY (1u << 20) /* an honest part takes a fifth of it */
#define BLOCK_HEAD sizeof(max_align_t)

const char package_broken[] = "xlsx", package_too_big[] = "classeur";

/* What the parser of this thread holds. A static, for expat hands nothing to its allocator; zero between two parts. */
static _Thread_local size_t held;

static void *take(size_t size)
{
    if (size > PARSER_MEMORY || held + size > PARSER_MEMORY)
        return NULL;
    size_t *block = mem_grow(NULL, size + BLOCK_HEAD);
    *block = size;
    held += size;
    return (char *)block + BLOCK_HEAD;
}

static void give_back(void *p)
{
    if (!p)
        return;
    size_t *block = (size_t *)(void *)((char *)p - BLOCK_HEAD);
    held -= *block;
    free(block);
}

static void *take_more(void *p, size_t size)
{
    void *more = take(size);
    if (!more || !p)
        return more;
    size_t had = *(size_t *)(void *)((char *)p - BLOCK_HEAD);
    memcpy(more, p, had < size ? had : size);
    give_back(p);
    return more;
}

static const XML_Memory_Handling_Suite bounded = {take, take_more, give_back};

static void refuse_doctype(void *package, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                           int has_internal)
{
    (void)name, (void)system, (void)public, (void)has_internal;
    package_stop(package, package_broken);
}

void package_stop(struct package *p, const char *trouble)
{
    if (!p->trouble)
        p->trouble = trouble;
    XML_StopParser(p->parser, XML_FALSE);
}

bool package_has(const struct package *p, const char *part)
{
    return zip_name_locate(p->zip, part, ZIP_FL_NOCASE) >= 0;
}

/* One piece; true while there may be more. */
static bool parse_piece(struct package *p, zip_file_t *f, uint64_t *told_left)
{
    void *piece = XML_GetBuffer(p->parser, PIECE);
    zip_int64_t n = piece ? zip_fread(f, piece, PIECE) : -1;
    if (n < 0 || (uint64_t)n > *told_left) { /* unreadable, or longer than it claims */
        p->trouble = package_broken;
        return false;
    }
    *told_left -= (uint64_t)n;
    enum XML_Status ok = XML_ParseBuffer(p->parser, (int)n, n == 0);
    if (ok != XML_STATUS_OK && XML_GetErrorCode(p->parser) != XML_ERROR_ABORTED && !p->trouble)
        p->trouble = package_broken;
    return n > 0 && ok == XML_STATUS_OK;
}

static void parse(struct package *p, zip_file_t *f, uint64_t told, const struct package_reader *r)
{
    p->parser = XML_ParserCreate_MM(NULL, &bounded, NULL);
    must(p->parser);
    XML_SetUserData(p->parser, p);
    XML_SetElementHandler(p->parser, r->start, r->end);
    XML_SetCharacterDataHandler(p->parser, r->text);
    XML_SetStartDoctypeDeclHandler(p->parser, refuse_doctype);
    while (parse_piece(p, f, &told))
        ;
    XML_ParserFree(p->parser);
    p->parser = NULL;
    must(held == 0);
}

bool package_read(struct package *p, const char *part, const struct package_reader *r, void *reading)
{
    zip_stat_t st;
    if (p->trouble)
        return false;
    if (zip_stat(p->zip, part, ZIP_FL_NOCASE, &st) != 0 || !(st.valid & ZIP_STAT_SIZE) ||
        !(st.valid & ZIP_STAT_COMP_SIZE)) {
        p->trouble = package_broken;
        return false;
    }
    if (st.size > p->left || (st.size > RATIO_FREE && st.size / RATIO_MAX > st.comp_size)) {
        p->trouble = package_too_big;
        return false;
    }
    p->left -= st.size;
    zip_file_t *f = zip_fopen_index(p->zip, st.index, 0);
    if (!f) {
        p->trouble = package_broken;
        return false;
    }
    p->reading = reading;
    parse(p, f, st.size, r);
    zip_fclose(f);
    return !p->trouble;
}

/* Appends the folders and the name of a path to one that is resolved. */
static size_t walk(const char *path, size_t len, char *out, size_t n)
{
    for (const char *end = path + len; path < end;) {
        const char *slash = memchr(path, '/', (size_t)(end - path));
        size_t step = (size_t)((slash ? slash : end) - path);
        if (step == 2 && memcmp(path, "..", 2) == 0) {
            while (n > 0 && out[n - 1] != '/')
                n--;
            n -= n > 0;
        } else if (step > 0 && !(step == 1 && *path == '.')) {
            if (n > 0)
                out[n++] = '/';
            memcpy(out + n, path, step);
            n += step;
        }
        path += slash ? step + 1 : step;
    }
    return n;
}

size_t package_resolve(const char *base, const char *target, char *out)
{
    const char *slash = strrchr(base, '/');
    size_t n = *target == '/' || !slash ? 0 : walk(base, (size_t)(slash - base), out, 0);
    n = walk(target, strlen(target), out, n);
    out[n] = 0;
    return n;
}

const char *package_local_name(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

const char *package_attribute(const char **attributes, const char *local_name)
{
    for (; *attributes; attributes += 2)
        if (strcmp(package_local_name(*attributes), local_name) == 0)
            return attributes[1];
    return NULL;
}
