/* How long disclosure control takes, and what share of a report it lets out: bench_secret REPORT.json [RELEASE.json
 * ...] reads a draft (and earlier releases, oldest first), protects it and prints what was withheld; the published
 * report goes to STEM.json and STEM.csv with -o STEM; -l
 * lists every figure. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "programme/rapport_csv.h"
#include "programme/secret.h"

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct rapport *load(const char *path)
{
    struct buf b = {0};
    struct err e = {0};
    struct rapport *r = NULL;
    if (buf_read_file(&b, path, 0, &e) == 0)
        r = rapport_decode(buf_text(&b), b.len, &e);
    if (!r)
        fprintf(stderr, "%s: %s\n", path, e.text);
    buf_deinit(&b);
    return r;
}

static void print_rates(const struct rapport *r)
{
    static const struct {
        enum scope_kind kind;
        const char *name;
    } kinds[] = {{SCOPE_NATION, "nation"}, {SCOPE_OPERATIONNELS, "operationnels"}, {SCOPE_TERRITOIRE, "territoires"}};
    for (size_t i = 0; i < 3; i++) {
        struct secret_compte n = secret_compter(r, kinds[i].kind);
        printf("%-14s %5zu lines, %5zu told: %5.1f %%\n", kinds[i].name, n.lignes, n.dites,
               n.lignes ? 100.0 * (double)n.dites / (double)n.lignes : 0);
    }
}

static void print_withheld(const struct rapport *r)
{
    for (size_t i = 0; i < r->chiffres_n; i++) {
        const struct rapport_chiffre *c = &r->chiffres[i];
        const struct rapport_perimetre *p = &r->perimetres[c->perimetre];
        if (p->scope.kind == SCOPE_CHANTIER || strcmp(c->programme, r->programme) != 0)
            continue;
        printf("%d %s %s %s:", (int)c->periode,
               p->scope.kind == SCOPE_NATION          ? "NATION"
               : p->scope.kind == SCOPE_OPERATIONNELS ? "OPERATIONNELS"
                                                      : p->scope.code,
               r->indicateurs[c->indicateur].forme.code, r->indicateurs[c->indicateur].forme.sensitive ? "s" : "");
        for (size_t k = 0; k < r->indicateurs[c->indicateur].forme.slots_n; k++)
            printf(" %ld", (long)c->slots[k]);
        printf(" |");
        for (size_t k = 0; k < rapport_lignes_n(r, c); k++)
            printf("%c", ".pS?"[c->etats[k]]);
        printf("\n");
    }
}

/* STEM.json and STEM.csv, as they are published. */
static void publish(const struct rapport *r, const char *stem)
{
    char path[4096];
    struct err e = {0};
    struct buf json = {0}, csv = {0};
    rapport_encode(r, &json);
    rapport_csv(r, &csv);
    snprintf(path, sizeof path, "%s.json", stem);
    if (buf_write_file(&json, path, 0644, &e))
        fprintf(stderr, "%s\n", e.text);
    snprintf(path, sizeof path, "%s.csv", stem);
    if (buf_write_file(&csv, path, 0644, &e))
        fprintf(stderr, "%s\n", e.text);
    buf_deinit(&json);
    buf_deinit(&csv);
}

int main(int argc, char **argv)
{
    struct rapport *r[64];
    size_t n = 0;
    const char *out = NULL;
    bool list = false;
    struct err e = {0};
    for (int i = 1; i < argc && n < 64; i++) {
        if (strcmp(argv[i], "-o") == 0 && i + 1 < argc)
            out = argv[++i];
        else if (strcmp(argv[i], "-l") == 0)
            list = true;
        else if (!(r[n++] = load(argv[i])))
            return 1;
    }
    if (!n)
        return 0; /* nothing to measure it on */
    struct secret_regles regles = {5, 11, 3, 85};
    double t = now();
    if (secret_proteger(r[0], (const struct rapport *const *)(r + 1), n - 1, &regles, &e)) {
        fprintf(stderr, "%s\n", e.text);
        return 1;
    }
    printf("protected in %.3f s\n", now() - t);
    print_rates(r[0]);
    if (list)
        print_withheld(r[0]);
    if (out) {
        rapport_masquer(r[0]);
        publish(r[0], out);
    }
    for (size_t i = 0; i < n; i++)
        rapport_free(&r[i]);
    return 0;
}
