/* Where territories lie. */
#include "dashboard/carte.h"

#include <string.h>

#include "dashboard/perimeters.h"
#include "io/http.h"
#include "programme/figures.h"

static json_t *departements(const struct carte *c, const char *code)
{
    json_t *list = json_array();
    uint64_t at;
    if (!map_get(&c->by_code, code, strlen(code), &at))
        return list;
    for (const char *s = c->departements[at]; *s;) {
        size_t len = strcspn(s, " ");
        if (len)
            json_array_append_new(list, json_stringn(s, len));
        s += len + (s[len] == ' ');
    }
    return list;
}

json_t *carte_chart(const struct page *p, size_t need, size_t n)
{
    const struct dashboard *d = page_dashboard(p);
    const struct indicator *i = catalogue_find(d->definitions->catalogue, "effectif.file_active");
    json_t *list = json_array();
    must(i);
    for (size_t k = 1; k < n; k++) {
        const struct figures_view *v = page_figures(p, need, k);
        struct buf href = {0}, text = {0};
        json_t *where = departements(&d->carte, v->scope.code);
        perimeters_href(p, &v->scope, &href);
        bool known = v->slots && !perimeters_silent(v);
        if (known)
            figure_show(i, v->slots, 0, &text);
        json_array_append_new(list, json_pack("{ss ss so so ss ss}", "code", v->scope.code, "nom",
                                              directory_label(&d->directory, &v->scope), "departements", where,
                                              "valeur", known ? json_integer(v->slots[i->slot]) : json_null(), "texte",
                                              buf_text(&text), "href", buf_text(&href)));
        buf_deinit(&href);
        buf_deinit(&text);
    }
    return page_chart(json_pack("{so ss}", "territoires", list, "unite", "salariés"));
}
