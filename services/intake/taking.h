/* What every door does with a push alike: room for it, its content made, its client gone. Above receive.c. */
#ifndef CVG_INTAKE_TAKING_H
#define CVG_INTAKE_TAKING_H

#include "intake/intake.h"

/* Takes room for so many bytes of the body in all, before they are read; else why they are not taken in now. */
enum refusal taking_reserve(struct push *p, size_t upto);
/* The body is whole: makes it into content, on another thread where it is large, and hands it to receive.c. */
void taking_seal(struct push *p);
/* The client left. The push is freed, now or by who has it in hand. */
void taking_leave(struct push *p);

#endif
