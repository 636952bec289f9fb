/* `cvg show --forecast`: the caseload of the next 12 weeks, and how right such forecasts were. */
#ifndef CVG_CVG_FORECAST_H
#define CVG_CVG_FORECAST_H

#include <stdint.h>

#include "cvg/listing.h"

/* `chantier` NULL: all that are members and had something accepted; `at_us` NULL: now. The exit code. */
int forecast_show(const char *chantier, const int64_t *at_us, enum listing_format format);
int forecast_calibration(const char *chantier, const int64_t *at_us, enum listing_format format);

#endif
