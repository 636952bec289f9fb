/* Fuzz: any bytes as a bundle. What is taken is encoded again to the same bytes. */
#include <stdint.h>
#include <string.h>

#include "programme/bundle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct bundle b;
    struct buf again = {0};
    struct err e = {0};
    if (bundle_decode((const char *)data, size, &b, &e) == 0) {
        bundle_encode(b.files, b.n, &again);
        must(again.len == size && memcmp(buf_text(&again), data, size) == 0);
    } else {
        must(e.code && !b.n);
    }
    bundle_deinit(&b);
    buf_deinit(&again);
    return 0;
}
