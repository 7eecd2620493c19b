/* A signal or referral from arbitrary text: no report; what the bridge takes
 * the precheck takes, and what it refuses is named by safe names alone. */
#include "fuzz.h"

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "wire/json.h"
#include "wire/precheck.h"
#include "wire/put.h"

/* The field numbers of Submit's content. */
enum {
    CONTENT_SIGNAL = 2,
    CONTENT_REFERRAL = 3
};

/* Only size and number may stop what the bridge wrote. */
static void
require_precheck(uint32_t content, const uint8_t *bytes, size_t n)
{
    static uint8_t submit[2 * FRAME_MAX_BYTES];
    struct put put = {.at = submit, .end = submit + sizeof submit};
    struct refusal why = {.n = 0};

    put_bytes(&put, content, bytes, n);
    require(!put.full);
    if (precheck_submit(submit, (size_t)(put.at - submit), &why) != RC_OK)
        require(why.findings[0].code == REFUSAL_TOO_LARGE ||
                why.findings[0].code == REFUSAL_TOO_MANY);
}

static void
require_safe(const struct refusal *why)
{
    require(why->n > 0 && why->n <= FINDINGS_MAX);
    for (size_t i = 0; i < why->n; i++) {
        const char *field = why->findings[i].field;

        require(strspn(field, "abcdefghijklmnopqrstuvwxyz0123456789_.[]") ==
                strlen(field));
    }
}

static void
try_message(const char *name, uint32_t content, const json_t *object)
{
    static uint8_t out[FRAME_MAX_BYTES];
    struct refusal why = {.n = 0};
    size_t n = 0;
    enum rc rc = json_to_wire(name, object, out, sizeof out, &n, &why);

    require(rc == RC_OK || rc == RC_INVALID);
    if (rc == RC_OK)
        require_precheck(content, out, n);
    else
        require_safe(&why);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    json_t *object =
        json_loadb((const char *)bytes, n, JSON_REJECT_DUPLICATES, NULL);

    if (object != NULL) {
        try_message("Signal", CONTENT_SIGNAL, object);
        try_message("Referral", CONTENT_REFERRAL, object);
    }
    json_decref(object);
    return 0;
}
