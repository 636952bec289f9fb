/* The supervisor's state file and lock. */
#include "cvg/roster.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "cvg/french.h"

#define STATE_FILE "state.json"
#define STATE_MAX_BYTES (1 << 20)

static const char TEXT_WRITE[] = "%s : %s";
static const char TEXT_CLOSED[] = "%s ne peut pas être lu (%s) : lancez la commande avec le compte de « cvg up »";

struct roster_entry *roster_add(struct roster *s, const char *name)
{
    s->entries = mem_room(s->entries, s->n, &s->cap, sizeof *s->entries);
    struct roster_entry *x = &s->entries[s->n++];
    *x = (struct roster_entry){.state = "stopped"};
    snprintf(x->name, sizeof x->name, "%s", name);
    return x;
}

void roster_deinit(struct roster *s)
{
    free(s->entries);
    *s = (struct roster){0};
}

static json_t *id_json(struct process_id id)
{
    return json_pack("{sI sI}", "pid", (json_int_t)id.pid, "start", (json_int_t)id.start);
}

/* Renamed into place, so that a reader sees one whole state, and not synced: it says who lives, which no power cut
 * outlasts. */
int roster_write(const struct roster *s, const struct home *h, struct err *e)
{
    json_t *list = json_array(), *root = json_object();
    char *path = home_join(h->run, STATE_FILE), *fresh = home_join(h->run, STATE_FILE ".new");
    for (size_t i = 0; i < s->n; i++) {
        const struct roster_entry *x = &s->entries[i];
        json_array_append_new(list, json_pack("{ss ss ss ss so}", "name", x->name, "state", x->state, "address",
                                              x->address, "push", x->push, "process", id_json(x->id)));
    }
    json_object_set_new(root, "supervisor", id_json(s->supervisor));
    json_object_set_new(root, "children", list);
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
    int bad = fd < 0 || json_dumpfd(root, fd, JSON_INDENT(1)) < 0;
    if (fd >= 0)
        close(fd);
    int rc = bad || rename(fresh, path) < 0 ? err_set(e, ERR_IO, TEXT_WRITE, path, french_errno(errno)) : 0;
    json_decref(root);
    free(path);
    free(fresh);
    return rc;
}

int roster_check(const struct home *h, struct err *e)
{
    char *path = home_join(h->run, STATE_FILE);
    int no = access(path, R_OK) == 0 ? 0 : errno;
    int rc = no && no != ENOENT && no != ENOTDIR ? err_set(e, ERR_AWAY, TEXT_CLOSED, path, french_errno(no)) : 0;
    free(path);
    return rc;
}

static struct process_id read_id(const json_t *o)
{
    return (struct process_id){
        .pid = (pid_t)json_integer_value(json_object_get(o, "pid")),
        .start = json_integer_value(json_object_get(o, "start")),
    };
}

static void copy_text(char *out, size_t size, const json_t *o, const char *key)
{
    const char *text = json_string_value(json_object_get(o, key));
    snprintf(out, size, "%s", text ? text : "");
}

void roster_read(struct roster *s, const struct home *h)
{
    char *path = home_join(h->run, STATE_FILE);
    struct buf b = {0};
    json_t *root = NULL, *child;
    size_t i;
    *s = (struct roster){0};
    if (buf_read_file(&b, path, STATE_MAX_BYTES, NULL) == 0)
        root = json_loadb(buf_text(&b), b.len, 0, NULL);
    s->supervisor = read_id(json_object_get(root, "supervisor"));
    json_array_foreach(json_object_get(root, "children"), i, child)
    {
        const char *name = json_string_value(json_object_get(child, "name"));
        struct roster_entry *x = roster_add(s, name ? name : "");
        copy_text(x->state, sizeof x->state, child, "state");
        copy_text(x->address, sizeof x->address, child, "address");
        copy_text(x->push, sizeof x->push, child, "push");
        x->id = read_id(json_object_get(child, "process"));
    }
    json_decref(root);
    buf_deinit(&b);
    free(path);
}

void roster_settle(struct roster *s)
{
    bool supervised = process_alive(s->supervisor);
    if (!supervised)
        s->supervisor = (struct process_id){0};
    for (size_t i = 0; i < s->n; i++) {
        struct roster_entry *x = &s->entries[i];
        if (process_alive(x->id))
            continue;
        bool was_up = !strcmp(x->state, "ready") || !strcmp(x->state, "starting");
        x->id = (struct process_id){0};
        if (!supervised)
            strcpy(x->state, "stopped");
        else if (was_up)
            strcpy(x->state, "failed");
    }
}

bool roster_all_ready(const struct roster *s)
{
    size_t ready = 0;
    for (size_t i = 0; i < s->n; i++)
        ready += !strcmp(s->entries[i].state, "ready");
    return s->n > 0 && ready == s->n;
}

int roster_lock(const struct home *h, struct err *e)
{
    char *path = home_join(h->run, "lock");
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (fd < 0) {
        err_fill(e, ERR_IO, TEXT_WRITE, path, french_errno(errno));
        free(path);
        return -2;
    }
    free(path);
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    close(fd);
    return -1;
}
