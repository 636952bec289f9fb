/* Finds what the daemon carries within itself by its name. */
#include "dashboard/assets.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "dashboard/assets_data.h"

/* Rows of both tables begin with their name. */
static int by_name(const void *name, const void *row)
{
    return strcmp(name, *(const char *const *)row);
}
static_assert(offsetof(struct asset, path) == 0 && offsetof(struct template, name) == 0,
              "by_name reads the first field");

const struct asset *asset_find(const char *path)
{
    return bsearch(path, assets_list, assets_n, sizeof assets_list[0], by_name);
}

const char *assets_digest(void)
{
    return assets_all_digest;
}

const char *assets_plot_style_hash(void)
{
    return assets_style_hash;
}

const char *template_text(const char *name)
{
    const struct template *found =
        bsearch(name, assets_templates, assets_templates_n, sizeof assets_templates[0], by_name);
    return found ? found->text : NULL;
}
