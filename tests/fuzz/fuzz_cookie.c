/* Fuzz: any text as a cookie, a hop of a proxy, the list of proxies, a path to go on to, a login. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "dashboard/cookie.h"
#include "dashboard/origin.h"
#include "dashboard/person_form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = mem_text_n((const char *)data, size), key[COOKIE_KEY_LEN];
    if (cookie_key(text, "cvg_session", key))
        must(strlen(key) == COOKIE_KEY_LEN - 1 && strstr(text, key));
    if (origin_local(text))
        must(text[0] == '/' && text[1] != '/' && !strpbrk(text, "\r\n\t\\") && strlen(text) < ORIGIN_PATH_MAX);
    struct origin_proxies proxies;
    struct err e;
    if (origin_proxies_read(text, &proxies, &e) == 0)
        must(proxies.n <= ORIGIN_PROXIES_MAX);
    must(origin_proxies_read("127.0.0.0/8", &proxies, &e) == 0);
    const char *peer = origin_peer(&proxies, "127.0.0.1", text);
    must(strspn(peer, "0123456789abcdefABCDEF.:") == strlen(peer));
    if (origin_same(NULL, text, "cvg.example"))
        must(strlen(text) > strlen("://cvg.example") - 1);
    if (person_login_good(text))
        must(strlen(text) <= 64);
    free(text);
    return 0;
}
