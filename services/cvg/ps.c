/* `cvg ps`: the state file, set against what really lives, as a table, JSON or CSV. */
#include "cvg/ps.h"

#include <stdio.h>
#include <string.h>

#include "base/jsonout.h"
#include "cvg/answering.h"
#include "cvg/command.h"
#include "cvg/listing.h"
#include "cvg/options.h"

static const char USAGE[] =
    "Usage : cvg ps [--format table|json|csv]\n\n"
    "Montre PostgreSQL et les services de CVG_HOME : état, processus, adresse.\n"
    "États en JSON et en CSV : ready, starting (aussi celui qui ne répond pas), stopped, failed.\n";
static const char TEXT_ARGUMENT[] = "argument inattendu « %s »";
static const char TEXT_FORMAT[] = "--format attend table, json ou csv, pas « %s »";

static const struct {
    const char *name, *label;
} labels[] = {{"ready", "prêt"}, {"starting", "démarre"}, {"stopped", "arrêté"}, {"failed", "en panne"}};
static const char TEXT_SILENT[] = "ne répond pas";

/* What stands in `cvg ps` of a home where nothing was started yet. */
static const char *const known[] = {"postgres",  "intake",   "validation", "aggregation",
                                    "reporting", "alerting", "dashboard"};

static const char *label(const char *state)
{
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (!strcmp(labels[i].name, state))
            return labels[i].label;
    return state;
}

/* printf counts bytes; a column is counted in characters. */
static void print_padded(const char *text, int width)
{
    int shown = 0;
    for (const char *p = text; *p; p++)
        shown += ((unsigned char)*p & 0xC0) != 0x80;
    printf("%s%*s", text, width > shown ? width - shown : 1, "");
}

static void print_line(const char *name, const char *state, const char *pid, const char *address)
{
    print_padded(name, 16);
    print_padded(state, 15);
    print_padded(pid, 10);
    puts(address);
}

void ps_print_table(const struct roster *s)
{
    print_line("SERVICE", "ÉTAT", "PROCESSUS", "ADRESSE");
    for (size_t i = 0; i < s->n; i++) {
        const struct roster_entry *x = &s->entries[i];
        char pid[16] = "-";
        if (x->id.pid)
            snprintf(pid, sizeof pid, "%d", (int)x->id.pid);
        print_line(x->name, x->silent ? TEXT_SILENT : label(x->state), pid, *x->address ? x->address : "-");
    }
}

static void print_csv(const struct roster *s)
{
    puts("name;pid;state;address");
    for (size_t i = 0; i < s->n; i++) {
        const struct roster_entry *x = &s->entries[i];
        char pid[16] = "";
        if (x->id.pid)
            snprintf(pid, sizeof pid, "%d", (int)x->id.pid);
        printf("%s;%s;%s;%s\n", x->name, pid, x->state, x->address);
    }
}

static void print_json(const struct roster *s)
{
    struct buf out = {0};
    struct jsonout j = {.out = &out};
    jsonout_open(&j, NULL, '[');
    for (size_t i = 0; i < s->n; i++) {
        const struct roster_entry *x = &s->entries[i];
        jsonout_open(&j, NULL, '{');
        jsonout_text(&j, "name", x->name);
        if (x->id.pid)
            jsonout_int(&j, "pid", x->id.pid);
        else
            jsonout_null(&j, "pid");
        jsonout_text(&j, "state", x->state);
        jsonout_text(&j, "address", *x->address ? x->address : NULL);
        jsonout_close(&j, '}');
    }
    jsonout_close(&j, ']');
    puts(buf_text(&out));
    buf_deinit(&out);
}

static int print_state(enum listing_format format)
{
    struct home h;
    struct roster s;
    struct err e;
    if (home_open(&h, false, &e) < 0)
        return command_fail(&e);
    if (roster_check(&h, &e) < 0) {
        home_close(&h);
        return command_fail(&e);
    }
    roster_read(&s, &h);
    roster_settle(&s);
    answering_ask(&s);
    for (size_t i = 0; s.n < sizeof known / sizeof *known && i < sizeof known / sizeof *known; i++)
        roster_add(&s, known[i]);
    if (format == LISTING_JSON)
        print_json(&s);
    else if (format == LISTING_CSV)
        print_csv(&s);
    else
        ps_print_table(&s);
    roster_deinit(&s);
    home_close(&h);
    return COMMAND_DONE;
}

int ps_run(int argc, char **argv)
{
    const char *format_text = "table";
    const struct options_entry entries[] = {{.name = "format", .value = &format_text}, {0}};
    enum listing_format format;
    char **args;
    int n, code = options_read(argc, argv, USAGE, entries, &args, &n);
    if (code != OPTIONS_GO)
        return code;
    if (n)
        return command_misused(USAGE, TEXT_ARGUMENT, args[0]);
    if (!listing_format_parse(format_text, true, &format))
        return command_misused(USAGE, TEXT_FORMAT, format_text);
    return print_state(format);
}
