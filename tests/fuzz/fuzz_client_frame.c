/* A client's frame from arbitrary bytes: no report; what the precheck refuses
 * is not decoded, what it accepts decodes and says the same as JSON, and what
 * decodes can be judged. */
#include "fuzz.h"

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>

#include "core/report.h"
#include "core/validate_desk.h"
#include "wire/decode.h"
#include "wire/json.h"
#include "wire/precheck.h"

/* A report that was accepted is planned, or every reason not to is told. */
static void
require_plan(const struct request_report *request)
{
    struct report_plan plan;
    struct refusal why = {.n = 0};

    require(report_plan(request, 20000, &plan, &why) == (why.n == 0));
}

/* What was accepted can be shown, and written again. */
static void
require_json(const uint8_t *bytes, size_t n)
{
    static uint8_t again[2 * FRAME_MAX_BYTES];
    struct frame_glance glance;
    struct refusal why = {.n = 0};
    json_t *object = NULL;
    size_t again_n = 0;
    enum rc rc = json_from_wire("ClientMessage", bytes, n, &object);

    require(rc == RC_OK || rc == RC_INVALID);
    if (rc == RC_INVALID)
        return; /* an integer that JSON has not */
    require(json_to_wire("ClientMessage", object, again, sizeof again, &again_n,
                         &why) == RC_OK);
    json_decref(object);
    if (again_n <= FRAME_MAX_BYTES)
        require(precheck_client(again, again_n, &glance, &why) == RC_OK);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static _Alignas(16) uint8_t memory[ARENA_BYTES];
    struct arena arena;
    struct request request;
    struct frame_glance glance;
    struct refusal why = {.n = 0}, again = {.n = 0};
    enum rc rc = precheck_client(bytes, n, &glance, &why);
    enum rc decoded;

    require(rc == RC_OK || rc == RC_INVALID);
    require((rc == RC_OK) == (why.n == 0) && why.n <= 1);
    require((rc == RC_OK) == (glance.kind != REQUEST_NONE));
    require(glance.submit_offset + glance.submit_n <= n);
    arena_init(&arena, memory, sizeof memory);
    decoded = wire_decode_request(&arena, bytes, n, &request, &again);
    require(decoded == RC_OK || (decoded == RC_INVALID && again.n >= 1));
    require(rc == RC_OK || decoded == RC_INVALID);
    if (decoded == RC_OK)
        require((validate_desk(&request, &again) == RC_OK) == (again.n == 0));
    if (decoded == RC_OK && again.n == 0 && request.kind == REQUEST_REPORT)
        require_plan(&request.u.report);
    if (rc == RC_OK)
        require_json(bytes, n);
    return 0;
}
