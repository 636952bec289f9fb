/* The proof of a CURVE door, on real sockets: refused by a door with a keyring, admitted where nobody asks for keys,
 * silent where nobody is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <uv.h>
#include <zmq.h>

#include "io/bus.h"
#include "io/bus_proof.h"
#include "io/bus_zap.h"

static uv_loop_t loop;
static void *ctx;
static int messages, asked;

static int setup(void **state)
{
    (void)state;
    messages = asked = 0;
    ctx = zmq_ctx_new();
    return uv_loop_init(&loop);
}

static int teardown(void **state)
{
    (void)state;
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&loop), 0);
    zmq_ctx_term(ctx);
    return 0;
}

static void on_message(struct bus *b, const struct bus_part *parts, size_t n, const char *user, void *arg)
{
    (void)b;
    (void)parts;
    (void)n;
    (void)user;
    (void)arg;
    messages++;
}

static bool nobody(const char *key, char user_out[64], void *arg)
{
    (void)key;
    (void)user_out;
    (void)arg;
    asked++;
    return false;
}

static bool anybody(const char *key, char user_out[64], void *arg)
{
    (void)nobody(key, user_out, arg);
    strcpy(user_out, "x");
    return true;
}

static void on_proof(enum bus_proof_result r, void *arg)
{
    *(enum bus_proof_result *)arg = r;
}

static enum bus_proof_result knock(const char *address, const char *server_public, uint64_t ms)
{
    enum bus_proof_result r = BUS_PROOF_NONE;
    struct err e = {0};
    struct bus_proof *p = bus_proof_open(&loop, ctx, address, server_public, ms, on_proof, &r, &e);
    assert_non_null(p);
    while (r == BUS_PROOF_NONE)
        uv_run(&loop, UV_RUN_ONCE);
    bus_proof_close(&p);
    assert_null(p);
    return r;
}

struct door {
    char server_public[BUS_KEY_LEN], secret[BUS_KEY_LEN];
    struct bus *bus;
};

static void open_door(struct door *d)
{
    struct err e = {0};
    bus_keypair(d->server_public, d->secret);
    d->bus = bus_open(&loop, ctx,
                      &(struct bus_config){.type = BUS_ROUTER,
                                           .bind = (const char *const[]){"tcp://127.0.0.1:0", NULL},
                                           .secret = d->secret,
                                           .zap_domain = "cvg",
                                           .on_message = on_message},
                      &e);
    assert_non_null(d->bus);
    assert_int_equal(strncmp(bus_address(d->bus), "tcp://127.0.0.1:", 16), 0); /* as people write it */
}

static void test_without_zap(void **state)
{
    (void)state;
    struct door d;
    open_door(&d);
    assert_int_equal(knock(bus_address(d.bus), d.server_public, 5000), BUS_PROOF_ADMITTED);
    bus_close(&d.bus);
}

static void test_with(bus_zap_known *known, enum bus_proof_result expected)
{
    struct door d;
    struct err e = {0};
    struct bus_zap *zap = bus_zap_open(&loop, ctx, known, NULL, &e);
    assert_non_null(zap);
    open_door(&d);
    assert_int_equal(knock(bus_address(d.bus), d.server_public, 5000), expected);
    assert_true(asked >= 1);
    assert_true(expected == BUS_PROOF_ADMITTED || messages == 0);
    bus_close(&d.bus);
    bus_zap_close(&zap);
}

static void test_refused(void **state)
{
    (void)state;
    test_with(nobody, BUS_PROOF_REFUSED);
}

static void test_admitted(void **state)
{
    (void)state;
    test_with(anybody, BUS_PROOF_ADMITTED);
}

static void test_silent(void **state)
{
    (void)state;
    struct door d;
    char address[BUS_ADDRESS_MAX];
    struct err e = {0};
    enum bus_proof_result r;
    open_door(&d);
    snprintf(address, sizeof address, "%s", bus_address(d.bus));
    bus_close(&d.bus);
    for (int i = 0; i < 10; i++)
        uv_run(&loop, UV_RUN_NOWAIT);
    assert_int_equal(knock(address, d.server_public, 200), BUS_PROOF_SILENT);
    assert_null(bus_proof_open(&loop, ctx, "nowhere", d.server_public, 1000, on_proof, &r, &e));
    assert_int_equal(e.code, ERR_SETTING);
}

static void test_key_good(void **state)
{
    (void)state;
    char public_key[BUS_KEY_LEN], secret[BUS_KEY_LEN];
    bus_keypair(public_key, secret);
    assert_true(bus_key_good(public_key) && bus_key_good(secret));
    static const char *const bad[] = {"",
                                      "short",
                                      "0000000000000000000000000000000000000000x",
                                      "000000000000000000000000000000000000000",
                                      "0000000000000000000000000000000000000 00",
                                      "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(bus_key_good(bad[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_without_zap, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_admitted, setup, teardown),
        cmocka_unit_test_setup_teardown(test_silent, setup, teardown),
        cmocka_unit_test(test_key_good),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
