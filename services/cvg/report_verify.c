/* Verification: signature and digests, then what the figures say: CSV and JSON the same, bridges that add up; then what
 * its readers could work out. */
#include "cvg/report_verify.h"

#include <stdio.h>
#include <string.h>

#include "cvg/command.h"
#include "cvg/report_audit.h"
#include "cvg/report_out.h"
#include "programme/rapport_csv.h"

static const char TEXT_NO_JSON[] = "le dossier ne contient pas de rapport-TRIMESTRE.json";
static const char TEXT_CSV[] = "%s ne dit pas les mêmes chiffres que le JSON";
static const char TEXT_PONT[] = "le pont de %s, %s, ne donne pas la différence : %lld, et non %lld";
static const char TEXT_ARRIVEE[] = "le pont de %s, %s, mène à %lld, qui n'est pas le chiffre du rapport";
static const char TEXT_SOMME[] = "%s, %s, programme %s : la nation (%lld) n'est pas la somme des territoires (%lld)";
static const char TEXT_KEY[] = "Signé sous la clé publique %s\n";
static const char TEXT_DRAFT[] = "Brouillon : rien n'y est couvert par le secret, ne le diffusez pas";
static const char TEXT_RIGHT[] = "%s, %s : signature, empreintes, chiffres et %zu ponts justes\n";

static const struct paquet_fichier *find_json(const struct paquet *p)
{
    for (size_t i = 0; i < p->n; i++) {
        size_t len = strlen(p->fichiers[i].nom);
        if (strncmp(p->fichiers[i].nom, "rapport-", 8) == 0 && strcmp(p->fichiers[i].nom + len - 5, ".json") == 0)
            return &p->fichiers[i];
    }
    return NULL;
}

static int check_csv(const struct paquet *p, const struct rapport *r, struct err *e)
{
    char nom[PAQUET_NOM_MAX];
    struct buf csv = {0};
    snprintf(nom, sizeof nom, "rapport-%s.csv", r->periodes[0].name);
    const struct paquet_fichier *f = paquet_find(p, nom);
    rapport_csv(r, &csv);
    bool same = f && f->octets.len == csv.len && memcmp(buf_text(&f->octets), buf_text(&csv), csv.len) == 0;
    buf_deinit(&csv);
    return same ? 0 : err_set(e, ERR_FORMAT, TEXT_CSV, nom);
}

static int check_ponts(const struct rapport *r, struct err *e)
{
    for (size_t i = 0; i < r->ponts_n; i++) {
        const struct rapport_pont *x = &r->ponts[i];
        long long sum = x->de;
        for (size_t k = 0; k < x->termes_n; k++)
            sum += x->termes[k].n;
        if (sum != x->a)
            return err_set(e, ERR_FORMAT, TEXT_PONT, x->code, r->perimetres[x->perimetre].nom, sum, (long long)x->a);
        const struct rapport_chiffre *c = rapport_find(r, r->programme, 0, x->perimetre, x->code);
        if (!c || c->slots[0] != x->a)
            return err_set(e, ERR_FORMAT, TEXT_ARRIVEE, x->code, r->perimetres[x->perimetre].nom, (long long)x->a);
    }
    return 0;
}

/* Headcounts are always told: those of the nation are the sum of its territories'. */
static int check_sommes(const struct rapport *r, struct err *e)
{
    for (size_t i = 0; i < r->chiffres_n; i++) {
        const struct rapport_chiffre *x = &r->chiffres[i];
        const struct indicator *of = &r->indicateurs[x->indicateur].forme;
        long long sum = 0;
        if (r->perimetres[x->perimetre].scope.kind != SCOPE_NATION || of->kind != KIND_COMPTE)
            continue;
        for (size_t p = 0; p < r->perimetres_n; p++) {
            const struct rapport_chiffre *part = r->perimetres[p].scope.kind == SCOPE_TERRITOIRE
                                                     ? rapport_find(r, x->programme, x->periode, p, of->code)
                                                     : NULL;
            sum += part ? part->slots[0] : 0;
        }
        if (sum != x->slots[0])
            return err_set(e, ERR_FORMAT, TEXT_SOMME, of->code, r->periodes[x->periode].name, x->programme,
                           (long long)x->slots[0], sum);
    }
    return 0;
}

/* A draft withholds nothing, so that there is nothing to work out. */
static int check_secret(const struct rapport *r, const char *folder, char *const *earlier, int earlier_n, struct err *e)
{
    if (r->publie)
        return report_audit(folder, earlier, earlier_n, e);
    puts(TEXT_DRAFT);
    return 0;
}

static int check_figures(const struct paquet *p, const struct rapport *r, struct err *e)
{
    struct buf etat = {0};
    if (check_csv(p, r, e) < 0 || check_ponts(r, e) < 0 || check_sommes(r, e) < 0)
        return -1;
    rapport_nommer(r, &etat);
    printf(TEXT_RIGHT, r->periodes[0].name, buf_text(&etat), r->ponts_n);
    buf_deinit(&etat);
    return 0;
}

static struct rapport *check_files(const struct paquet *p, struct err *e)
{
    char key[SIGNATURE_PUBLIC_HEX];
    if (paquet_verifier(p, key, e) < 0)
        return NULL;
    printf(TEXT_KEY, key);
    const struct paquet_fichier *f = find_json(p);
    if (f)
        return rapport_decode(buf_text(&f->octets), f->octets.len, e);
    err_fill(e, ERR_FORMAT, "%s", TEXT_NO_JSON);
    return NULL;
}

int report_verify(const char *folder, char *const *earlier, int earlier_n)
{
    struct err e = {0};
    struct paquet p = {0};
    struct rapport *r = report_read_folder(folder, &p, &e) == 0 ? check_files(&p, &e) : NULL;
    int rc = r && check_figures(&p, r, &e) == 0 ? check_secret(r, folder, earlier, earlier_n, &e) : -1;
    rapport_free(&r);
    paquet_deinit(&p);
    return rc < 0 ? command_fail(&e) : COMMAND_DONE;
}
