/* The form is made of the facts as they are now: it is talked about with the chantier, whose figures it shows whole. */
#include "cvg/report_dialogue.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "cvg/command.h"
#include "cvg/french.h"
#include "cvg/home.h"
#include "cvg/operator.h"
#include "document/document.h"
#include "io/arrete.h"
#include "io/rapport_read.h"

static const char TEXT_SEMESTRE[] =
    "« %s » n'est pas un semestre : AAAA-S1 (avril à septembre) ou AAAA-S2 (octobre à mars)";
static const char TEXT_CHANTIER[] = "« %s » n'est pas l'identifiant d'un chantier";
static const char TEXT_FOLDER[] = "impossible de créer le dossier %s : %s";
static const char TEXT_WRITTEN[] = "cvg : fiche de %s, %s, écrite dans %s (PDF et HTML)\n";

static struct rapport *read_semestre(const struct period *p, struct err *e)
{
    struct definitions *d = NULL;
    struct rapport *r = NULL;
    struct db_sync *db = operator_db(e);
    if (db && rapport_possible(db, p, e) == 0 && definitions_load(definitions_folder(), &d, e) == 0)
        r = rapport_read(db, &(struct rapport_wish){.definitions = d, .period = *p}, e);
    definitions_free(&d);
    db_sync_close(&db);
    return r;
}

static int write_one(const struct rapport *r, const char *chantier, const char *folder, bool pdf, struct err *e)
{
    struct buf bytes = {0}, nom = {0};
    int rc = pdf ? document_dialogue_pdf(r, chantier, &bytes, e) : document_dialogue_html(r, chantier, &bytes, e);
    if (rc == 0 && mkdir(folder, 0700) < 0 && errno != EEXIST) /* not before there is something to put into it */
        rc = err_set(e, ERR_IO, TEXT_FOLDER, folder, french_errno(errno));
    buf_addf(&nom, "dialogue-%s-%s.%s", r->periodes[0].name, chantier, pdf ? "pdf" : "html");
    char *path = home_join(folder, buf_text(&nom));
    if (rc == 0)
        rc = buf_write_file(&bytes, path, 0600, e);
    free(path);
    buf_deinit(&bytes);
    buf_deinit(&nom);
    return rc;
}

int report_dialogue(const char *semestre, const char *chantier, const char *folder)
{
    struct period p;
    struct err e = {0};
    if (period_parse(semestre, &p, NULL) < 0 || strlen(semestre) != strlen("2026-S1") || semestre[5] != 'S') {
        err_fill(&e, ERR_USAGE, TEXT_SEMESTRE, semestre);
        return command_fail(&e);
    }
    if (!text_is_id(chantier, strlen(chantier))) {
        err_fill(&e, ERR_USAGE, TEXT_CHANTIER, chantier);
        return command_fail(&e);
    }
    struct rapport *r = read_semestre(&p, &e);
    int rc =
        r && write_one(r, chantier, folder, true, &e) == 0 && write_one(r, chantier, folder, false, &e) == 0 ? 0 : -1;
    rapport_free(&r);
    if (rc < 0)
        return command_refused(&e);
    fprintf(stderr, TEXT_WRITTEN, chantier, semestre, folder);
    return COMMAND_DONE;
}
