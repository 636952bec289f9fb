/* An Office package: a zip whose parts are XML, each read as a stream within bounds. */
#ifndef CVG_IO_PACKAGE_H
#define CVG_IO_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zip;
struct XML_ParserStruct;

/* What is done with a part: handlers of expat, whose first argument is the package. */
struct package_reader {
    void (*start)(void *package, const char *name, const char **attributes);
    void (*end)(void *package, const char *name);        /* may be NULL, and so may text */
    void (*text)(void *package, const char *s, int len); /* a text may come in pieces */
};

struct package {
    struct zip *zip;
    uint64_t left;       /* bytes of XML that may still be read: what bombs run into */
    const char *trouble; /* of the first failure: a variant of E-FICHIER; nothing is read after it */
    void *reading;       /* for the handlers: what they fill */
    struct XML_ParserStruct *parser;
};

/* The trouble of a package that is broken or not what it says, and of one that is too big once it is open. */
extern const char package_broken[], package_too_big[];

bool package_has(const struct package *p, const char *part);
/* Reads a part to its end, or until a handler stops it. False where there is a trouble; a part that is not there is
 * one. Document types are refused: an entity may stand for any amount of text. */
bool package_read(struct package *p, const char *part, const struct package_reader *r, void *reading);
/* For handlers: reads no further; trouble NULL: what was wanted is there. */
void package_stop(struct package *p, const char *trouble);

/* The part that a relation's target names, as seen from the part `base` (the package itself: ""): "." and ".." and
 * empty folders resolved, "/…" from the root, which nothing leaves. Written to out, which holds a byte more than both
 * are long together; returns its length. */
size_t package_resolve(const char *base, const char *target, char *out);

const char *package_local_name(const char *name); /* "x:row" → "row" */
/* The value of an attribute by its local name, NULL where there is none. */
const char *package_attribute(const char **attributes, const char *local_name);

#endif
