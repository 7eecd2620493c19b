/* retention_judge -- may what people ask about a message that is kept be done?
 */
#ifndef CORE_RETENTION_JUDGE_H
#define CORE_RETENTION_JUDGE_H

#include <stdint.h>

#include "core/retention_request.h"

/* retention_judge: of one message, which was prolonged so many times before.
 * DONE: it may; ALREADY: it is as asked; LIMIT: PROLONG and HOLD beyond the
 * document; BLOCKED: of ERASE. */
enum retention_verdict retention_judge(const struct retention *retention,
                                       const struct request_retention *asked,
                                       const struct kept *kept,
                                       uint32_t prolonged, int64_t now_us);

#endif
