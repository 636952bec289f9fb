/* A kept deposit as its page shows it. */
#include "dashboard/depot_view.h"

#include <string.h>

#include "dashboard/effect.h"
#include "dashboard/member.h"
#include "dashboard/table.h"
#include "dashboard/words.h"

#define NBSP "\u00a0"

static const char TEXT_NAMELESS[] = "(nom illisible)";
static const char TEXT_EFFECT[] = "Avant : les chiffres de ce moment. Après : ceux que ces fichiers donneraient.";

static void set(json_t *to, const char *key, json_t *value)
{
    must(value && json_object_set_new(to, key, value) == 0);
}

static json_t *number_of(const json_t *object, const char *key)
{
    return json_integer(json_integer_value(json_object_get(object, key)));
}

/* "12 Ko", "1,4 Mo" */
static void put_size(json_int_t bytes, struct buf *out)
{
    json_int_t tenths = bytes * 10 / (1 << 20);
    if (bytes < 1024)
        buf_addf(out, "%d" NBSP "octets", (int)bytes);
    else if (tenths < 10)
        buf_addf(out, "%d" NBSP "Ko", (int)(bytes / 1024));
    else
        buf_addf(out, "%d,%d" NBSP "Mo", (int)(tenths / 10), (int)(tenths % 10));
}

static json_t *files_of(const json_t *check)
{
    json_t *list = json_array(), *file;
    size_t i;
    json_array_foreach(json_object_get(check, "files"), i, file)
    {
        struct buf size = {0};
        const char *name = member_text(file, "name");
        put_size(json_integer_value(json_object_get(file, "bytes")), &size);
        json_t *one = json_pack("{ss ss}", "nom", *name ? name : TEXT_NAMELESS, "taille", buf_text(&size));
        must(one && json_array_append_new(list, one) == 0);
        buf_deinit(&size);
    }
    return list;
}

static void put_state(json_t *v, const struct kept *x, const struct told *told)
{
    bool refused = strcmp(x->verdict, "refused") == 0, held = strcmp(x->verdict, "held") == 0;
    set(v, "etat", json_string(x->verdict));
    set(v, "refuse", json_boolean(refused));
    set(v, "retenu", json_boolean(held));
    set(v, "accepte", json_boolean(!refused && !held));
    set(v, "en_cours", json_boolean(x->state == KEPT_SENDING));
    set(v, "envoyable", json_boolean(x->state == KEPT_CHECKED && !refused));
    set(v, "identite", json_boolean(told->identity));
    set(v, "probleme", json_string(x->trouble));
    set(v, "retenu_avant", json_string(x->held));
}

json_t *depot_view(const struct kept *x, struct told *told)
{
    static const struct effect_words words = {"Effet sur les chiffres", TEXT_EFFECT, "Avant", "Après", true};
    json_t *v = json_object();
    const json_t *rows = json_object_get(told->document, "rows");
    struct buf day = {0}, until = {0};
    words_day(x->situation, &day);
    words_clock(x->until_us, &until);
    set(v, "situation", json_string(buf_text(&day)));
    set(v, "jusqua", json_string(buf_text(&until)));
    put_state(v, x, told);
    json_t *files = files_of(told->document);
    set(v, "a_fichiers", json_boolean(json_array_size(files) > 0));
    set(v, "fichiers", files);
    set(v, "lues", number_of(rows, "read"));
    set(v, "prises", number_of(rows, "taken"));
    set(v, "ecartees", number_of(rows, "set_aside"));
    set(v, "constats", told->constats);
    json_t *effect = effect_table(told->document, told->definitions, &words);
    set(v, "a_effet", json_boolean(table_rows_n(effect) > 0));
    set(v, "tables", json_pack("{so so}", "effet", effect, "constats", told->table));
    set(v, "periode", json_string(member_text(told->document, "period")));
    told->constats = told->table = NULL;
    buf_deinit(&day);
    buf_deinit(&until);
    return v;
}
