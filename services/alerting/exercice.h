/* The weekly drill: made when it is due or asked for, and looked after until it got through by every way. */
#ifndef CVG_ALERTING_EXERCICE_H
#define CVG_ALERTING_EXERCICE_H

#include "alerting/alerting.h"

/* ---- making it ---- */

bool exercice_wanted(const struct alerting *a); /* look whether one is to be made */
void exercice_ask(int64_t now_us, struct db_request *r);
/* From their results: the request that writes it; NULL where none is to be made, and exercice_wanted() says when. */
struct db_request *exercice_make(struct alerting *a, int64_t now_us, const struct db_result *res);
void exercice_made(struct alerting *a);

/* Answers whether somebody asked for one that is not made yet. */
extern const char exercice_asked_sql[];

/* ---- what becomes of it ---- */

/* Read with everything else after each connection, so that nothing is told as over that was not looked at. */
extern const char exercice_told_sql[];
void exercice_take(struct alerting *a, const struct db_result *r);
/* Asks for it anew where it may have moved. */
void exercice_look(struct alerting *a);

#endif
