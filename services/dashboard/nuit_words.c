/* A night, said. */
#include "dashboard/nuit_words.h"

#include "dashboard/words.h"

#define NBSP "\u00a0"

static const struct {
    const char *sign, *label, *meaning;
} states[REMONTEE_STATE_COUNT] = {
    [REMONTEE_HORS] = {NBSP, "hors du programme", "Le chantier n’était pas membre cette nuit-là."},
    [REMONTEE_A_L_HEURE] = {"✓", "à l’heure",
                            "Un export accepté était là avant l’heure limite, délai de grâce compris."},
    [REMONTEE_EN_RETARD] = {"R", "en retard", "L’export a été accepté, mais il est arrivé après l’heure limite."},
    [REMONTEE_MANQUANTE] = {"✗", "manquante", "L’heure limite est passée et rien n’est arrivé."},
    [REMONTEE_REFUSEE] = {"!", "refusée", "L’export est arrivé et n’a pas pu être pris, ou a été écarté."},
    [REMONTEE_RETENUE] = {"?", "retenue", "L’export est arrivé et attend une décision."},
    [REMONTEE_FIGEE] = {"=", "figée", "L’export a été accepté, mais il porte les mêmes lignes depuis longtemps."},
    [REMONTEE_FERMEE] = {"·", "fermée", "Rien n’est attendu : week-end, jour férié ou fermeture déclarée."},
    [REMONTEE_ATTENDUE] = {"…", "attendue",
                           "L’heure limite n’est pas encore passée, ou l’export est en cours d’examen."},
};
static const char *const pauses[PAUSE_COUNT] = {"", "week-end", "jour férié", "fermeture déclarée"};

const char *nuit_sign(enum remontee_state s)
{
    return states[s].sign;
}

const char *nuit_label(enum remontee_state s)
{
    return states[s].label;
}

const char *nuit_meaning(enum remontee_state s)
{
    return states[s].meaning;
}

void nuit_phrase(const struct remontee_nuit *n, const struct remontee_envoi *envoi, const char *motif, struct buf *out)
{
    buf_adds(out, states[n->state].label);
    if (n->state == REMONTEE_FERMEE)
        buf_addf(out, NBSP ": %s", motif && *motif ? motif : pauses[n->pause]);
    else if (n->state == REMONTEE_FIGEE)
        buf_addf(out, ", mêmes lignes depuis %d" NBSP "nuits", n->same_n);
    else if (n->state == REMONTEE_EN_RETARD && envoi) {
        buf_adds(out, ", reçu le ");
        words_instant(envoi->received_us, out);
    }
    if (n->state == REMONTEE_FERMEE && envoi)
        buf_adds(out, " (un export est venu)");
    if (n->state == REMONTEE_ATTENDUE && envoi)
        buf_adds(out, ", reçue et en cours d’examen");
}

struct nuit_silence nuit_silence(const struct remontee_nuit *nuits, size_t n)
{
    struct nuit_silence out = {.state = REMONTEE_HORS};
    while (n-- > 0) {
        enum remontee_state s = nuits[n].state;
        if (s == REMONTEE_HORS || s == REMONTEE_FERMEE || s == REMONTEE_ATTENDUE)
            continue;
        if (out.state == REMONTEE_HORS)
            out.state = s;
        if (s != REMONTEE_MANQUANTE && s != REMONTEE_REFUSEE && s != REMONTEE_RETENUE)
            break;
        out.nights++;
    }
    return out;
}
