/* A package made: its data files, its manifest, its signature. */
#include "programme/paquet.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/cal.h"
#include "programme/rapport_csv.h"

struct buf *paquet_add(struct paquet *p, const char *nom)
{
    must(p->n < PAQUET_FICHIERS_MAX && strlen(nom) < PAQUET_NOM_MAX);
    struct paquet_fichier *f = &p->fichiers[p->n++];
    *f = (struct paquet_fichier){0};
    snprintf(f->nom, sizeof f->nom, "%s", nom);
    return &f->octets;
}

const struct paquet_fichier *paquet_find(const struct paquet *p, const char *nom)
{
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->fichiers[i].nom, nom) == 0)
            return &p->fichiers[i];
    return NULL;
}

void paquet_deinit(struct paquet *p)
{
    for (size_t i = 0; i < p->n; i++)
        buf_deinit(&p->fichiers[i].octets);
    p->n = 0;
}

void paquet_add_donnees(struct paquet *p, const struct rapport *r)
{
    char nom[PAQUET_NOM_MAX];
    snprintf(nom, sizeof nom, "rapport-%s.csv", r->periodes[0].name);
    rapport_csv(r, paquet_add(p, nom));
    snprintf(nom, sizeof nom, "rapport-%s.json", r->periodes[0].name);
    rapport_encode(r, paquet_add(p, nom));
    rapport_csv_schema(r, paquet_add(p, "schema.json"));
}

static void put_fichier(const struct paquet_fichier *f, struct jsonout *j)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof digest + 1];
    crypto_hash_sha256(digest, (const unsigned char *)buf_text(&f->octets), f->octets.len);
    jsonout_open(j, NULL, '{');
    jsonout_text(j, "nom", f->nom);
    jsonout_int(j, "octets", (int64_t)f->octets.len);
    jsonout_text(j, "sha256", sodium_bin2hex(hex, sizeof hex, digest, sizeof digest));
    jsonout_close(j, '}');
}

static void put_instant(struct jsonout *j, const char *key, int64_t us)
{
    char text[CAL_INSTANT_LEN];
    if (us)
        cal_format_instant(us, text);
    jsonout_text(j, key, us ? text : NULL);
}

static void put_manifeste(const struct paquet *p, const struct rapport *r, const struct paquet_version *versions,
                          const char *public_hex, struct buf *out)
{
    struct jsonout j = {.out = out};
    struct buf etat = {0};
    const struct coverage *c = &r->perimetres[0].couverture;
    rapport_nommer(r, &etat);
    jsonout_open(&j, NULL, '{');
    jsonout_text(&j, "rapport", r->periodes[0].name);
    jsonout_text(&j, "etat", buf_text(&etat));
    jsonout_int(&j, "version", r->version);
    jsonout_bool(&j, "publie", r->publie);
    jsonout_text(&j, "definitions", r->definitions);
    put_instant(&j, "connu_le", r->connu_us);
    put_instant(&j, "arrete_le", r->arrete_us);
    jsonout_bool(&j, "calendrier", r->calendrier);
    jsonout_open(&j, "couverture", '{');
    jsonout_int(&j, "expected", c->expected);
    jsonout_int(&j, "counted", c->counted);
    jsonout_day(&j, "oldest", c->oldest);
    jsonout_int(&j, "avant_fin", (int64_t)rapport_avant_fin_n(r));
    jsonout_close(&j, '}');
    jsonout_open(&j, "versions", '{');
    for (; versions->nom; versions++)
        jsonout_text(&j, versions->nom, versions->version);
    jsonout_close(&j, '}');
    jsonout_text(&j, "cle_publique", public_hex);
    jsonout_open(&j, "fichiers", '[');
    for (size_t i = 0; i < p->n; i++)
        put_fichier(&p->fichiers[i], &j);
    jsonout_close(&j, ']');
    jsonout_close(&j, '}');
    buf_addc(out, '\n');
    buf_deinit(&etat);
}

void paquet_signer(struct paquet *p, const struct rapport *r, const struct paquet_version *versions,
                   const struct signature_key *k)
{
    unsigned char signature[SIGNATURE_LEN];
    struct buf manifeste = {0};
    put_manifeste(p, r, versions, k->public_hex, &manifeste);
    signature_make(k, buf_text(&manifeste), manifeste.len, signature);
    *paquet_add(p, PAQUET_MANIFESTE) = manifeste;
    buf_add(paquet_add(p, PAQUET_SIGNATURE), signature, sizeof signature);
}
