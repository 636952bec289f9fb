/* Where requests come from and where answers may lead: forged origins, forged hops, open redirects. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dashboard/origin.h"
#include "io/http.h"

static void test_same(void **state)
{
    static const struct {
        const char *site, *origin, *host;
        bool same;
    } cases[] = {
        {NULL, NULL, "cvg.example", true}, /* a program */
        {NULL, NULL, NULL, true},
        {"same-origin", "https://cvg.example", "cvg.example", true},
        {"none", NULL, "cvg.example", true},                                  /* typed into the address bar */
        {"same-origin", "https://cvg.example", "127.0.0.1:8081", true},       /* a proxy that does not tell the host */
        {"same-site", "https://autre.cvg.example", "cvg.example", false},     /* a neighbour */
        {"cross-site", "https://ailleurs.example", "cvg.example", false},     /* anybody */
        {"cross-site", "https://cvg.example", "cvg.example", false},          /* the browser knows better */
        {"", "https://cvg.example", "cvg.example", false},                    /* no browser sends this */
        {NULL, "https://cvg.example", "cvg.example", true},                   /* an older browser */
        {NULL, "http://127.0.0.1:8081", "127.0.0.1:8081", true},              /* the port is a part */
        {NULL, "http://127.0.0.1:8082", "127.0.0.1:8081", false},             /* another server of this machine */
        {NULL, "https://CVG.example", "cvg.example", true},                   /* hosts have no case */
        {NULL, "https://cvg.example.ailleurs.example", "cvg.example", false}, /* only begins so */
        {NULL, "https://ailleurs.example/cvg.example", "cvg.example", false}, /* only ends so */
        {NULL, "https://ailleurs.example://cvg.example", "cvg.example", false}, /* twice a scheme */
        {NULL, "null", "cvg.example", false},
        {NULL, "", "cvg.example", false},
        {NULL, "https://", "", true}, /* no browser sends an empty host */
        {NULL, "https://cvg.example", NULL, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (origin_same(cases[i].site, cases[i].origin, cases[i].host) != cases[i].same)
            fail_msg("%s, %s, %s", cases[i].site ? cases[i].site : "-", cases[i].origin ? cases[i].origin : "-",
                     cases[i].host ? cases[i].host : "-");
}

static void test_peer(void **state)
{
    static const struct {
        const char *peer, *forwarded, *told;
    } cases[] = {
        {"127.0.0.1", NULL, "127.0.0.1"},
        {"127.0.0.1", "203.0.113.7", "203.0.113.7"},
        {"127.0.0.1", "6.6.6.6, 203.0.113.7", "203.0.113.7"}, /* the first is what the client said */
        {"127.0.0.1", "6.6.6.6,203.0.113.7", "203.0.113.7"},
        {"::1", "203.0.113.7", "203.0.113.7"},
        {"::ffff:127.0.0.1", "2001:db8::7", "2001:db8::7"},
        {"127.0.0.1", "", "127.0.0.1"},
        {"127.0.0.1", "203.0.113.7, ", "127.0.0.1"},
        {"127.0.0.1", "203.0.113.7 ", "127.0.0.1"},
        {"127.0.0.1", "unknown", "127.0.0.1"},
        {"127.0.0.1", "203.0.113.7:4711", "127.0.0.1"},
        {"127.0.0.1", "fe80::1%eth0", "127.0.0.1"},
        {"127.0.0.1", "1.2.3", "127.0.0.1"},
        {"203.0.113.9", "203.0.113.7", "203.0.113.9"}, /* no proxy of ours: anybody's words */
        {"1270.0.0.1", "203.0.113.7", "1270.0.0.1"},
        {"::ffff:203.0.113.9", "203.0.113.7", "::ffff:203.0.113.9"},
    };
    struct origin_proxies here;
    struct err e;
    (void)state;
    assert_int_equal(origin_proxies_read("127.0.0.0/8, ::1", &here, &e), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(origin_peer(&here, cases[i].peer, cases[i].forwarded), cases[i].told);
}

static void test_proxies(void **state)
{
    static const struct {
        const char *proxies, *peer;
        bool ours;
    } cases[] = {
        {"", "127.0.0.1", false},
        {"172.16.0.0/12", "172.18.0.1", true},
        {"172.16.0.0/12", "::ffff:172.31.255.255", true},
        {"172.16.0.0/12", "172.32.0.1", false},
        {"172.16.0.0/12", "::1", false},
        {"192.0.2.1 198.51.100.0/25,2001:db8::/33", "198.51.100.127", true},
        {"192.0.2.1 198.51.100.0/25,2001:db8::/33", "198.51.100.128", false},
        {"192.0.2.1 198.51.100.0/25,2001:db8::/33", "192.0.2.1", true},
        {"192.0.2.1 198.51.100.0/25,2001:db8::/33", "192.0.2.2", false},
        {"192.0.2.1 198.51.100.0/25,2001:db8::/33", "2001:db8:7fff::1", true},
        {"192.0.2.1 198.51.100.0/25,2001:db8::/33", "2001:db8:8000::1", false},
        {"0.0.0.0/0", "203.0.113.9", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"::/0", "no address", false},
    };
    static const char *const bad[] = {"proxy",       "127.0.0.1/33", "::1/129",      "10.0.0.0/",  "10.0.0.0/-1",
                                      "10.0.0.0/8x", "127.0.0.1, x", "fe80::1%eth0", "10.0.0.0/ 8"};
    struct origin_proxies p;
    struct err e;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(origin_proxies_read(cases[i].proxies, &p, &e), 0);
        const char *told = origin_peer(&p, cases[i].peer, "203.0.113.7");
        if ((strcmp(told, "203.0.113.7") == 0) != cases[i].ours)
            fail_msg("%s: %s", cases[i].proxies, cases[i].peer);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (origin_proxies_read(bad[i], &p, &e) == 0)
            fail_msg("%s", bad[i]);
}

static void test_local(void **state)
{
    static const char *const good[] = {"/",
                                       "/france",
                                       "/france?programme=TOUS&periode=2026-T4",
                                       "/chantier/LYO1/envoi/LYO1.12-3a4f",
                                       "/?x=//ailleurs.example",
                                       "/retenues?motif=%2F%5C%0A",
                                       "/territoire/LY%41N",
                                       "/a..b/...",
                                       "/connexion2"};
    static const char *const bad[] = {"",
                                      "france",
                                      "http://ailleurs.example/",
                                      "//ailleurs.example",
                                      "///ailleurs.example",
                                      "/\\ailleurs.example",
                                      "\\\\ailleurs.example",
                                      "/\t/ailleurs.example",
                                      "/\r\nSet-Cookie: x=y",
                                      "/a b",
                                      "/france\x7f",
                                      "/%2Failleurs.example",
                                      "/%2failleurs.example",
                                      "/%5cailleurs.example",
                                      "/%09/ailleurs.example",
                                      "/%0d%0aX",
                                      "/%252Failleurs.example",
                                      "/%2e%2e//ailleurs.example",
                                      "/a//ailleurs.example",
                                      "/./ailleurs.example",
                                      "/../ailleurs.example",
                                      "/a/..",
                                      "/a/.?b",
                                      "/a/",
                                      "/a%",
                                      "/a%4",
                                      "/a%zz",
                                      "/\xc3\xa9"};
    char longest[ORIGIN_PATH_MAX + 1];
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!origin_local(good[i]))
            fail_msg("%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (origin_local(bad[i]))
            fail_msg("%s", bad[i]);
    memset(longest, 'a', sizeof longest);
    longest[0] = '/';
    longest[ORIGIN_PATH_MAX] = 0;
    assert_false(origin_local(longest));
    longest[ORIGIN_PATH_MAX - 1] = 0;
    assert_true(origin_local(longest));
}

/* Whatever is taken leads to this host also for who decodes it once more, or twice. */
static void test_local_decoded(void **state)
{
    static const char letters[] = "/\\%2f5cCF.e0a?#\t@:";
    unsigned seed = 7, taken = 0;
    (void)state;
    for (int i = 0; i < 300000; i++) {
        char text[12] = "/";
        size_t len = 1;
        while (len < sizeof text - 1)
            text[len++] = letters[(seed = seed * 1664525 + 1013904223) >> 16 & 15];
        if (!origin_local(text))
            continue;
        taken++;
        for (int k = 0; k < 2; k++) {
            len = http_url_decode(text, len, false);
            text[len] = 0;
            assert_true(text[0] == '/' && text[1] != '/' && text[1] != '\\');
            assert_true(strcspn(text, "\t\r\n\\") >= strcspn(text, "?")); /* a query may hold anything */
        }
    }
    assert_true(taken > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_same), cmocka_unit_test(test_peer),
                                       cmocka_unit_test(test_proxies), cmocka_unit_test(test_local),
                                       cmocka_unit_test(test_local_decoded)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
