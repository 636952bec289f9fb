/* Where in a JSON text a member stands, so that a wrong definition is refused with its line and column. */
#ifndef CVG_PROGRAMME_PLACE_H
#define CVG_PROGRAMME_PLACE_H

#include <stddef.h>

/* Line and column (from 1) of an offset in a text. */
void place_of(const char *text, size_t offset, size_t *line_out, size_t *column_out);
/* Offset of member `name` of the document's object (array_name NULL), or of item `item` of its array `array_name`; name
 * NULL: the item itself. The nearest place that exists is given; 0 at worst. `text` is valid JSON. */
size_t place_in_json(const char *text, size_t len, const char *array_name, size_t item, const char *name);

#endif
