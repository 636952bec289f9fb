/* Who may see and do what: roles × scopes × pages, pure. Source: the contract's architecture, "Privacy", and its
 * domain, "Who uses the system".
 *
 * Two questions, both of which must be answered yes: may this role open this kind of page (rights_see_page), and may
 * this person see this perimeter (rights_see_scope). A person whose perimeter does not go with their role may do
 * nothing. A viewer of NULL is somebody who has not signed in. */
#ifndef CVG_DASHBOARD_RIGHTS_H
#define CVG_DASHBOARD_RIGHTS_H

#include "programme/role.h"

struct viewer {
    int64_t id;
    char login[65], nom[129]; /* UTF-8 */
    enum role role;
    struct scope scope;
    char jeton[65]; /* what forms carry back; "" of one who came by token */
    bool by_token;
};

enum right {
    RIGHT_NONE,    /* open to all: /connexion */
    RIGHT_ACCOUNT, /* whoever is signed in: /, /compte, /deconnexion */
    RIGHT_REPORTS, /* closed reports: /rapports */
    RIGHT_FIGURES, /* live and past figures of a scope: /territoire, /chantier, /remontees, /indicateurs, /alertes, /v1
                    */
    RIGHT_NATION,  /* /france */
    RIGHT_DEPOSIT, /* /depot */
    RIGHT_DECIDE,  /* /retenues */
    RIGHT_EDIT,    /* /reference */
    RIGHT_JOURNAL, /* /journal */
    RIGHT_PEOPLE,  /* /personnes */
    RIGHT_COUNT
};

bool rights_see_page(const struct viewer *v, enum right right);

/* Live and past figures, submissions and findings of a scope, in a period debut..fin (days, both in). A coordination:
 * its territory, its own submissions (scope chantier:CODE of the territory) and chantiers that were its members on at
 * least one day of the period. */
bool rights_see_scope(const struct viewer *v, const struct scope *s, const struct reference *r, int32_t debut,
                      int32_t fin);
/* The same of a period as far as it has come: a membership that is still to come shows nothing before it begins. */
bool rights_see_so_far(const struct viewer *v, const struct scope *s, const struct reference *r, int32_t debut,
                       int32_t fin, int32_t today);
bool rights_see_reporter(const struct viewer *v, const char *reporter, const struct reference *r, int32_t debut,
                         int32_t fin); /* the scope chantier:REPORTER */

/* Release or discard a held submission of this reporter: a coordination those of the members of today and its own. */
bool rights_decide(const struct viewer *v, const char *reporter, const struct reference *r, int32_t today);
/* Declare its closures (a chantier's or a territory's): a chantier its own, a coordination its own and those of the
 * members of today. */
bool rights_close(const struct viewer *v, const char *reporter, const struct reference *r, int32_t today);
/* Say who takes care of an alert of this reporter ("": of the whole programme): whoever sees it. */
bool rights_acknowledge(const struct viewer *v, const char *reporter, const struct reference *r, int32_t today);
/* Have nothing told of its alerts for a while, or end that: a coordination of the members of today and its own. Not a
 * chantier: it declares a closure, or says that it takes care. */
bool rights_silence(const struct viewer *v, const char *reporter, const struct reference *r, int32_t today);
/* See what became of the weekly drill of the alerts: Convergence and the operator. */
bool rights_drill(const struct viewer *v);
/* See quarterly reports that are not closed: drafts of now, and what is prepared. */
bool rights_drafts(const struct viewer *v);
/* Prepare, close and correct them: Convergence. */
bool rights_report(const struct viewer *v);
/* Drop files in its name: a chantier its own, a coordination its own (never a chantier's: it has no rows of it). */
bool rights_deposit(const struct viewer *v, const char *reporter, const struct reference *r);

/* Below Convergence: sensitive indicators of named periods only, at least k people, once a day; arbitrary periods only
 * for effectif.* */
bool rights_guarded(const struct viewer *v);

#define RIGHTS_HOME_LEN 96
/* Where `/` leads: a local path. */
void rights_home(const struct viewer *v, char out[RIGHTS_HOME_LEN]);

#endif
