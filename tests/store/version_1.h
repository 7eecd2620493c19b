/* version_1 -- a database as the first release made it, and a night in it. */
#ifndef TESTS_STORE_VERSION_1_H
#define TESTS_STORE_VERSION_1_H

#include <stdint.h>

#define V1_NOW_US  1800000000000000
#define V1_SEEN_US (V1_NOW_US + 50) /* the high water */

/* The alerts of that night. */
enum v1_alert {
    V1_FIRST_STEP = 1, /* U2, paging, no step taken, due at +0 */
    V1_THIRD_STEP,     /* U1, paging in its second generation, due at +300; one
                        * open page, sent again at +4, of a referral */
    V1_ACKED,          /* U2, acknowledged at -100 */
    V1_CLOSED,         /* of a referral, SHELTERED at -10 */
    V1_LOST,           /* paging, made at -7, and its due time is gone */
    V1_ACKED_U1,       /* acknowledged at +70, after the high water */
    V1_ACKED_U3        /* acknowledged at -100 */
};

/* version_1_make: this database as `dir`/loket.db. */
void version_1_make(const char *dir);

#endif
