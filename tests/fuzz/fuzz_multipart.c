/* Any Content-Type (the first line) with any body: no crash, and every part lies within the body. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "io/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *lf = size ? memchr(data, '\n', size) : NULL;
    size_t type_len = lf ? (size_t)(lf - data) : 0, len = lf ? size - type_len - 1 : size, n;
    char *type = lf ? mem_text_n((const char *)data, type_len) : mem_text("multipart/form-data; boundary=B");
    char *body = malloc(len ? len : 1); /* exactly as long as it is, so that reading over the end is seen */
    struct multipart_part parts[MULTIPART_PARTS_MAX];
    struct err e = {0};
    must(body);
    if (len)
        memcpy(body, data + size - len, len);
    if (multipart_parse(type, body, len, parts, &n, &e) == 0) {
        must(n <= MULTIPART_PARTS_MAX);
        for (size_t i = 0; i < n; i++) {
            must(parts[i].name_len > 0 && parts[i].name >= body && parts[i].name + parts[i].name_len <= body + len);
            must(parts[i].data >= body && parts[i].data + parts[i].len <= body + len);
            must(parts[i].name + parts[i].name_len <= parts[i].data);
            must(i == 0 || parts[i].name > parts[i - 1].data + parts[i - 1].len);
        }
    } else {
        must(e.code == ERR_FORMAT || e.code == ERR_LIMIT);
    }
    free(body);
    free(type);
    return 0;
}
