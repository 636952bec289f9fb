/* Fuzz: any bytes as a report. What is taken is whole: encoded again it is taken as the same, and its CSV can be made.
 */
#include <stdint.h>
#include <string.h>

#include "programme/rapport_csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err e;
    struct buf first = {0}, second = {0}, csv = {0};
    struct rapport *r = rapport_decode((const char *)data, size, &e);
    if (!r)
        return 0;
    rapport_encode(r, &first);
    struct rapport *again = rapport_decode(buf_text(&first), first.len, &e);
    must(again);
    rapport_encode(again, &second);
    must(first.len == second.len && memcmp(first.data, second.data, first.len) == 0);
    rapport_csv(r, &csv);
    rapport_masquer(r);
    rapport_free(&r);
    rapport_free(&again);
    buf_deinit(&first);
    buf_deinit(&second);
    buf_deinit(&csv);
    return 0;
}
