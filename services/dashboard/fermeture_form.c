/* Declaring closures. */
#include "dashboard/fermeture_form.h"

#include <string.h>

#include "dashboard/edition_read.h"
#include "dashboard/words.h"
#include "io/http.h"

#define NBSP "\u00a0"

static const char set_sql[] = "SELECT version, refus FROM cvg.fermeture_set($1, $2, $3, $4, $5, $6, $7)";
static const char end_sql[] = "SELECT version, refus FROM cvg.fermeture_end($1, $2, $3, $4, $5)";

static const char LABEL_DEBUT[] = "Première nuit fermée", LABEL_FIN[] = "Dernière nuit fermée";

bool fermeture_may(const struct page *p, const char *reporter)
{
    return !page_choice(p)->past &&
           rights_close(page_viewer(p), reporter, &page_dashboard(p)->directory.reference, page_today(p));
}

void fermeture_path(enum scope_kind kind, const char *reporter, struct buf *out)
{
    buf_adds(out, kind == SCOPE_TERRITOIRE ? "/territoire/" : "/chantier/");
    http_url_encode(reporter, false, out);
    buf_adds(out, "/fermetures");
}

json_t *fermeture_form(const struct page *p, const char *action, const char *back, const struct fermeture *old)
{
    int32_t today = page_today(p);
    json_t *form =
        json_pack("{ss ss sn sb sb sb so so so so ss}", "action", action, "retour", back, "refus", "a_reporters", false,
                  "correction", old != NULL, "commencee", old && old->debut < today && old->fin >= today, "avant",
                  edition_show_day(old ? old->debut : CELL_NULL), "connu",
                  old ? edition_show_instant(old->known_from_us) : json_string(""), "debut",
                  edition_show_day(old ? old->debut : CELL_NULL), "fin", edition_show_day(old ? old->fin : CELL_NULL),
                  "motif", old ? old->motif : "");
    must(form);
    return form;
}

json_t *fermeture_form_again(const struct page *p, const char *action, const char *refusal, const struct fermeture *now)
{
    int32_t avant;
    bool correction = edition_read_day(page_field(p, "avant"), &avant) && avant != CELL_NULL;
    json_t *form = json_pack(
        "{ss so ss sb sb sb so so so so so}", "action", action, "retour", edition_show_field(p, "retour"), "refus",
        refusal, "a_reporters", false, "correction", correction, "commencee", false, "avant",
        edition_show_field(p, "avant"), "connu", edition_show_connu(p, now ? &now->known_from_us : NULL), "debut",
        edition_show_field(p, "debut"), "fin", edition_show_field(p, "fin"), "motif", edition_show_field(p, "motif"));
    must(form);
    return form;
}

/* A closure ends on its last closed night: yesterday's, or the one before its first, and then it does not take place.
 */
static int32_t end_of(const struct page *p, const char *acte)
{
    int32_t avant;
    if (strcmp(acte, "rouvrir") == 0)
        return page_today(p) - 1;
    return edition_read_day(page_field(p, "avant"), &avant) && avant != CELL_NULL ? avant - 1 : CELL_NULL;
}

void fermeture_act(struct page *p, const char *reporter, struct edition *out)
{
    const char *acte = page_field(p, "acte");
    bool ends = strcmp(acte, "retirer") == 0 || strcmp(acte, "rouvrir") == 0;
    edition_begin(out, p);
    edition_fixed(out, reporter);
    edition_day(out, "avant", LABEL_DEBUT);
    edition_instant(out, "connu");
    if (ends) {
        edition_fixed_day(out, end_of(p, acte));
        edition_send(out, end_sql);
        return;
    }
    edition_day(out, "debut", LABEL_DEBUT);
    edition_day(out, "fin", LABEL_FIN);
    edition_text(out, "motif");
    edition_send(out, set_sql);
}

static void add_day(const struct page *p, const char *field, struct buf *out)
{
    int32_t day;
    if (edition_read_day(page_field(p, field), &day))
        words_day(day, out);
}

void fermeture_said(const struct page *p, struct buf *out)
{
    const char *acte = page_field(p, "acte");
    if (strcmp(acte, "retirer") == 0) {
        buf_adds(out, "La fermeture est retirée.");
    } else if (strcmp(acte, "rouvrir") == 0) {
        buf_adds(out, "La fermeture est terminée" NBSP ": un export est de nouveau attendu dès cette nuit.");
    } else {
        buf_adds(out, "La fermeture du ");
        add_day(p, "debut", out);
        buf_adds(out, " au ");
        add_day(p, "fin", out);
        buf_adds(out, *page_field(p, "avant") ? " est corrigée." : " est déclarée.");
    }
}
