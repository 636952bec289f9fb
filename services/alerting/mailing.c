/* What is told in one transaction, gathered by recipient. */
#include "alerting/mailing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cal.h"
#include "base/mem.h"

struct mailing_recipient {
    char *name;
    struct lettre_ligne *lignes;
    size_t n, cap;
};

bool mailing_add(struct mailing *m, const char *recipient, const struct lettre_ligne *ligne)
{
    bool added;
    uint64_t *at = map_at(&m->by_name, recipient, strlen(recipient), &added);
    if (added) {
        *at = m->n;
        m->items = mem_room(m->items, m->n, &m->cap, sizeof *m->items);
        m->items[m->n++] = (struct mailing_recipient){.name = mem_text(recipient)};
    }
    struct mailing_recipient *r = &m->items[*at];
    for (size_t i = r->n; i-- > 0;)
        if (strcmp(r->lignes[i].id, ligne->id) == 0)
            return false;
    r->lignes = mem_room(r->lignes, r->n, &r->cap, sizeof *r->lignes);
    r->lignes[r->n++] = *ligne;
    return true;
}

/* The reporter that all of them are about; "" where they are about several. */
static const char *reporter_of(const struct mailing_recipient *r)
{
    for (size_t i = 1; i < r->n; i++)
        if (strcmp(r->lignes[i].reporter, r->lignes[0].reporter) != 0)
            return "";
    return r->lignes[0].reporter;
}

static bool news(const struct mailing_recipient *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->lignes[i].genre != LETTRE_OUVERTE)
            return true;
    return false;
}

/* What it tells: of one transaction, or of one evening. */
static void put_dedupe(const struct mailing *m, char out[32])
{
    if (m->day == INT32_MIN)
        snprintf(out, 32, "%lld", (long long)m->at_us);
    else
        cal_format_day(m->day, out);
}

static void add_mail(const struct mailing *m, struct mailing_recipient *r, const char *dedupe, json_t *mails)
{
    struct letter l = {0};
    const char *reporter = m->day == INT32_MIN ? reporter_of(r) : "";
    if (m->day == INT32_MIN)
        lettre_alertes(r->lignes, r->n, &l);
    else
        lettre_synthese(m->day, r->lignes, r->n, &l);
    json_t *row =
        json_pack("{ss ss ss ss ss ss ss}", "chantier", reporter, "kind", m->kind, "dedupe", dedupe, "a", r->name,
                  "sujet", buf_text(&l.subject), "texte", buf_text(&l.text), "html", buf_text(&l.html));
    must(row);
    json_array_append_new(mails, row);
    letter_deinit(&l);
}

static void add_hook(const struct mailing *m, struct mailing_recipient *r, const char *dedupe, json_t *hooks)
{
    struct buf text = {0}, key = {0};
    lettre_chat(m->day, r->lignes, r->n, &text);
    buf_addf(&key, "%s.%s", m->kind, dedupe);
    json_t *row = json_pack("{ss ss ss s{ss}}", "chantier", "", "cible", "texte", "dedupe", buf_text(&key), "corps",
                            "text", buf_text(&text));
    must(row);
    json_array_append_new(hooks, row);
    buf_deinit(&text);
    buf_deinit(&key);
}

void mailing_finish(struct mailing *m, json_t *mails, json_t *hooks)
{
    char dedupe[32];
    put_dedupe(m, dedupe);
    for (size_t i = 0; i < m->n; i++) {
        struct mailing_recipient *r = &m->items[i];
        if (news(r) && strcmp(r->name, MAILING_CHAT) == 0)
            add_hook(m, r, dedupe, hooks);
        else if (news(r))
            add_mail(m, r, dedupe, mails);
        free(r->name);
        free(r->lignes);
    }
    free(m->items);
    map_deinit(&m->by_name);
    *m = (struct mailing){0};
}
