/* What people call an alert: LYO1.a3; a3 of one of the whole programme. Pure. Source: cvg.alerte_id(). */
#ifndef CVG_DASHBOARD_ALERTE_ID_H
#define CVG_DASHBOARD_ALERTE_ID_H

#include <stdbool.h>
#include <stdint.h>

struct alerte_id {
    char text[56], reporter[41]; /* reporter "": the nation */
    int32_t n;
};
bool alerte_id_read(const char *text, struct alerte_id *out);

#endif
