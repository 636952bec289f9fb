/* A blocking SMTP client on libcurl. What the server said last, and what it was asked, tell refusals from failures. */
#include "io/smtp.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define CONNECT_MS 10000

struct smtp {
    CURL *curl;
    struct smtp_config config;
    atomic_bool aborted;
    /* of the mail that is being sent */
    const char *mail;
    size_t len, at;
    bool to_mail; /* the last command was about this mail: its recipient, its content */
    bool over;    /* we have taken leave: what is said now is no answer */
    int code;     /* of the last reply */
    char reply[300];
};

static void start_curl(void)
{
    must(curl_global_init(CURL_GLOBAL_DEFAULT) == 0);
}

int smtp_check_url(const char *url, bool *loopback, struct err *e)
{
    CURLU *u = curl_url();
    char *host = NULL, *scheme = NULL;
    must(u);
    bool good = curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
                curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
                (strcmp(scheme, "smtp") == 0 || strcmp(scheme, "smtps") == 0) &&
                curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK;
    if (good)
        *loopback = strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 || text_starts(host, "127.");
    curl_free(host);
    curl_free(scheme);
    curl_url_cleanup(u);
    return good ? 0 : err_set(e, ERR_SETTING, "\"%s\" is not smtp://HOST[:PORT] or smtps://HOST[:PORT]", url);
}

/* ---- what libcurl calls ---- */

static size_t on_read(char *out, size_t size, size_t n, void *arg)
{
    struct smtp *s = arg;
    size_t room = size * n, left = s->len - s->at;
    size_t len = left < room ? left : room;
    memcpy(out, s->mail + s->at, len);
    s->at += len;
    return len;
}

/* A line of a reply. The text is kept without its end and its control characters: it goes into a log and a table. */
static size_t on_reply(char *data, size_t size, size_t n, void *arg)
{
    struct smtp *s = arg;
    size_t len = size * n, kept = 0;
    if (s->over)
        return len;
    s->code = len >= 3 ? atoi((const char[]){data[0], data[1], data[2], 0}) : 0;
    for (size_t i = 0; i < len && kept + 1 < sizeof s->reply; i++)
        if ((unsigned char)data[i] >= ' ' && (unsigned char)data[i] < 0x7f)
            s->reply[kept++] = data[i];
    s->reply[kept] = 0;
    return len;
}

/* Commands pass here; nothing of them is kept: one of them is the password. */
static int on_debug(CURL *c, curl_infotype type, char *data, size_t len, void *arg)
{
    struct smtp *s = arg;
    (void)c;
    if (type == CURLINFO_HEADER_OUT && len >= 4) {
        s->over |= strncmp(data, "QUIT", 4) == 0;
        if (!s->over)
            s->to_mail = strncmp(data, "RCPT", 4) == 0 || strncmp(data, "DATA", 4) == 0;
    }
    return 0;
}

static int on_progress(void *arg, curl_off_t down_all, curl_off_t down, curl_off_t up_all, curl_off_t up)
{
    struct smtp *s = arg;
    (void)down_all, (void)down, (void)up_all, (void)up;
    return s->aborted;
}

/* ---- doors ---- */

void smtp_abort(struct smtp *s)
{
    s->aborted = true;
}

struct smtp *smtp_new(const struct smtp_config *config)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct smtp *s = mem_new(sizeof *s);
    pthread_once(&once, start_curl);
    s->config = *config;
    s->curl = curl_easy_init();
    must(s->curl);
    return s;
}

void smtp_free(struct smtp **sp)
{
    if (*sp)
        curl_easy_cleanup((*sp)->curl);
    mem_free(sp);
}

static void set_options(struct smtp *s, struct curl_slist *recipients, char *detail)
{
    CURL *c = s->curl;
    const struct smtp_config *k = &s->config;
    curl_easy_reset(c); /* the connection stays */
    curl_easy_setopt(c, CURLOPT_URL, k->url);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(c, CURLOPT_USE_SSL, (long)(k->tls == SMTP_TLS_REQUIRED ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, k->timeout_ms);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, k->timeout_ms < CONNECT_MS ? k->timeout_ms : (long)CONNECT_MS);
    if (*k->ca_file)
        curl_easy_setopt(c, CURLOPT_CAINFO, k->ca_file);
    if (*k->user) {
        curl_easy_setopt(c, CURLOPT_USERNAME, k->user);
        curl_easy_setopt(c, CURLOPT_PASSWORD, k->password);
    }
    curl_easy_setopt(c, CURLOPT_MAIL_FROM, k->from);
    curl_easy_setopt(c, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(c, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(c, CURLOPT_READDATA, s);
    curl_easy_setopt(c, CURLOPT_INFILESIZE_LARGE, (curl_off_t)s->len);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_reply);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, s);
    curl_easy_setopt(c, CURLOPT_VERBOSE, 1L); /* told to on_debug, and written nowhere */
    curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, on_debug);
    curl_easy_setopt(c, CURLOPT_DEBUGDATA, s);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, s);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, detail);
}

static enum smtp_verdict judge(const struct smtp *s, CURLcode rc)
{
    if (rc == CURLE_OK)
        return SMTP_SENT;
    if (rc == CURLE_OPERATION_TIMEDOUT || rc == CURLE_ABORTED_BY_CALLBACK || s->code < 400)
        return SMTP_AWAY;
    return s->code >= 500 && s->to_mail ? SMTP_REFUSED : SMTP_LATER;
}

void smtp_send(struct smtp *s, const char *recipient, const char *mail, size_t len, struct smtp_answer *out)
{
    char detail[CURL_ERROR_SIZE] = "";
    struct curl_slist *recipients = curl_slist_append(NULL, recipient);
    must(recipients);
    s->mail = mail;
    s->len = len;
    s->at = 0;
    s->code = 0;
    s->to_mail = s->over = false;
    s->reply[0] = 0;
    set_options(s, recipients, detail);
    CURLcode rc = curl_easy_perform(s->curl);
    out->verdict = judge(s, rc);
    bool heard = out->verdict == SMTP_REFUSED || out->verdict == SMTP_LATER;
    snprintf(out->text, sizeof out->text, "%s",
             heard            ? s->reply
             : rc == CURLE_OK ? ""
             : *detail        ? detail
                              : curl_easy_strerror(rc));
    curl_slist_free_all(recipients);
    s->mail = NULL;
}
