/* A desk's frame from arbitrary bytes, as a client takes it: no report; what
 * the precheck accepts can be shown. */
#include "fuzz.h"

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>

#include "wire/json.h"
#include "wire/precheck.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct refusal why = {.n = 0};
    json_t *object = NULL;
    enum rc rc = precheck_server(bytes, n, &why);
    enum rc shown = json_from_wire("ServerMessage", bytes, n, &object);

    require((rc == RC_OK && why.n == 0) || (rc == RC_INVALID && why.n == 1));
    /* RC_INVALID of an accepted frame: an integer that JSON has not. */
    require(shown == RC_OK || shown == RC_INVALID);
    require(rc == RC_OK || shown == RC_INVALID || n > FRAME_MAX_BYTES);
    require((shown == RC_OK) == (object != NULL));
    if (object != NULL) {
        char *text = json_dumps(object, JSON_COMPACT);

        require(text != NULL);
        free(text);
    }
    json_decref(object);
    return 0;
}
