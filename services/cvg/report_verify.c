/* Verification: signature and digests, then what the figures say: CSV and JSON the same, bridges that add up; then what
 * its readers could work out. */
#include "cvg/report_verify.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

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
static const char TEXT_KEY_RIGHT[] = "Signé sous la clé publique %s, la clé attendue\n";
static const char TEXT_KEY_WRONG[] =
    "signé sous la clé publique %s, et non %s : ce rapport n'est pas de qui on l'attend";
static const char TEXT_KEY_NONE[] = "« %s » n'est pas une clé publique : 64 chiffres hexadécimaux sont attendus";
static const char TEXT_EARLIER[] = "AVANT, %s (rien n'est dit du rapport contrôlé)";
static const char TEXT_NOT_CLOSED[] = "ce n'est pas un rapport arrêté : un brouillon n'a rien publié";
static const char TEXT_LATER[] = "il n'a pas été arrêté avant le rapport contrôlé";
static const char TEXT_ORDER[] = "il n'a pas été arrêté après le précédent : le plus ancien d'abord";
static const char TEXT_OTHER_KEY[] = "%s est signé sous une autre clé publique, %s\n";
static const char TEXT_DRAFT[] = "Brouillon : rien n'y est masqué, ne le diffusez pas";
static const char TEXT_RIGHT[] = "%s, %s : signature, empreintes, chiffres et %zu ponts justes\n";

#define HEXADECIMAL "0123456789abcdefABCDEF"

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
static int check_secret(const struct rapport *r, const struct report_verify *v, struct err *e)
{
    if (r->publie)
        return report_audit(v->folder, v->earlier, v->earlier_n, e);
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

static struct rapport *check_files(const struct paquet *p, char key_out[SIGNATURE_PUBLIC_HEX], struct err *e)
{
    if (paquet_verifier(p, key_out, e) < 0)
        return NULL;
    const struct paquet_fichier *f = find_json(p);
    if (f)
        return rapport_decode(buf_text(&f->octets), f->octets.len, e);
    err_fill(e, ERR_FORMAT, "%s", TEXT_NO_JSON);
    return NULL;
}

/* ---- the earlier releases ---- */

/* Closed, after the one before it, and before the one that is checked. */
static int check_place(const struct rapport *x, int64_t after_us, const struct rapport *r, struct err *e)
{
    if (!x->publie || !x->arrete_us)
        return err_set(e, ERR_FORMAT, "%s", TEXT_NOT_CLOSED);
    if (r->arrete_us && x->arrete_us >= r->arrete_us)
        return err_set(e, ERR_FORMAT, "%s", TEXT_LATER);
    return x->arrete_us > after_us ? 0 : err_set(e, ERR_FORMAT, "%s", TEXT_ORDER);
}

static int check_one(const char *folder, const char *key, const struct rapport *r, int64_t *after_us, struct err *e)
{
    struct paquet p = {0};
    char its[SIGNATURE_PUBLIC_HEX];
    struct rapport *x = report_read_folder(folder, &p, e) == 0 ? check_files(&p, its, e) : NULL;
    int rc = x ? check_place(x, *after_us, r, e) : -1;
    if (rc == 0 && strcmp(its, key) != 0)
        printf(TEXT_OTHER_KEY, folder, its);
    if (rc == 0)
        *after_us = x->arrete_us;
    rapport_free(&x);
    paquet_deinit(&p);
    return rc;
}

/* What is wrong with one of them says nothing of the release that is checked: it was named in error. */
static int check_earlier(const struct report_verify *v, const char *key, const struct rapport *r, struct err *e)
{
    int64_t after_us = 0;
    for (int i = 0; i < v->earlier_n; i++)
        if (check_one(v->earlier[i], key, r, &after_us, e) < 0) {
            err_prefix(e, TEXT_EARLIER, v->earlier[i]);
            e->code = ERR_USAGE;
            return -1;
        }
    return 0;
}

/* ---- the whole ---- */

static int check_key(const struct report_verify *v, const char *key, struct err *e)
{
    if (v->key && strcasecmp(v->key, key) != 0)
        return err_set(e, ERR_FORMAT, TEXT_KEY_WRONG, key, v->key);
    printf(v->key ? TEXT_KEY_RIGHT : TEXT_KEY, key);
    return 0;
}

static int check(const struct report_verify *v, struct err *e)
{
    struct paquet p = {0};
    char key[SIGNATURE_PUBLIC_HEX];
    if (v->key && (strlen(v->key) != SIGNATURE_PUBLIC_HEX - 1 || v->key[strspn(v->key, HEXADECIMAL)]))
        return err_set(e, ERR_USAGE, TEXT_KEY_NONE, v->key);
    struct rapport *r = report_read_folder(v->folder, &p, e) == 0 ? check_files(&p, key, e) : NULL;
    int rc = r && check_key(v, key, e) == 0 && check_earlier(v, key, r, e) == 0 && check_figures(&p, r, e) == 0
                 ? check_secret(r, v, e)
                 : -1;
    if (r)
        report_tell_others(v->folder, &p);
    rapport_free(&r);
    paquet_deinit(&p);
    return rc;
}

int report_verify(const struct report_verify *v)
{
    struct err e = {0};
    return check(v, &e) < 0 ? command_fail(&e) : COMMAND_DONE;
}
