/* Quarterly reports in words and tables. */
#include "dashboard/rapport.h"

#include <string.h>

#include "base/cal.h"
#include "dashboard/envois.h"
#include "dashboard/member.h"
#include "dashboard/words.h"
#include "programme/rapport.h"

#define TEXT_OF_(n) #n
#define TEXT_OF(n) TEXT_OF_(n)

const char rapport_versions_sql[] =
    "SELECT trimestre, version::int8, etat = 'arrete', motif, connu_le, prepare_par, prepare_le,"
    " coalesce(arrete_par, ''), arrete_le, empreinte FROM cvg.arrete WHERE $1::text IS NULL OR trimestre = $1"
    " ORDER BY trimestre DESC, version DESC LIMIT " TEXT_OF(RAPPORT_VERSIONS_MAX);

bool rapport_trimestre(const char *text, struct period *out)
{
    return strlen(text) == 7 && text[5] == 'C' && period_parse(text, out, NULL) == 0;
}

void rapport_version_name(int64_t version, bool closed, struct buf *out)
{
    rapport_nommer(&(struct rapport){.version = (int)version, .arrete_us = closed}, out);
}

/* ---- values ---- */

static int64_t number(const json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

static int32_t day(const json_t *o, const char *key)
{
    int32_t d = CELL_NULL;
    const char *s = member_text(o, key);
    return *s && cal_parse_day(s, strlen(s), &d) ? d : CELL_NULL;
}

/* A value of the report: a number, a text, withheld, or unknown. */
static void put_value(json_t *t, const json_t *v)
{
    const json_t *whole = json_object_get(v, "valeur");
    const char *etat = member_text(v, "etat");
    if (strcmp(etat, "s") == 0)
        table_withheld(t);
    else if (!json_is_object(v) || strcmp(etat, "inconnu") == 0)
        table_unknown(t);
    else if (json_is_integer(whole))
        table_number(t, json_integer_value(whole));
    else
        table_text(t, member_text(v, "texte"));
}

/* ---- perimeters ---- */

static void put_of(json_t *t, int64_t n, int64_t of)
{
    struct buf s = {0};
    figure_show_int(n, &s);
    buf_adds(&s, " sur ");
    figure_show_int(of, &s);
    table_text(t, buf_text(&s));
    buf_deinit(&s);
}

json_t *rapport_table_effectifs(const json_t *apercu)
{
    static const char *const codes[] = {"effectif.file_active", "effectif.accompagnes", "effectif.entrees",
                                        "effectif.sorties"};
    json_t *t = table_new("effectifs", "Effectifs et couverture par périmètre",
                          "Chiffres masqués : par le secret statistique, dans ce qui est publié."),
           *p;
    size_t i;
    table_column(t, "perimetre", "Périmètre", TABLE_TEXT, NULL);
    table_column(t, "file_active", "File active", TABLE_NUMBER, NULL);
    table_column(t, "objectif", "Objectif", TABLE_NUMBER, NULL);
    table_column(t, "accompagnes", "Accompagnés", TABLE_NUMBER, NULL);
    table_column(t, "entrees", "Entrées", TABLE_NUMBER, NULL);
    table_column(t, "sorties", "Sorties", TABLE_NUMBER, NULL);
    table_column(t, "couverture", "Chantiers comptés", TABLE_TEXT, NULL);
    table_column(t, "ancien", "Plus ancien export", TABLE_DAY, NULL);
    table_column(t, "masques", "Chiffres masqués", TABLE_TEXT, NULL);
    json_array_foreach(json_object_get(apercu, "perimetres"), i, p)
    {
        const json_t *values = json_object_get(p, "effectifs");
        table_row(t);
        table_text(t, member_text(p, "nom"));
        put_value(t, json_object_get(values, codes[0]));
        if (json_is_integer(json_object_get(p, "objectif")))
            table_number(t, number(p, "objectif"));
        else
            table_unknown(t);
        for (size_t k = 1; k < 4; k++)
            put_value(t, json_object_get(values, codes[k]));
        put_of(t, number(p, "comptes"), number(p, "attendus"));
        table_day(t, day(p, "ancien"));
        if (json_is_true(json_object_get(apercu, "publie")))
            put_of(t, number(p, "secrets"), number(p, "publies") + number(p, "secrets") + number(p, "inconnus"));
        else
            table_unknown(t); /* it is only decided when it is prepared */
    }
    return t;
}

/* The territory's name; NULL: it is none of the report's. */
static const char *territory_name(const json_t *apercu, const char *scope)
{
    json_t *p;
    size_t i;
    json_array_foreach(json_object_get(apercu, "perimetres"), i, p)
    {
        if (strncmp(scope, "territoire:", strlen("territoire:")) == 0 && strcmp(member_text(p, "scope"), scope) == 0)
            return member_text(p, "nom");
    }
    return NULL;
}

json_t *rapport_table_indicateurs(const json_t *apercu, const char *scope)
{
    const char *territory = territory_name(apercu, scope);
    json_t *t = table_new("indicateurs", "Tous les indicateurs", NULL), *x;
    const char *section = "";
    size_t i;
    table_column(t, "indicateur", "Indicateur", TABLE_TEXT, NULL);
    table_column(t, "nation", "France", TABLE_NUMBER, NULL);
    table_column(t, "avant", "Un an avant", TABLE_NUMBER, NULL);
    table_column(t, "operationnels", "Territoires opérationnels", TABLE_NUMBER, NULL);
    if (territory)
        table_column(t, "territoire", territory, TABLE_NUMBER, NULL);
    table_column(t, "code", "Code", TABLE_TEXT, NULL);
    json_object_set_new(t, "triable", json_false());
    json_array_foreach(json_object_get(apercu, "indicateurs"), i, x)
    {
        struct buf name = {0};
        if (strcmp(section, member_text(x, "section")) != 0)
            table_section(t, section = member_text(x, "section"));
        buf_adds(&name, member_text(x, "libelle"));
        if (*member_text(x, "cle"))
            buf_addf(&name, " : %s", member_text(x, "cle"));
        table_row(t);
        table_text(t, buf_text(&name));
        put_value(t, json_object_get(x, "nation"));
        put_value(t, json_object_get(x, "nation_avant"));
        put_value(t, json_object_get(x, "operationnels"));
        if (territory)
            put_value(t, json_object_get(json_object_get(x, "territoires"), scope));
        table_text(t, member_text(x, "code"));
        buf_deinit(&name);
    }
    return t;
}

/* ---- what was missing ---- */

static void put_waiting(json_t *t, const json_t *x)
{
    struct buf s = {0};
    if (json_is_true(json_object_get(x, "avant_fin")))
        buf_adds(&s, "Export qui s’arrête avant la fin de la période");
    if (day(x, "retenu") != CELL_NULL) {
        buf_adds(&s, s.len ? " ; " : "");
        buf_addf(&s, "%s, situation au ", envois_state(member_text(x, "retenu_etat")));
        words_day(day(x, "retenu"), &s);
    }
    table_text(t, buf_text(&s));
    buf_deinit(&s);
}

json_t *rapport_table_remontees(const struct page *p, const json_t *apercu)
{
    const struct directory *dir = &page_dashboard(p)->directory;
    json_t *t = table_new("remontees", "Remontées manquantes, retenues, incomplètes, ou qui s’arrêtent avant la fin",
                          "Les autres sont comptées, sans ligne écartée."),
           *x;
    size_t i;
    table_column(t, "chantier", "Chantier", TABLE_TEXT, NULL);
    table_column(t, "territoire", "Territoire", TABLE_TEXT, NULL);
    table_column(t, "situation", "Export compté", TABLE_DAY, NULL);
    table_column(t, "lues", "Lignes lues", TABLE_NUMBER, NULL);
    table_column(t, "ecartees", "Lignes écartées", TABLE_NUMBER, NULL);
    table_column(t, "attente", "À savoir", TABLE_TEXT, NULL);
    json_array_foreach(json_object_get(apercu, "remontees"), i, x)
    {
        table_row(t);
        table_text(t, member_text(x, "nom"));
        table_text(t, directory_territoire(dir, member_text(x, "territoire")));
        table_day(t, day(x, "situation"));
        table_number(t, number(x, "lues"));
        table_number(t, number(x, "ecartees"));
        put_waiting(t, x);
    }
    return t;
}
