/* `cvg ready URL`: one GET, and the status it is answered with. */
#include "cvg/ready.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "cvg/command.h"
#include "cvg/french.h"
#include "cvg/options.h"
#include "io/http_client.h"

#define TRY_MS 5000
#define WAIT_MAX 86400

static const char USAGE[] = "Usage : cvg ready URL [--wait SECONDES]\n\n"
                            "Demande à un service s'il est prêt : 0 s'il l'est, 69 sinon.\n"
                            "URL : http://HÔTE:PORT, ou HÔTE:PORT ; /readyz est ajouté s'il n'y a pas de chemin.\n\n"
                            "  --wait SECONDES  attend qu'il le soit, ce temps au plus\n";
static const char TEXT_ONE_URL[] = "une adresse est attendue";
static const char TEXT_WAIT[] = "--wait attend un nombre de secondes de 0 à %d, pas « %s »";
static const char TEXT_URL[] = "« %s » n'est pas une adresse HTTP";
static const char TEXT_AWAY[] = "%s ne répond pas";
static const char TEXT_STATUS[] = "%s n'est pas prêt (réponse %ld)";

/* "http://" before, "/readyz" after, where they are not there. */
static char *whole_url(const char *given)
{
    struct buf b = {0};
    if (!strstr(given, "://"))
        buf_adds(&b, "http://");
    buf_adds(&b, given);
    const char *path = strchr(strstr(b.data, "://") + 3, '/');
    if (!path)
        buf_adds(&b, "/readyz");
    else if (!path[1])
        buf_adds(&b, "readyz");
    return buf_take(&b);
}

static int ask(const char *url, struct err *e)
{
    const struct http_client_request q = {.url = url, .timeout_ms = TRY_MS, .answer_max = 65536};
    struct http_client_answer a = {0};
    int rc = http_client_send(&q, &a, e);
    if (rc < 0)
        french_wrap(e, e->code == ERR_USAGE ? TEXT_URL : TEXT_AWAY, url);
    else if (a.status != 200)
        rc = err_set(e, ERR_AWAY, TEXT_STATUS, url, a.status);
    http_client_answer_deinit(&a);
    return rc;
}

static int ask_until(const char *url, long wait_s)
{
    const struct timespec turn = {.tv_nsec = 100000000};
    struct timespec now;
    struct err e;
    clock_gettime(CLOCK_MONOTONIC, &now);
    time_t end = now.tv_sec + wait_s;
    while (ask(url, &e) < 0) {
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (!err_transient(&e) || now.tv_sec >= end)
            return command_fail(&e);
        nanosleep(&turn, NULL);
    }
    return COMMAND_DONE;
}

int ready_run(int argc, char **argv)
{
    long wait_s = 0;
    const char *wait = NULL;
    const struct options_entry entries[] = {{.name = "wait", .value = &wait}, {0}};
    char **args;
    int n, code = options_read(argc, argv, USAGE, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (wait && !command_number(wait, 0, WAIT_MAX, &wait_s))
        return command_misused(USAGE, TEXT_WAIT, WAIT_MAX, wait);
    if (n != 1)
        return command_misused(USAGE, "%s", TEXT_ONE_URL);
    char *url = whole_url(args[0]);
    code = ask_until(url, wait_s);
    free(url);
    return code;
}
