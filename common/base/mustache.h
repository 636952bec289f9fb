/* Mustache templates over JSON: {{name}} {{a.b}} {{.}} escaped for HTML, {{{raw}}} and {{&raw}}, {{#section}},
 * {{^inverted}}, {{>partial}}, {{! comment}}. No set-delimiter tags, no lambdas. Names that are not found are empty, as
 * in the Mustache manual; a tag that stands alone on its line takes the line with it. */
#ifndef CVG_BASE_MUSTACHE_H
#define CVG_BASE_MUSTACHE_H

#include <jansson.h>

#include "base/buf.h"

#define MUSTACHE_DEPTH_MAX 32 /* of sections and partials within one another */

/* The text of a partial; NULL: there is none of this name. */
typedef const char *mustache_find(const char *name, void *arg);

/* Appends to `out`. ERR_FORMAT, with what and where, for a template that is not well formed or names no partial. */
int mustache_render(const char *text, const json_t *context, mustache_find *find, void *arg, struct buf *out,
                    struct err *e) CHECKED;

/* A text as HTML's own, for content and quoted attributes. */
void mustache_escape(const char *s, size_t len, struct buf *out);

#endif
