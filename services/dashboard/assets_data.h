/* The tables that services/dashboard/embed fills: see assets.h for what they hold. */
#ifndef DASHBOARD_ASSETS_DATA_H
#define DASHBOARD_ASSETS_DATA_H

#include "dashboard/assets.h"

struct template
{
    const char *name; /* of templates/NAME.html */
    const char *text;
};

/* Both sorted by name, and ended by a row of zeroes. */
extern const struct asset assets_list[];
extern const size_t assets_n;
extern const struct template assets_templates[];
extern const size_t assets_templates_n;
extern const char assets_all_digest[];
extern const char assets_style_hash[];

#endif
