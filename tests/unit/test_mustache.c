/* Mustache: what its manual says of variables, sections, partials, lines; and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mustache.h"

static const char CONTEXT[] =
    "{\"nom\":\"Magdala <& \\\"co\\\">\",\"n\":12,\"oui\":true,\"non\":false,\"rien\":null,\"vide\":[],"
    "\"lieu\":{\"ville\":\"Lille\",\"nom\":\"Nord\"},\"noms\":[\"a\",\"b\"],"
    "\"lignes\":[{\"nom\":\"un\",\"x\":[1,2]},{\"nom\":\"deux\"}]}";

static const char *find(const char *name, void *arg)
{
    (void)arg;
    if (strcmp(name, "p") == 0)
        return "[{{nom}}]";
    if (strcmp(name, "loop") == 0)
        return "{{>loop}}";
    return NULL;
}

static int run(const char *text, struct buf *out, struct err *e)
{
    json_t *context = json_loads(CONTEXT, 0, NULL);
    assert_non_null(context);
    int rc = mustache_render(text, context, find, NULL, out, e);
    json_decref(context);
    return rc;
}

static void test_rendered(void **state)
{
    (void)state;
    static const struct {
        const char *text, *html;
    } cases[] = {
        {"", ""},
        {"tout } { simple }}", "tout } { simple }}"},
        {"{{nom}}", "Magdala &lt;&amp; &quot;co&quot;&gt;"},
        {"{{{nom}}} {{&nom}}", "Magdala <& \"co\"> Magdala <& \"co\">"},
        {"{{ n }}{{rien}}{{absent}}{{absent.y}}", "12"},
        {"{{lieu.ville}}", "Lille"},
        {"{{#lieu}}{{ville}} {{nom}} {{n}}{{/lieu}}", "Lille Nord 12"}, /* the innermost first, then outwards */
        {"{{#oui}}o{{/oui}}{{#non}}n{{/non}}{{#rien}}r{{/rien}}{{#vide}}v{{/vide}}", "o"},
        {"{{^oui}}o{{/oui}}{{^non}}n{{/non}}{{^absent}}a{{/absent}}{{^vide}}v{{/vide}}", "nav"},
        {"{{#noms}}{{.}},{{/noms}}", "a,b,"},
        {"{{#lignes}}<{{nom}}{{#x}} {{.}}{{/x}}>{{/lignes}}", "<un 1 2><deux>"},
        {"{{#lignes}}{{#lignes}}x{{/lignes}}{{/lignes}}", "xxxx"}, /* the same name within itself */
        {"{{>p}}{{#lignes}}{{>p}}{{/lignes}}", "[Magdala &lt;&amp; &quot;co&quot;&gt;][un][deux]"},
        {"a{{! nothing {{ here }}b", "ab"},
        {"a\n  {{#oui}}\n b\n {{/oui}}\nc\n", "a\n b\nc\n"}, /* tags alone on their line take it along */
        {"{{#oui}}\r\nb\r\n{{/oui}}\r\n", "b\r\n"},
        {" {{nom.x}}\n", " \n"}, /* variables do not */
        {"{{#oui}}\n{{/oui}}\n", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = {0};
        struct err e = {0};
        assert_int_equal(run(cases[i].text, &out, &e), 0);
        assert_string_equal(buf_text(&out), cases[i].html);
        buf_deinit(&out);
    }
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"a {{nom", "a tag is not closed: {{nom"},
        {"{{{nom}}", "a tag is not closed"},
        {"{{}}", "a tag without a name"},
        {"{{#oui}}x", "section oui is not closed"},
        {"{{#oui}}x{{/non}}", "section oui is closed by non"},
        {"x{{/oui}}", "section oui was never opened"},
        {"{{>absent}}", "there is no partial absent"},
        {"{{>loop}}", "more than 32 deep"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = {0};
        struct err e = {0};
        assert_int_equal(run(cases[i].text, &out, &e), -1);
        if (!strstr(e.text, cases[i].says))
            fail_msg("%s: %s", cases[i].text, e.text);
        buf_deinit(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rendered), cmocka_unit_test(test_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
