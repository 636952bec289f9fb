/* How programs are refused. */
#include "dashboard/refuse.h"

#include "base/jsonout.h"

void api_refuse(struct http_req *r, int status, const char *error, const char *message)
{
    struct buf out = {0};
    struct jsonout j = {.out = &out};
    jsonout_open(&j, NULL, '{');
    jsonout_text(&j, "error", error);
    jsonout_text(&j, "message", message);
    jsonout_close(&j, '}');
    buf_addc(&out, '\n');
    http_set_header(r, "Cache-Control", "no-store");
    http_answer(r, status, "application/json; charset=utf-8", out.data, out.len);
    buf_deinit(&out);
}
