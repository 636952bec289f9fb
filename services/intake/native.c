/* The native door: its socket and lock, and each message on its way to what it asks for.
 *
 * A frame is a call, a connection belongs to one key, and the key is looked up for every frame: ZAP speaks at the
 * handshake only, and a revocation must end what goes on. A peer's address must be one that ZeroMQ gave it: an address
 * of its own could be another's, and get another's replies. */
#include "intake/native.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "intake/taking.h"
#include "io/bus_proof.h"
#include "io/bus_zap.h"

#define HWM 64 /* messages of a peer, either way */
#define LINGER_MS 500
#define PROOF_MS 10000
#define SECRET_MAX 256
#define ZAP_DOMAIN "push"

enum dropped { DROPPED_EARLY, DROPPED_PEER, DROPPED_FRAME };

/* ---- messages ---- */

/* A frame that is no good call: refused where it says which call, and its upload with it. */
static void refuse_frame(struct native *n, const unsigned char *peer, const struct wire_call *m, bool has_call,
                         const struct err *why)
{
    struct caller *k = has_call ? callers_find(&n->callers, peer, m->call) : NULL;
    enum refusal r = why->code == ERR_LIMIT && m->kind == WIRE_CALL_OFFER ? REFUSAL_FILES : REFUSAL_REQUEST;
    n->dropped[DROPPED_FRAME]->value++;
    if (k && k->push && k->push->state == PUSH_READING)
        push_refuse(k->push, r);
    else if (has_call && !k)
        native_refuse(n, peer, m->call, r, 0);
}

/* A key that was revoked or replaced since the handshake. */
static void refuse_key(struct native *n, const unsigned char *peer, const struct wire_call *m)
{
    struct caller *k = callers_find(&n->callers, peer, m->call);
    if (k && k->push && k->push->state == PUSH_READING)
        push_refuse(k->push, REFUSAL_KEY);
    else if (!k)
        native_refuse(n, peer, m->call, REFUSAL_KEY, 0);
}

static void act(struct native *n, const unsigned char *peer, const char *public_key, const struct wire_call *m)
{
    static void (*const acts[])(struct native *, const struct native_call *) = {[WIRE_CALL_OFFER] = native_offer,
                                                                                [WIRE_CALL_PIECE] = native_piece,
                                                                                [WIRE_CALL_ASK] = native_ask,
                                                                                [WIRE_CALL_RECALL] = native_recall};
    const struct access_key *key = access_find_curve(&n->in->access, public_key);
    if (!key) {
        refuse_key(n, peer, m);
        return;
    }
    const struct native_call c = {.peer = peer, .public_key = public_key, .reporter = key->reporter, .m = m};
    if (m->kind != WIRE_CALL_PIECE && m->kind != WIRE_CALL_OFFER && callers_find(&n->callers, peer, m->call))
        n->dropped[DROPPED_FRAME]->value++; /* a number is a call's until its last reply */
    else
        acts[m->kind](n, &c);
}

static void on_message(struct bus *b, const struct bus_part *parts, size_t parts_n, const char *user, void *arg)
{
    struct native *n = arg;
    struct wire_call m;
    struct err e;
    bool has_call;
    (void)b;
    n->calls->value++;
    if (!n->proven) {
        n->dropped[DROPPED_EARLY]->value++;
        return;
    }
    if (parts[0].len != CALLER_PEER_LEN || *(const unsigned char *)parts[0].data != 0 || parts_n != 2) {
        n->dropped[DROPPED_PEER]->value++;
        return;
    }
    if (wire_call_decode(parts[1].data, parts[1].len, &m, &has_call, &e) < 0) {
        refuse_frame(n, parts[0].data, &m, has_call, &e);
        return;
    }
    act(n, parts[0].data, user, &m);
    wire_call_deinit(&m);
}

/* ---- the lock ---- */

/* The User-Id of a connection is its public key: what it belongs to now is looked up with every message. */
static bool known(const char *public_key, char user_out[64], void *arg)
{
    struct native *n = arg;
    bool good = access_find_curve(&n->in->access, public_key) != NULL;
    if (good)
        memcpy(user_out, public_key, BUS_KEY_LEN);
    else
        n->keys_refused->value++;
    return good;
}

static void fail(struct native *n, const char *why)
{
    struct err e;
    err_fill(&e, ERR_IO, "the push door %s: it is not opened", why);
    daemon_fail(n->in->daemon, &e);
}

/* Only now it listens where chantiers knock: who comes earlier finds nobody, and tries again by itself. */
static void on_proof(enum bus_proof_result r, void *arg)
{
    struct native *n = arg;
    struct settings *settings = n->in->daemon->settings;
    struct err e;
    bus_proof_close(&n->proof);
    bus_unbind(n->bus);
    if (r != BUS_PROOF_REFUSED) {
        fail(n, r == BUS_PROOF_ADMITTED ? "admits an unknown key" : "does not answer an unknown key");
        return;
    }
    if (bus_bind(n->bus, settings_text(settings, "PUSH"), &e) < 0) {
        daemon_fail(n->in->daemon, &e);
        return;
    }
    n->address = settings_text(settings, "PUSH_ADVERTISED");
    n->address = *n->address ? n->address : bus_address(n->bus);
    n->proven = true;
    log_event(LOG_INFO, "push_door_open", log_text("address", bus_address(n->bus)));
    n->on_proven(n->in);
}

void native_prove(struct intake *in)
{
    struct native *n = in->native;
    struct err e;
    if (!n)
        return;
    if (bus_bind(n->bus, "tcp://127.0.0.1:*", &e) == 0)
        n->proof = bus_proof_open(in->daemon->loop, in->daemon->zmq, bus_address(n->bus), n->server_public, PROOF_MS,
                                  on_proof, n, &e);
    if (!n->proof)
        daemon_fail(in->daemon, &e);
}

static int read_secret(const struct settings *settings, char secret[BUS_KEY_LEN], struct err *e)
{
    const char *path = settings_text(settings, "PUSH_SECRET_FILE");
    struct buf b = {0};
    if (!*path)
        return err_set(e, ERR_SETTING, "CVG_PUSH needs CVG_PUSH_SECRET_FILE, the server's CURVE secret key");
    int rc = buf_read_file(&b, path, SECRET_MAX, e);
    if (rc < 0)
        e->code = ERR_SETTING;
    while (rc == 0 && b.len && (b.data[b.len - 1] == '\n' || b.data[b.len - 1] == '\r'))
        b.data[--b.len] = 0;
    if (rc == 0 && !bus_key_good(buf_text(&b)))
        rc = err_set(e, ERR_SETTING, "%s holds no CURVE key (40 characters of Z85)", path);
    if (rc == 0)
        memcpy(secret, b.data, BUS_KEY_LEN);
    if (b.len)
        sodium_memzero(b.data, b.len);
    buf_deinit(&b);
    return rc;
}

static void open_metrics(struct native *n)
{
    static const char *const why[] = {"why=\"early\"", "why=\"peer\"", "why=\"frame\""};
    struct metrics *m = n->in->daemon->metrics;
    n->keys_refused = metrics_counter(m, "cvg_push_keys_refused_total", NULL, "handshakes with an unknown key");
    n->calls = metrics_counter(m, "cvg_push_frames_total", NULL, "frames that came to the native door");
    n->uploads = metrics_gauge(m, "cvg_push_uploads", NULL, "uploads under way at the native door");
    n->broken_off = metrics_counter(m, "cvg_push_broken_off_total", NULL, "uploads given up because nothing came");
    n->replies_lost = metrics_counter(m, "cvg_push_replies_lost_total", NULL, "replies that no client was there for");
    for (size_t i = 0; i < sizeof why / sizeof *why; i++)
        n->dropped[i] = metrics_counter(m, "cvg_push_dropped_total", why[i],
                                        "frames that are no call: before the door is proven, of a peer that chose its "
                                        "address or with other parts, or unreadable");
}

static int open_socket(struct native *n, const char *secret, struct err *e)
{
    struct daemon *d = n->in->daemon;
    const char *address = settings_text(d->settings, "PUSH");
    if (strncmp(address, "tcp://", 6) != 0)
        return err_set(e, ERR_SETTING, "CVG_PUSH is an address tcp://HOST:PORT, not %s", address);
    n->zap = bus_zap_open(d->loop, d->zmq, known, n, e);
    if (!n->zap)
        return -1;
    n->bus = bus_open(d->loop, d->zmq,
                      &(struct bus_config){.type = BUS_ROUTER,
                                           .hwm = HWM,
                                           .msg_max = WIRE_CALL_MAX,
                                           .secret = secret,
                                           .zap_domain = ZAP_DOMAIN,
                                           .linger_ms = LINGER_MS,
                                           .on_message = on_message,
                                           .arg = n},
                      e);
    if (!n->bus || bus_public_of(secret, n->server_public, e) < 0)
        return -1;
    return 0;
}

int native_open(struct intake *in, void (*on_proven)(void *), struct err *e)
{
    char secret[BUS_KEY_LEN];
    if (!*settings_text(in->daemon->settings, "PUSH"))
        return 0;
    if (read_secret(in->daemon->settings, secret, e) < 0)
        return -1;
    struct native *n = in->native = mem_new(sizeof *n);
    n->in = in;
    n->on_proven = on_proven;
    open_metrics(n);
    int rc = open_socket(n, secret, e);
    sodium_memzero(secret, sizeof secret);
    return rc;
}

bool native_good(const struct intake *in)
{
    return !in->native || in->native->proven;
}

static bool has_push(const struct caller *k)
{
    return k->push != NULL;
}

void native_end(struct intake *in)
{
    struct native *n = in->native;
    struct caller *k;
    while (n && (k = callers_any(&n->callers, has_push))) {
        struct push *p = k->push;
        if (p->state == PUSH_READING) {
            push_refuse(p, REFUSAL_STOPPING);
            continue;
        }
        callers_remove(k); /* perhaps committed, perhaps not: it will ask again */
        taking_leave(p);
    }
}

void native_close(struct intake *in)
{
    struct native *n = in->native;
    if (!n)
        return;
    bus_proof_close(&n->proof);
    bus_close(&n->bus);
    if (n->zap)
        bus_zap_close(&n->zap);
    callers_deinit(&n->callers);
    mem_free(&in->native);
}
