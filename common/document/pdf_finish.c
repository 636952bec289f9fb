/* The objects of a PDF of cairo's, some with a line more, and their table written anew.
 *
 * What is relied on, and checked as far as it is read: one classic table of objects, no object streams, dictionaries
 * that end with ">>" on a line of its own, structure elements numbered in the order in which they were drawn. */
#include "document/pdf_finish.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define XREF_LINE 20 /* bytes */
#define OBJECTS_MAX 1000000
#define END "\n>>\nendobj"

static const char NOT_CAIRO[] = "PDF : %s";

struct object {
    size_t number, from, to; /* its bytes in the file */
    size_t moved;            /* where it begins in what is written */
};
struct file {
    const char *data;
    struct object *by_number, *by_place;
    size_t n, xref; /* objects, 0 included; where their table begins */
    const char *alt, *alts_end;
};

/* ---- reading ---- */

static int by_place(const void *a, const void *b)
{
    const struct object *x = a, *y = b;
    return x->from < y->from ? -1 : x->from > y->from;
}

static int read_table(struct file *f, const struct buf *in, struct err *e)
{
    static const char mark[] = "startxref\n";
    const char *tail = in->len > 64 ? in->data + in->len - 64 : in->data, *start = strstr(tail, mark);
    int skip = 0;
    if (!start)
        return err_set(e, ERR_FORMAT, NOT_CAIRO, "startxref");
    f->xref = strtoul(start + strlen(mark), NULL, 10);
    if (f->xref >= in->len || sscanf(in->data + f->xref, "xref\n0 %zu\n%n", &f->n, &skip) != 1 || !skip ||
        f->n > OBJECTS_MAX || f->xref + (size_t)skip + f->n * XREF_LINE > in->len)
        return err_set(e, ERR_FORMAT, NOT_CAIRO, "xref");
    f->data = in->data;
    f->by_number = mem_new_n(f->n, sizeof *f->by_number);
    f->by_place = mem_new_n(f->n, sizeof *f->by_place);
    for (size_t i = 0; i < f->n; i++) {
        f->by_place[i] = (struct object){
            .number = i, .from = i ? strtoul(in->data + f->xref + (size_t)skip + i * XREF_LINE, NULL, 10) : 0};
        if (f->by_place[i].from >= f->xref)
            return err_set(e, ERR_FORMAT, NOT_CAIRO, "xref");
    }
    qsort(f->by_place, f->n, sizeof *f->by_place, by_place);
    for (size_t i = 0; i < f->n; i++) {
        f->by_place[i].to = i + 1 < f->n ? f->by_place[i + 1].from : f->xref;
        f->by_number[f->by_place[i].number] = f->by_place[i];
    }
    return 0;
}

/* Does the text of an object hold these words? Only dictionaries are asked, and they hold no bytes of content. */
static bool holds(const struct file *f, const struct object *o, const char *words)
{
    return memmem(f->data + o->from, o->to - o->from, words, strlen(words)) != NULL;
}

static const struct object *linked(const struct file *f, const char *at, const char *end)
{
    size_t number = 0;
    while (at < end && *at >= '0' && *at <= '9')
        number = number * 10 + (size_t)(*at++ - '0');
    return number && number < f->n ? &f->by_number[number] : NULL;
}

/* Is it a heading of its row? Then its row has cells that are none. */
static bool heads_row(const struct file *f, const struct object *th)
{
    static const char parent[] = "/P ", kids[] = "/K [";
    const char *at = memmem(f->data + th->from, th->to - th->from, parent, strlen(parent));
    const struct object *tr = at ? linked(f, at + strlen(parent), f->data + th->to) : NULL;
    at = tr ? memmem(f->data + tr->from, tr->to - tr->from, kids, strlen(kids)) : NULL;
    if (!at)
        return false;
    for (at += strlen(kids); at < f->data + tr->to && *at != ']'; at++)
        if (at[-1] == ' ' && *at >= '1' && *at <= '9') {
            const struct object *kid = linked(f, at, f->data + tr->to);
            if (kid && holds(f, kid, "/S /TD"))
                return true;
        }
    return false;
}

/* ---- what is added ---- */

/* UTF-8 as a text of PDF: UTF-16 in hexadecimal. */
static void put_text(const char *s, struct buf *out)
{
    buf_adds(out, "<FEFF");
    while (*s) {
        unsigned char c = (unsigned char)*s++;
        unsigned point = c < 0x80 ? c : c < 0xE0 ? c & 0x1F : c < 0xF0 ? c & 0x0F : c & 7;
        while (((unsigned char)*s & 0xC0) == 0x80)
            point = point << 6 | ((unsigned char)*s++ & 0x3F);
        if (point > 0xFFFF)
            buf_addf(out, "%04X%04X", 0xD800 + ((point - 0x10000) >> 10), 0xDC00 + ((point - 0x10000) & 0x3FF));
        else
            buf_addf(out, "%04X", point);
    }
    buf_addc(out, '>');
}

static int add_alt(struct file *f, struct buf *out, struct err *e)
{
    if (f->alt >= f->alts_end)
        return err_set(e, ERR_FORMAT, NOT_CAIRO, "/Figure");
    buf_adds(out, "\n   /Alt ");
    put_text(f->alt, out);
    f->alt += strlen(f->alt) + 1;
    return 0;
}

/* The lines that an object wants at the end of its dictionary. */
static int add_lines(struct file *f, const struct object *o, struct buf *out, struct err *e)
{
    if (holds(f, o, "/Type /StructElem\n")) {
        if (holds(f, o, "/S /Figure\n"))
            return add_alt(f, out, e);
        if (holds(f, o, "/S /TH\n"))
            buf_addf(out, "\n   /A << /O /Table /Scope /%s >>", heads_row(f, o) ? "Row" : "Column");
    } else if (holds(f, o, "/Type /Catalog\n")) {
        buf_adds(out,
                 "\n   /Lang (fr-FR)\n   /ViewerPreferences << /DisplayDocTitle true >>\n   /PageMode /UseOutlines");
    } else if (holds(f, o, "/Type /Page\n") || holds(f, o, "/Type /Page ")) {
        buf_adds(out, "\n   /Tabs /S");
    }
    return 0;
}

static int put_object(struct file *f, const struct object *o, struct buf *out, struct err *e)
{
    const char *data = f->data + o->from;
    size_t len = o->to - o->from, end = strlen(END);
    const char *dictionary = memmem(data, len, "<< /Type /", 10), *stop = memmem(data, len, END, end);
    size_t head = stop ? (size_t)(stop - data) : len;
    f->by_number[o->number].moved = out->len;
    /* streams and the like have nothing added: their dictionary does not end the object */
    if (!dictionary || !stop || memmem(data, len, "\nstream", 7)) {
        buf_add(out, data, len);
        return 0;
    }
    buf_add(out, data, head);
    if (add_lines(f, o, out, e))
        return -1;
    buf_add(out, data + head, len - head);
    return 0;
}

/* Places are told from the beginning of what is written here. */
static int put_all(struct file *f, const struct buf *in, struct buf *out, struct err *e)
{
    struct buf made = {0};
    const char *trailer = strstr(in->data + f->xref, "trailer\n"),
               *start = trailer ? strstr(trailer, "startxref") : NULL;
    int rc = start ? 0 : err_set(e, ERR_FORMAT, NOT_CAIRO, "trailer");
    buf_add(&made, in->data, f->n > 1 ? f->by_place[1].from : 0);
    for (size_t i = 1; !rc && i < f->n; i++)
        rc = put_object(f, &f->by_place[i], &made, e);
    if (!rc && f->alt != f->alts_end)
        rc = err_set(e, ERR_FORMAT, NOT_CAIRO, "/Figure");
    if (!rc) {
        size_t xref = made.len;
        buf_addf(&made, "xref\n0 %zu\n0000000000 65535 f \n", f->n);
        for (size_t i = 1; i < f->n; i++)
            buf_addf(&made, "%010zu 00000 n \n", f->by_number[i].moved);
        buf_add(&made, trailer, (size_t)(start - trailer));
        buf_addf(&made, "startxref\n%zu\n%%%%EOF\n", xref);
        buf_add(out, made.data, made.len);
    }
    buf_deinit(&made);
    return rc;
}

int pdf_finish(const struct buf *in, const struct buf *alts, struct buf *out, struct err *e)
{
    struct file f = {.alt = buf_text(alts), .alts_end = buf_text(alts) + alts->len};
    int rc = in->len ? read_table(&f, in, e) : err_set(e, ERR_FORMAT, NOT_CAIRO, "0");
    if (!rc)
        rc = put_all(&f, in, out, e);
    free(f.by_number);
    free(f.by_place);
    return rc;
}
