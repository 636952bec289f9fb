/* The documents of a report from its JSON, written to a folder, and the CPU time of each: bench_document RAPPORT.json
 * FOLDER [CHANTIER]. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "document/document.h"

#define REPORT_MAX (64u << 20)

static double cpu_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void fail(const struct err *e)
{
    fprintf(stderr, "%s\n", e->text);
    exit(1);
}

static void keep(const struct buf *b, const char *folder, const char *name, double since)
{
    struct buf path = {0};
    struct err e;
    buf_addf(&path, "%s/%s", folder, name);
    if (buf_write_file(b, buf_text(&path), 0644, &e))
        fail(&e);
    printf("%-14s %8zu bytes %7.0f ms\n", name, b->len, cpu_ms() - since);
    buf_deinit(&path);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*make)(const struct rapport *, struct buf *, struct err *);
    } documents[] = {{"rapport.html", document_html}, {"rapport.pdf", document_pdf}, {"rapport.xlsx", document_xlsx}};
    struct buf json = {0};
    struct err e = {0};
    if (argc < 3) {
        fprintf(stderr, "usage: bench_document RAPPORT.json FOLDER [CHANTIER]\n");
        return 2;
    }
    if (buf_read_file(&json, argv[1], REPORT_MAX, &e))
        fail(&e);
    struct rapport *r = rapport_decode(json.data, json.len, &e);
    if (!r)
        fail(&e);
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        struct buf out = {0};
        double since = cpu_ms();
        if (documents[i].make(r, &out, &e))
            fail(&e);
        keep(&out, argv[2], documents[i].name, since);
        buf_deinit(&out);
    }
    if (argc > 3) {
        struct buf pdf = {0}, html = {0};
        double since = cpu_ms();
        if (document_dialogue_html(r, argv[3], &html, &e) || document_dialogue_pdf(r, argv[3], &pdf, &e))
            fail(&e);
        keep(&html, argv[2], "dialogue.html", since);
        keep(&pdf, argv[2], "dialogue.pdf", since);
        buf_deinit(&html);
        buf_deinit(&pdf);
    }
    rapport_free(&r);
    buf_deinit(&json);
    return 0;
}
