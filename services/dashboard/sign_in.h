/* Signing in and out, and one's own account: GET and POST /connexion, POST /deconnexion, GET and POST /compte.
 *
 * Passwords are verified on a worker thread, two at once; who comes to a full queue is asked to try again. An unknown
 * login costs as much as a wrong password and gets the same answer. Failures are counted in the database, a login's and
 * an address's, and make the next try wait; they survive a restart. */
#ifndef CVG_DASHBOARD_SIGN_IN_H
#define CVG_DASHBOARD_SIGN_IN_H

#include <jansson.h>

#include "dashboard/directory.h"
#include "dashboard/session.h"

struct sign_in;
struct work_line;

/* Renders templates/NAME.html with the document and answers; `v` is NULL of who is not signed in. */
typedef void sign_in_render(struct http_req *r, int status, const char *name, json_t *document, const struct viewer *v,
                            void *arg);

struct sign_in_config {
    struct db *db;
    struct sessions *sessions;
    struct work_line *passwords; /* where they are hashed; outlives the loop's last turn */
    const struct directory *directory;
    sign_in_render *render;
    void *arg;
};

struct sign_in *sign_in_new(const struct sign_in_config *config); /* copied */
void sign_in_add_routes(struct sign_in *s, struct http_server *http);
void sign_in_free(struct sign_in **s); /* after the HTTP server, before sessions and database */

#endif
