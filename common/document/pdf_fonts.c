/* A fontconfig of our own, with six files in it: no folder is searched, no setting of the machine is read. */
#include "document/pdf_fonts.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"

static const char *const files[] = {
    "/usr/share/fonts/opentype/inter/Inter-Regular.otf",  "/usr/share/fonts/opentype/inter/Inter-Medium.otf",
    "/usr/share/fonts/opentype/inter/Inter-SemiBold.otf", "/usr/share/fonts/opentype/inter/Inter-Bold.otf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",    "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
};
static const char TEXT_MISSING[] = "%s : cette police manque (paquets fonts-inter et fonts-dejavu-core)";

/* fontconfig's current configuration is the process's */
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

#define KEPT 4096 /* texts */
#define FAMILLE "Inter,DejaVu Sans"

static const struct {
    PangoWeight weight;
    double size, leading; /* points; of a line, as a share of its size; 0: the font's own */
} styles[STYLE_COUNT] = {
    [STYLE_TITRE] = {PANGO_WEIGHT_BOLD, 31, 1.12},
    [STYLE_PERIODE] = {PANGO_WEIGHT_NORMAL, 17, 0},
    [STYLE_SURTITRE] = {PANGO_WEIGHT_SEMIBOLD, 11, 0},
    [STYLE_SECTION] = {PANGO_WEIGHT_BOLD, 19, 1.15},
    [STYLE_SOUS] = {PANGO_WEIGHT_SEMIBOLD, 12.5, 1.2},
    [STYLE_CORPS] = {PANGO_WEIGHT_NORMAL, 9.6, 1.45},
    [STYLE_CORPS_FORT] = {PANGO_WEIGHT_SEMIBOLD, 9.6, 1.45},
    [STYLE_NOTE] = {PANGO_WEIGHT_NORMAL, 7.4, 1.35},
    [STYLE_LEGENDE] = {PANGO_WEIGHT_SEMIBOLD, 9.6, 1.25},
    [STYLE_ENTETE] = {PANGO_WEIGHT_MEDIUM, 7.6, 1.2},
    [STYLE_CELLULE] = {PANGO_WEIGHT_NORMAL, 8.4, 1.25},
    [STYLE_CELLULE_FORTE] = {PANGO_WEIGHT_SEMIBOLD, 8.4, 1.25},
    [STYLE_AVANT] = {PANGO_WEIGHT_NORMAL, 6.8, 1.2},
    [STYLE_ETROITE] = {PANGO_WEIGHT_NORMAL, 7.6, 1.2},
    [STYLE_ETROITE_FORTE] = {PANGO_WEIGHT_SEMIBOLD, 7.6, 1.2},
    [STYLE_ETROITE_ENTETE] = {PANGO_WEIGHT_MEDIUM, 6.2, 1.2},
    [STYLE_TUILE] = {PANGO_WEIGHT_BOLD, 21, 1.1},
    [STYLE_TRAIT] = {PANGO_WEIGHT_NORMAL, 8, 0},
    [STYLE_TRAIT_FORT] = {PANGO_WEIGHT_SEMIBOLD, 8, 0},
};

/* Figures of one width, so that columns of numbers stand straight; no contextual forms, which cost more than the rest.
 */
static void make_layout(struct pdf_fonts *f, enum pdf_style s)
{
    PangoFontDescription *d = pango_font_description_new();
    PangoAttrList *attributes = pango_attr_list_new();
    pango_font_description_set_family_static(d, FAMILLE);
    pango_font_description_set_weight(d, styles[s].weight);
    pango_font_description_set_size(d, (int)(styles[s].size * PANGO_SCALE));
    pango_attr_list_insert(attributes, pango_attr_font_features_new("tnum=1,calt=0"));
    pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE)); /* a code that is cut has none */
    if (styles[s].leading > 0)
        pango_attr_list_insert(
            attributes, pango_attr_line_height_new_absolute((int)(styles[s].size * styles[s].leading * PANGO_SCALE)));
    f->layouts[s] = pango_layout_new(f->context);
    pango_layout_set_font_description(f->layouts[s], d);
    pango_layout_set_attributes(f->layouts[s], attributes);
    pango_layout_set_wrap(f->layouts[s], PANGO_WRAP_WORD_CHAR);
    pango_attr_list_unref(attributes);
    pango_font_description_free(d);
}

struct pdf_kept {
    PangoLayout *layout; /* NULL: none yet */
    enum pdf_style style;
};

int pdf_fonts_init(struct pdf_fonts *f, struct err *e)
{
    pthread_mutex_lock(&one_at_a_time);
    *f = (struct pdf_fonts){0};
    FcConfig *config = FcConfigCreate();
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (!FcConfigAppFontAddFile(config, (const FcChar8 *)files[i])) {
            FcConfigDestroy(config);
            pthread_mutex_unlock(&one_at_a_time);
            return err_set(e, ERR_SETTING, TEXT_MISSING, files[i]);
        }
    /* else pango has the machine's own read, in a thread, for nothing */
    FcConfigSetCurrent(config);
    f->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(f->map), config);
    FcConfigDestroy(config); /* the map has its own hold */
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(f->map), 72);
    f->context = pango_font_map_create_context(f->map);
    pango_context_set_language(f->context, pango_language_from_string("fr"));
    pango_context_set_round_glyph_positions(f->context, FALSE);
    cairo_font_options_t *o = cairo_font_options_create();
    cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(o, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(f->context, o);
    cairo_font_options_destroy(o);
    for (enum pdf_style s = 0; s < STYLE_COUNT; s++)
        make_layout(f, s);
    f->kept = mem_new_n(KEPT, sizeof *f->kept);
    return 0;
}

PangoLayout *pdf_fonts_layout(struct pdf_fonts *f, enum pdf_style s, const char *text, double width)
{
    int w = width > 0 ? (int)(width * PANGO_SCALE) : -1;
    struct pdf_kept *k = &f->kept[(map_hash(text, strlen(text)) + (uint64_t)w + s) % KEPT];
    if (k->layout && k->style == s && pango_layout_get_width(k->layout) == w &&
        strcmp(pango_layout_get_text(k->layout), text) == 0)
        return k->layout;
    if (k->layout)
        g_object_unref(k->layout);
    *k = (struct pdf_kept){pango_layout_copy(f->layouts[s]), s};
    pango_layout_set_width(k->layout, w);
    pango_layout_set_text(k->layout, text, -1);
    return k->layout;
}

void pdf_fonts_deinit(struct pdf_fonts *f)
{
    for (size_t i = 0; f->kept && i < KEPT; i++)
        if (f->kept[i].layout)
            g_object_unref(f->kept[i].layout);
    free(f->kept);
    for (enum pdf_style s = 0; s < STYLE_COUNT; s++)
        if (f->layouts[s])
            g_object_unref(f->layouts[s]);
    if (f->context)
        g_object_unref(f->context);
    if (f->map) {
        pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(f->map), NULL); /* which it forgets to give back */
        g_object_unref(f->map);
        FcFini();
        pthread_mutex_unlock(&one_at_a_time);
    }
    *f = (struct pdf_fonts){0};
}

void pdf_fonts_versions(struct buf *out)
{
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        unsigned char digest[crypto_hash_sha256_BYTES];
        char hex[2 * sizeof digest + 1] = "-";
        struct buf bytes = {0};
        if (buf_read_file(&bytes, files[i], 0, NULL) == 0) {
            crypto_hash_sha256(digest, (const unsigned char *)buf_text(&bytes), bytes.len);
            sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
        }
        buf_addf(out, ", %s %.16s", strrchr(files[i], '/') + 1, hex);
        buf_deinit(&bytes);
    }
}
