/* `cvg ps`: the state file, set against what really lives, as a table, JSON or CSV. */
#include "cvg/ps.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/jsonout.h"
#include "cvg/command.h"

static const char USAGE[] = "Usage : cvg ps [--format table|json|csv]\n\n"
                            "Montre PostgreSQL et les services de CVG_HOME : état, processus, adresse.\n"
                            "États en JSON et en CSV : ready, starting, stopped, failed.\n";
static const char TEXT_ARGUMENT[] = "argument inattendu « %s »";
static const char TEXT_FORMAT[] = "format inconnu « %s »";

static const struct {
    const char *name, *label;
} labels[] = {{"ready", "prêt"}, {"starting", "démarre"}, {"stopped", "arrêté"}, {"failed", "en panne"}};

/* What stands in `cvg ps` of a home where nothing was started yet. */
static const char *const known[] = {"postgres", "intake", "validation", "aggregation"};

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
    print_padded(state, 10);
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
        print_line(x->name, label(x->state), pid, *x->address ? x->address : "-");
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

static int print_state(const char *format)
{
    struct home h;
    struct roster s;
    struct err e;
    if (home_open(&h, false, &e) < 0)
        return command_fail(&e);
    roster_read(&s, &h);
    roster_settle(&s);
    for (size_t i = 0; s.n < sizeof known / sizeof *known && i < sizeof known / sizeof *known; i++)
        roster_add(&s, known[i]);
    if (!strcmp(format, "json"))
        print_json(&s);
    else if (!strcmp(format, "csv"))
        print_csv(&s);
    else
        ps_print_table(&s);
    roster_deinit(&s);
    home_close(&h);
    return COMMAND_DONE;
}

int ps_run(int argc, char **argv)
{
    static const struct option options[] = {
        {"format", required_argument, NULL, 'f'}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
    const char *format = "table";
    for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (o == 'h')
            return fputs(USAGE, stdout), COMMAND_DONE;
        if (o != 'f')
            return fprintf(stderr, "\n%s", USAGE), COMMAND_USAGE;
        format = optarg;
    }
    if (optind < argc)
        return command_misused(USAGE, TEXT_ARGUMENT, argv[optind]);
    if (strcmp(format, "table") != 0 && strcmp(format, "json") != 0 && strcmp(format, "csv") != 0)
        return command_misused(USAGE, TEXT_FORMAT, format);
    return print_state(format);
}
