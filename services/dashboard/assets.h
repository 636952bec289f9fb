/* What the daemon carries within itself, as it was built: the page's script, styles, font and map, and the templates.
 */
#ifndef DASHBOARD_ASSETS_H
#define DASHBOARD_ASSETS_H

#include <stddef.h>

struct asset {
    const char *path; /* its name below /assets/DIGEST/ */
    const char *type; /* Content-Type */
    const unsigned char *data;
    const unsigned char *data_gz; /* the same, gzip; NULL where that gains nothing */
    size_t len, len_gz;
    char etag[35]; /* with its quotes */
};

/* NULL: there is no such file. */
const struct asset *asset_find(const char *path);

/* All files in 16 hexadecimal digits: the part of their addresses that changes when one of them does. */
const char *assets_digest(void);

/* "sha256-…" of the style element that Observable Plot puts into each chart, for style-src. */
const char *assets_plot_style_hash(void);

/* The text of templates/NAME.html; NULL: there is none. */
const char *template_text(const char *name);

#endif
