/* A report written, prepared, closed, corrected, withdrawn: each one transaction of the database, in somebody's name.
 */
#include "cvg/report_act.h"

#include <stdio.h>
#include <string.h>

#include "cvg/command.h"
#include "cvg/operator.h"
#include "cvg/report_out.h"
#include "io/arrete.h"
#include "io/rapport_read.h"

static const char TEXT_DRAFT[] = "cvg : brouillon de %s écrit dans %s ; il montre tout, ne le diffusez pas\n";
static const char TEXT_WRITTEN[] = "cvg : %s, %s, écrit dans %s\n";
static const char TEXT_PREPARED[] =
    "cvg : %s est préparé par %s ; une autre personne l'arrête par « cvg report close %s »\n";
static const char TEXT_CLOSED[] = "cvg : %s est arrêté par %s (version %d)\n";
static const char TEXT_WITHDRAWN[] = "cvg : ce qui était préparé de %s est retiré\n";
static const char TEXT_HOW[] = "cvg : « cvg report prepare %s », puis « close » par une autre personne, l'arrête ; "
                               "« --draft » écrit un brouillon\n";
static const char TEXT_AS[] =
    "« %s » n'a pas d'accès ouvert de Convergence : --as PERSONNE en nomme un (« cvg user list » les montre)";

static const char as_sql[] =
    "SELECT EXISTS (SELECT FROM cvg.personne_list() x WHERE x.login = $1 AND x.role = 'convergence' AND "
    "x.disabled_at IS NULL)";

static struct rapport *make_draft(struct db_sync *db, const struct period *p, struct err *e)
{
    struct definitions *d = NULL;
    if (rapport_possible(db, p, e) < 0 || definitions_load(definitions_folder(), &d, e) < 0)
        return NULL;
    struct rapport *before, *r = NULL;
    if (arrete_avant(db, p->name, &before, e) == 0)
        r = rapport_read(db, &(struct rapport_wish){.definitions = d, .period = *p, .avant = before}, e);
    rapport_free(&before);
    definitions_free(&d);
    return r;
}

static int write_out(struct db_sync *db, const struct report_wish *w, struct err *e)
{
    const char *name = w->trimestre.name;
    struct buf etat = {0};
    struct rapport *r = w->draft ? make_draft(db, &w->trimestre, e) : arrete_lire(db, name, w->version, false, e);
    if (!r) {
        if (!w->draft && w->version == ARRETE_DERNIERE && e->code == ERR_FORMAT)
            fprintf(stderr, TEXT_HOW, name);
        return -1;
    }
    int rc = report_write(r, w->out, e);
    rapport_nommer(r, &etat);
    if (rc == 0 && w->draft)
        fprintf(stderr, TEXT_DRAFT, name, w->out);
    else if (rc == 0)
        fprintf(stderr, TEXT_WRITTEN, name, buf_text(&etat), w->out);
    buf_deinit(&etat);
    rapport_free(&r);
    return rc;
}

static int prepare(struct db_sync *db, const struct report_wish *w, struct err *e)
{
    struct definitions *d = NULL;
    if (definitions_load(definitions_folder(), &d, e) < 0)
        return -1;
    int rc = arrete_preparer(db, d, &w->trimestre, w->as, w->verb == REPORT_RECTIFY ? w->reason : "", e);
    definitions_free(&d);
    if (rc == 0)
        fprintf(stderr, TEXT_PREPARED, w->trimestre.name, w->as, w->trimestre.name);
    return rc;
}

static int close_it(struct db_sync *db, const struct report_wish *w, struct err *e)
{
    int version;
    if (arrete_fermer(db, w->trimestre.name, w->as, &version, e) < 0)
        return -1;
    fprintf(stderr, TEXT_CLOSED, w->trimestre.name, w->as, version);
    return 0;
}

static int withdraw(struct db_sync *db, const struct report_wish *w, struct err *e)
{
    if (arrete_retirer(db, w->trimestre.name, w->as, e) < 0)
        return -1;
    fprintf(stderr, TEXT_WITHDRAWN, w->trimestre.name);
    return 0;
}

/* In whose name: an account that is open, and that may close reports on the dashboard too. */
static int check_as(struct db_sync *db, const struct report_wish *w, struct err *e)
{
    struct db_params p = {0};
    struct db_result res = {0};
    db_add_text(&p, w->as);
    if (db_sync_exec(db, as_sql, &p, DB_BINARY, &res, e) < 0)
        return -1;
    bool may = db_bool(&res, 0, 0);
    db_result_deinit(&res);
    return may ? 0 : err_set(e, ERR_USAGE, TEXT_AS, w->as);
}

int report_act(const struct report_wish *w)
{
    static int (*const acts[REPORT_VERB_COUNT])(struct db_sync *, const struct report_wish *,
                                                struct err *) = {[REPORT_WRITE] = write_out,
                                                                 [REPORT_PREPARE] = prepare,
                                                                 [REPORT_CLOSE] = close_it,
                                                                 [REPORT_RECTIFY] = prepare,
                                                                 [REPORT_WITHDRAW] = withdraw};
    struct err e = {0};
    struct db_sync *db = operator_db(&e);
    int rc = db && (w->verb == REPORT_WRITE || check_as(db, w, &e) == 0) ? acts[w->verb](db, w, &e) : -1;
    db_sync_close(&db);
    return rc < 0 ? command_refused(&e) : COMMAND_DONE;
}
