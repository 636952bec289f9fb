/* Reading the form for a new account. */
#include "dashboard/person_form.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define NBSP "\u00a0"

static const char TEXT_LOGIN[] = "Le nom de connexion est une adresse de courriel, ou un nom en lettres sans accent, "
                                 "chiffres et . _ + - (64 caractères "
                                 "au plus).";
static const char TEXT_NAME[] = "Le nom est trop long" NBSP ": 128 octets au plus.";
static const char TEXT_ROLE[] = "Choisissez un rôle.";
static const char TEXT_CHANTIER[] = "Le rôle Chantier va avec un chantier" NBSP ": choisissez-le dans la liste.";
static const char TEXT_TERRITOIRE[] =
    "Le rôle Coordination va avec un territoire" NBSP ": choisissez-le dans la liste.";
static const char TEXT_NATION[] = "Ce rôle voit toute la France" NBSP ": choisissez « Toute la France ».";
static const char TEXT_UNKNOWN[] = "Ce périmètre n’est pas, ou plus, dans les données de référence.";

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* The part behind the @: labels of letters, digits and hyphens, two at least. */
static bool is_domain(const char *s)
{
    size_t labels = 0;
    for (;; labels++) {
        size_t n = 0;
        while (is_letter(s[n]) || s[n] == '-')
            n++;
        if (!n || (s[n] && s[n] != '.'))
            return false;
        if (!s[n])
            return labels > 0;
        s += n + 1;
    }
}

bool person_login_good(const char *login)
{
    size_t n = strcspn(login, "@");
    if (!is_letter(login[0]) || strlen(login) > 64)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!is_letter(login[i]) && !strchr("._+-", login[i]))
            return false;
    return !login[n] || is_domain(login + n + 1);
}

/* Cut where it is too long for its place: false. */
static bool read_text(const char *text, char *out, size_t cap)
{
    size_t len = strlen(text);
    text_trim(&text, &len);
    bool fits = len < cap;
    snprintf(out, cap, "%.*s", (int)(fits ? len : 0), text);
    return fits;
}

static int check_scope(const struct person_form *p, const struct directory *dir, struct err *e)
{
    static const char *const wanted[SCOPE_KIND_COUNT] = {
        [SCOPE_NATION] = TEXT_NATION, [SCOPE_TERRITOIRE] = TEXT_TERRITOIRE, [SCOPE_CHANTIER] = TEXT_CHANTIER};
    if (!role_fits(p->role, &p->scope))
        return err_set(e, ERR_USAGE, "%s", wanted[role_scope(p->role)]);
    return directory_knows(dir, &p->scope) ? 0 : err_set(e, ERR_USAGE, "%s", TEXT_UNKNOWN);
}

int person_form_read(struct person_form *out, const char *login, const char *nom, const char *role,
                     const char *perimetre, const struct directory *dir, struct err *e)
{
    struct err bad;
    *out = (struct person_form){.role = role_parse(role)};
    bool login_fits = read_text(login, out->login, sizeof out->login);
    bool name_fits = read_text(nom, out->nom, sizeof out->nom);
    bool scoped = read_text(perimetre, out->perimetre, sizeof out->perimetre) &&
                  scope_parse(out->perimetre, &out->scope, &bad) == 0;
    for (char *c = out->login; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c | 0x20);
    if (!login_fits || !person_login_good(out->login))
        return err_set(e, ERR_USAGE, "%s", TEXT_LOGIN);
    if (!name_fits)
        return err_set(e, ERR_USAGE, "%s", TEXT_NAME);
    if (out->role == ROLE_NONE)
        return err_set(e, ERR_USAGE, "%s", TEXT_ROLE);
    if (!scoped)
        out->scope.kind = SCOPE_NONE;
    return check_scope(out, dir, e);
}
