/* The bridge: which terms there are, and their sums over the chantiers of a perimeter. */
#include "programme/pont.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static const char *const codes[PONT_FIGURE_COUNT] = {
    [PONT_FILE_ACTIVE] = "effectif.file_active",
    [PONT_ACCOMPAGNES] = "effectif.accompagnes",
    [PONT_ENTREES] = "effectif.entrees",
    [PONT_SORTIES] = "effectif.sorties",
};

/* What can move which figure: a stock moves by every entry and every exit since; what is counted over a window moves by
 * what comes in, and by what is left behind when the window moves. */
#define STOCK (1u << PONT_FILE_ACTIVE)
#define OPEN (1u << PONT_ACCOMPAGNES)
#define IN (1u << PONT_ENTREES)
#define OUT (1u << PONT_SORTIES)
#define ALL (STOCK | OPEN | IN | OUT)

static const struct {
    const char *cle, *libelle, *explication;
    unsigned attendu; /* figures of which it is told, 0 or not */
} termes[PONT_TERME_COUNT] = {
    [PONT_DEFINITIONS] = {"definitions", "Changement de définitions",
                          "Ce que les définitions d’aujourd’hui changent au chiffre arrêté, sur les mêmes données.",
                          ALL},
    [PONT_RECALCUL] =
        {"recalcul", "Recalcul",
         "Écart entre le chiffre arrêté et le même calcul refait aujourd’hui : des lignes d’alors ont été "
         "effacées depuis.",
         0},
    [PONT_DECLARATIONS_TARDIVES] = {"declarations_tardives", "Déclarations tardives",
                                    "Parcours de la période précédente qui n’étaient pas encore connus à l’arrêté.",
                                    ALL},
    [PONT_SORTIES_TARDIVES] = {"sorties_tardives", "Sorties déclarées tardivement",
                               "Sorties antérieures à la fin de la période précédente, encore inconnues à l’arrêté : "
                               "le parcours était compté comme ouvert.",
                               STOCK | OPEN | OUT},
    [PONT_RETRAITS] = {"retraits", "Retraits", "Parcours comptés à l’arrêté, que les exports ne contiennent plus.",
                       ALL},
    [PONT_CORRECTIONS] = {"corrections", "Corrections",
                          "Parcours connus à l’arrêté, dont les dates ou le programme ont été corrigés depuis.", ALL},
    [PONT_ARRIVEES] = {"arrivees", "Arrivées de chantiers",
                       "Tout ce que comptent les chantiers qui font partie du périmètre et n’en faisaient pas partie.",
                       ALL},
    [PONT_DEPARTS] = {"departs", "Départs de chantiers",
                      "Tout ce que comptaient les chantiers qui ne font plus partie du périmètre.", ALL},
    [PONT_TERME_ENTREES] = {"entrees", "Entrées", "Parcours commencés depuis la fin de la période précédente.",
                            STOCK | OPEN | IN},
    [PONT_TERME_SORTIES] = {"sorties", "Sorties", "Parcours terminés depuis la fin de la période précédente.",
                            STOCK | OUT},
    [PONT_PERIODE] = {"periode", "Changement de période",
                      "Ce qui comptait dans la période précédente et n’entre plus dans la nouvelle.", OPEN | IN | OUT},
};

const char *pont_code(enum pont_figure f)
{
    return codes[f];
}

const char *pont_cle(enum pont_terme t)
{
    return termes[t].cle;
}

bool pont_attendu(enum pont_figure f, enum pont_terme t)
{
    return termes[t].attendu >> f & 1;
}

static int find(const char *cle)
{
    for (enum pont_terme t = 0; t < PONT_TERME_COUNT; t++)
        if (strcmp(termes[t].cle, cle) == 0)
            return (int)t;
    return -1;
}

const char *pont_libelle(const char *cle)
{
    int t = find(cle);
    return t < 0 ? cle : termes[t].libelle;
}

const char *pont_explication(const char *cle)
{
    int t = find(cle);
    return t < 0 ? "" : termes[t].explication;
}

/* ---- what the reporters count ---- */

int pont_init(struct pont *p, const struct definitions *d, const struct reference *const references[2],
              const struct period periodes[2], struct err *e)
{
    *p = (struct pont){
        .definitions = d, .references = {references[0], references[1]}, .periodes = {periodes[0], periodes[1]}};
    if (periodes[1].fin < periodes[0].fin)
        return err_set(e, ERR_USAGE, "pont : %s finit avant %s ; il mène d’un état à un plus récent", periodes[1].name,
                       periodes[0].name);
    return 0;
}

void pont_deinit(struct pont *p)
{
    for (size_t i = 0; i < p->reporters_n; i++)
        free(p->reporters[i].id);
    free(p->reporters);
    *p = (struct pont){0};
}

int pont_add(struct pont *p, const char *id, const struct pont_comptes figures[PONT_FIGURE_COUNT], struct err *e)
{
    for (enum pont_figure f = 0; f < PONT_FIGURE_COUNT; f++) {
        int64_t reached = figures[f].avant;
        for (enum pont_terme t = 0; t < PONT_TERME_COUNT; t++)
            reached += figures[f].causes[t];
        if (reached != figures[f].apres)
            return err_set(e, ERR_FORMAT,
                           "pont : %s, chantier:%s : les causes mènent de %" PRId64 " à %" PRId64 ", et non à %" PRId64,
                           codes[f], id, figures[f].avant, reached, figures[f].apres);
    }
    p->reporters = mem_room(p->reporters, p->reporters_n, &p->cap, sizeof *p->reporters);
    struct pont_reporter *r = &p->reporters[p->reporters_n++];
    *r = (struct pont_reporter){.id = mem_text(id)};
    for (int i = 0; i < 2; i++)
        r->membre[i] = reference_membership(p->references[i], id, p->periodes[i].debut, p->periodes[i].fin);
    memcpy(r->figures, figures, sizeof r->figures);
    return 0;
}

/* ---- the terms of a perimeter ---- */

/* Does the reporter count in the perimeter's figure in a state? */
static bool counts(const struct pont *p, const struct pont_reporter *r, int state, const struct scope *s, bool at_end)
{
    const struct membership *m = &r->membre[state];
    return (m->at_end || !at_end) && scope_includes(s, p->references[state], r->id, m, p->periodes[state].debut);
}

/* What the figure of state 0 is under today's definitions; the terms of all that is after it. */
static int64_t sum_reporters(const struct pont *p, enum pont_figure f, const struct scope *s, int64_t *out)
{
    bool at_end = catalogue_find(p->definitions->catalogue, codes[f])->at_end;
    int64_t recomputed = 0;
    for (size_t i = 0; i < p->reporters_n; i++) {
        const struct pont_reporter *r = &p->reporters[i];
        const struct pont_comptes *c = &r->figures[f];
        bool before = counts(p, r, 0, s, at_end), after = counts(p, r, 1, s, at_end);
        if (before)
            recomputed += c->avant;
        if (before && !after)
            out[PONT_DEPARTS] -= c->avant;
        if (after && !before)
            out[PONT_ARRIVEES] += c->apres;
        for (enum pont_terme t = 0; before && after && t < PONT_TERME_COUNT; t++)
            out[t] += c->causes[t];
    }
    return recomputed;
}

static int refuse(enum pont_figure f, const struct scope *s, int64_t reached, int64_t a, struct err *e)
{
    struct buf name = {0};
    scope_format(s, &name);
    err_fill(e, ERR_FORMAT,
             "pont : %s, %s : les termes mènent à %" PRId64 ", le chiffre est %" PRId64 " (écart de %" PRId64
             ") ; rien n’est publié",
             codes[f], buf_text(&name), reached, a, a - reached);
    buf_deinit(&name);
    return -1;
}

int pont_termes(const struct pont *p, enum pont_figure f, const struct scope *s, int64_t de, int64_t a,
                int64_t out[PONT_TERME_COUNT], struct err *e)
{
    int64_t reached = de;
    memset(out, 0, PONT_TERME_COUNT * sizeof *out);
    out[p->memes_definitions ? PONT_RECALCUL : PONT_DEFINITIONS] = sum_reporters(p, f, s, out) - de;
    for (enum pont_terme t = 0; t < PONT_TERME_COUNT; t++)
        reached += out[t];
    return reached == a ? 0 : refuse(f, s, reached, a, e);
}
