/* A mail's form: addresses, headers that nothing can end, quoted-printable; and what a letter about an outcome says.
 * What mail programs read of it is tests/pipeline/test_courrier. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "courrier/letter.h"
#include "base/letter.h"
#include "courrier/message.h"
#include "io/smtp.h"

static void test_address(void **state)
{
    static const char *const good[] = {"a@b.fr", "cip.un+x@mail.exemple-2.fr", "o'neil@x.y.z", "A_B@c.D"};
    static const char *const bad[] = {
        "",
        "a",
        "@b.fr",
        "a@",
        "a@b",
        "a@b.",
        "a@.fr",
        "a@b..fr",
        "a b@c.fr",
        "a@b.fr\r\n",
        "a@b.fr\nBcc: x@y.fr",
        "<a@b.fr>",
        "a@b.fr>",
        "a@b@c.fr",
        "\xc3\xa9@b.fr",
        "a@\xc3\xa9.fr",
        "\"a\"@b.fr",
        "a,c@b.fr",
        "a@b.fr,c",
        "a@[127.0.0.1]",
    };
    struct buf wide = {0};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(letter_address(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (letter_address(bad[i]))
            fail_msg("\"%s\" is taken for an address", bad[i]);
    for (int i = 0; i < 65; i++)
        buf_addc(&wide, 'a');
    buf_adds(&wide, "@b.fr");
    assert_false(letter_address(buf_text(&wide)));
    assert_true(letter_address(buf_text(&wide) + 1));
    buf_deinit(&wide);
}

static void check_quoted(const char *text, const char *expected)
{
    struct buf out = {0};
    message_quote(text, &out);
    assert_string_equal(buf_text(&out), expected);
    buf_deinit(&out);
}

static void test_quoted(void **state)
{
    struct buf text = {0}, out = {0};
    (void)state;
    check_quoted("", "");
    check_quoted("Déjà = fin \nau\tbout\t\r\nx", "D=C3=A9j=C3=A0 =3D fin=20\r\nau=09bout=09\r\nx\r\n");
    check_quoted("\x01\x7f", "=01=7F\r\n");
    check_quoted("\n\n", "\r\n\r\n");
    /* no line over 76, no code cut in two */
    for (int i = 0; i < 300; i++)
        buf_adds(&text, i % 7 ? "x" : "é");
    message_quote(buf_text(&text), &out);
    size_t decoded = 0;
    for (const char *p = buf_text(&out); *p;) {
        size_t n = strcspn(p, "\r");
        assert_true(n <= 76);
        assert_int_equal(strncmp(p + n, "\r\n", 2), 0);
        bool soft = n && p[n - 1] == '=';
        for (size_t i = 0; i + soft < n; i++, decoded++)
            if (p[i] == '=') {
                assert_true(i + 3 + soft <= n);
                i += 2;
            }
        p += n + 2;
    }
    assert_int_equal(decoded, text.len);
    buf_deinit(&text);
    buf_deinit(&out);
}

static void check_header(const char *text, size_t used, const char *expected)
{
    struct buf out = {0};
    message_header_text(text, used, &out);
    assert_string_equal(buf_text(&out), expected);
    buf_deinit(&out);
}

static void test_headers(void **state)
{
    struct buf out = {0};
    (void)state;
    check_header("Plain: yes, [it] is", 9, "Plain: yes, [it] is");
    check_header("Reçu", 9, "=?UTF-8?Q?Re=C3=A7u?=");
    check_header("a\r\nBcc: x@y.fr", 9, "=?UTF-8?Q?a__Bcc=3A_x=40y=2Efr?=");
    check_header("=?UTF-8?Q?x?=", 9, "=?UTF-8?Q?=3D=3FUTF-8=3FQ=3Fx=3F=3D?=");
    check_header("", 9, "");
    message_header_text("éééééééééééééééééééééééééééééééééééééééé", 9, &out);
    for (const char *p = buf_text(&out); *p; p += *p ? 1 : 0) {
        size_t n = strcspn(p, "\r");
        assert_true(n + (p == buf_text(&out) ? 9 : 0) <= 76);
        assert_int_equal(strncmp(p + (*p == ' '), "=?UTF-8?Q?=C3", 13),
                         0); /* each word begins with a whole character */
        p += n + (p[n] ? 1 : 0);
        if (!*p)
            break;
    }
    buf_deinit(&out);
}

static void test_whole(void **state)
{
    struct buf out = {0}, again = {0};
    const struct message m = {
        .from = "de@x.fr",
        .from_name = "Remontée CVG",
        .to = "a@b.fr\r\nBcc: c@d.fr", /* who writes the table sees to it; it is no header even so */
        .subject = "un\ndeux",
        .message_id = "<resultat.A.1@x.fr>\r\nX: y",
        .date_us = 1795392000000000, /* 2026-11-23 00:00:00 */
        .text = "Un\n",
        .html = "<p>Un</p>\n"};
    (void)state;
    must(sodium_init() >= 0);
    message_format(&m, &out);
    message_format(&m, &again);
    assert_string_equal(buf_text(&out), buf_text(&again));
    const char *head_end = strstr(buf_text(&out), "\r\n\r\n");
    assert_non_null(head_end);
    static const char head[] = "Date: Mon, 23 Nov 2026 00:00:00 +0000\r\nFrom: =?UTF-8?Q?Remont=C3=A9e_CVG?=\r\n"
                               " <de@x.fr>\r\nTo: <a@b.fr  Bcc: c@d.fr>\r\nSubject: =?UTF-8?Q?un_deux?=\r\n"
                               "Message-ID: <resultat.A.1@x.fr>  X: y\r\n";
    char found[sizeof head];
    snprintf(found, sizeof found, "%s", buf_text(&out));
    assert_string_equal(found, head);
    for (const char *p = buf_text(&out); p < head_end; p = strchr(p, '\n') + 1)
        assert_true(strncmp(p, "Bcc", 3) != 0 && strncmp(p, "X:", 2) != 0);
    buf_deinit(&out);
    buf_deinit(&again);
}

static void test_letter(void **state)
{
    static const char document[] =
        "{\"submission\":\"A.1-0000\",\"chantier\":\"A\",\"date_situation\":\"2026-11-20\",\"state\":\"accepted\","
        "\"received_at\":\"2026-11-20T23:30:00.000000Z\",\"rows\":{\"read\":3,\"taken\":1,\"set_aside\":2},"
        "\"findings\":["
        "{\"code\":\"W-X\",\"severity\":\"W\",\"dataset\":\"salaries\",\"line\":2,\"message\":\"w\"},"
        "{\"code\":\"E-Z\",\"severity\":\"E\",\"dataset\":\"salaries\",\"line\":9,\"parcours_id\":\"P9\",\"column\":"
        "\"c\","
        "\"message\":\"z <b> & \\\"q\\\"\"},"
        "{\"code\":\"E-Y\",\"severity\":\"E\",\"dataset\":\"equipe\",\"line\":4,\"key\":\"K\",\"message\":\"y\"},"
        "{\"code\":\"I-R\",\"severity\":\"I\",\"dataset\":null,\"line\":null,\"message\":\"r\"}],\"findings_unlisted\":"
        "7}";
    struct letter l = {0};
    (void)state;
    letter_of_outcome("A.1-0000", "accepted", document, &l);
    assert_string_equal(buf_text(&l.subject),
                        "A, situation du 20/11/2026 : envoi accepté, 2 points à corriger, 1 point à vérifier");
    assert_non_null(strstr(buf_text(&l.text),
                           "L'envoi de A pour la situation du 20/11/2026, reçu le 21/11/2026 à 00:30, "
                           "est accepté.\n\n3 lignes lues : 1 prise, 2 mises de côté.\n\n"));
    assert_non_null(strstr(buf_text(&l.text), "\nÀ corriger (2)\n- equipe, ligne 4, K (E-Y)\n  y\n"
                                              "- salaries, ligne 9, P9, colonne c (E-Z)\n  z <b> & \"q\"\n\n"
                                              "À vérifier (1)\n- salaries, ligne 2 (W-X)\n  w\n\n"
                                              "Pour information (1)\n- l'envoi (I-R)\n  r\n\net 7 autres.\n"));
    assert_non_null(strstr(buf_text(&l.html),
                           "<li>salaries, ligne 9, P9, colonne c (E-Z)<br>z &lt;b&gt; &amp; &quot;q&quot;</li>"));
    assert_null(strstr(buf_text(&l.html), "<b>"));
    letter_deinit(&l);
    /* whose findings nobody is to mend any more, and what told how to confirm it */
    static const char *const idle[] = {"discarded", "superseded"};
    for (size_t i = 0; i < sizeof idle / sizeof *idle; i++) {
        letter_of_outcome("A.1-0000", idle[i], document, &l);
        assert_null(strstr(buf_text(&l.text), "E-Z"));
        assert_null(strstr(buf_text(&l.subject), "corriger"));
        letter_deinit(&l);
    }
    /* every state has its words; what cannot be read says where to look */
    static const char *const all[] = {"accepted", "held", "refused", "superseded", "quarantined", "discarded", "new"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        letter_of_outcome("A.1-0000", all[i], "not JSON", &l);
        assert_non_null(strstr(buf_text(&l.text), "cvg show A.1-0000"));
        assert_true(strncmp(buf_text(&l.subject), "A.1-0000 : envoi ", 17) == 0);
        letter_deinit(&l);
    }
}

static void test_url(void **state)
{
    static const struct {
        const char *url;
        int rc;
        bool loopback;
    } cases[] = {
        {"smtp://localhost:25", 0, true},     {"smtps://127.0.0.2", 0, true},  {"smtp://[::1]:25", 0, true},
        {"smtp://mail.exemple.fr", 0, false}, {"smtp://10.127.0.1", 0, false}, {"http://localhost", -1, false},
        {"mail.exemple.fr", -1, false},       {"smtp://", -1, false},          {"", -1, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err e;
        bool loopback = false;
        assert_int_equal(smtp_check_url(cases[i].url, &loopback, &e), cases[i].rc);
        assert_int_equal(loopback, cases[i].loopback);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_address), cmocka_unit_test(test_quoted), cmocka_unit_test(test_headers),
        cmocka_unit_test(test_whole),   cmocka_unit_test(test_letter), cmocka_unit_test(test_url),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
