/* Fuzz: any text as the id of a submission in an address. What is read says itself again. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dashboard/submission_id.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = mem_text_n((const char *)data, size);
    struct submission_id id;
    if (submission_id_read(text, &id)) {
        char head[80];
        must(strcmp(id.text, text) == 0 && text_is_id(id.reporter, strlen(id.reporter)) && id.n >= 0);
        must(text_starts(text, id.reporter));
        snprintf(head, sizeof head, "%lld-", (long long)id.n); /* but for leading zeros */
        must(strstr(text, head) != NULL);
    }
    free(text);
    return 0;
}
